// Opens a GPU: adapter, device, and the DeviceProfile of what was found. Rests on contract/.
// Takes the `GPU` object as an argument, so that it runs in a page and in Node on Dawn alike.
import type { DeviceProfile } from '../contract/run.ts';

/** Why there is nothing to measure on; the page explains each. */
export type Unsupported = 'no-api' | 'insecure-context' | 'no-adapter' | 'blocked';

export type OpenedGpu =
  | { readonly kind: 'ready'; readonly device: GPUDevice; readonly profile: DeviceProfile }
  | { readonly kind: 'unsupported'; readonly reason: Unsupported; readonly detail: string };

export type AdapterFound =
  | { readonly kind: 'found'; readonly adapter: GPUAdapter; readonly profile: DeviceProfile }
  | Extract<OpenedGpu, { kind: 'unsupported' }>;

/** Limits that decide which kernels and shapes run; asked for as the adapter offers them. */
const WANTED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupsPerDimension',
] as const;
const WANTED_FEATURES = ['timestamp-query', 'shader-f16', 'subgroups'] as const;

/** Looks for an adapter without opening a device: what the start page shows. */
export async function findAdapter(gpu: GPU | undefined, host: DeviceProfile['host']): Promise<AdapterFound> {
  if (gpu === undefined) return { kind: 'unsupported', reason: 'no-api', detail: 'this browser has no navigator.gpu' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { kind: 'unsupported', reason: 'no-adapter', detail: 'WebGPU is there, but it offers no adapter' };
    return { kind: 'found', adapter, profile: profileOf(adapter, host) };
  } catch (error) {
    return { kind: 'unsupported', reason: 'blocked', detail: String(error) };
  }
}

/** Opens a device with the adapter's own limits, or with WebGPU's defaults where those are refused. */
export async function openGpu(gpu: GPU | undefined, host: DeviceProfile['host']): Promise<OpenedGpu> {
  const found = await findAdapter(gpu, host);
  if (found.kind === 'unsupported') return found;
  const { adapter, profile } = found;
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature));
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  try {
    const device = await adapter.requestDevice({ requiredFeatures, requiredLimits }).catch(async () => {
      const again = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
      if (!again) throw new Error('the adapter is gone');
      return again.requestDevice();
    });
    const limits = Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, device.limits[limit]]));
    return { kind: 'ready', device, profile: { ...profile, limits } };
  } catch (error) {
    return { kind: 'unsupported', reason: 'blocked', detail: `the adapter gives no device: ${String(error)}` };
  }
}

function profileOf(adapter: GPUAdapter, host: DeviceProfile['host']): DeviceProfile {
  const { info } = adapter;
  const clip = (value: string | undefined) => (value ?? '').slice(0, 200);
  // The getters stand on the prototype: a spread would copy nothing.
  const gpu = {
    vendor: clip(info.vendor),
    architecture: clip(info.architecture),
    device: clip(info.device),
    description: clip(info.description),
  };
  const isFallback = info.isFallbackAdapter || SOFTWARE.test(Object.values(gpu).join(' '));
  return {
    gpu: { ...gpu, is_fallback: isFallback },
    host,
    features: [...adapter.features].toSorted().slice(0, 64),
    limits: Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, adapter.limits[limit]])),
    subgroup_min: info.subgroupMinSize ?? 0,
    subgroup_max: info.subgroupMaxSize ?? 0,
  };
}

/** Software rasterisers by the names they give themselves. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;
