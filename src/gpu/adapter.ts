// Opens a GPU: adapter, device, and the DeviceProfile of what was found. Rests on contract/ and kernels/features.ts.
// Takes the `GPU` object as an argument, so that it runs in a page and in Node on Dawn alike.
import type { DeviceProfile } from '../contract/run.ts';
import { languageFeature, subgroupMatrixFeature } from '../kernels/features.ts';
import type { Precision } from '../kernels/kernel.ts';

/** Why there is nothing to measure on; the page explains each. */
export type Unsupported = 'no-api' | 'insecure-context' | 'no-adapter' | 'blocked';

export type OpenedGpu =
  | { readonly kind: 'ready'; readonly device: GPUDevice; readonly profile: DeviceProfile; readonly features: readonly string[] }
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
const WANTED_FEATURES: readonly string[] = ['timestamp-query', 'shader-f16', 'subgroups'];
/** Features that are proposals: a device is opened without them where it is refused with them. */
const EXPERIMENTAL_FEATURES: readonly string[] = ['chromium-experimental-subgroup-matrix'];

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

/**
 * Opens a device with the adapter's own limits, without experimental features or with WebGPU's defaults where those are
 * refused. `features` is what kernels may require of the device: its features and what kernels/features.ts names.
 */
export async function openGpu(gpu: GPU | undefined, host: DeviceProfile['host']): Promise<OpenedGpu> {
  const found = await findAdapter(gpu, host);
  if (found.kind === 'unsupported') return found;
  const { adapter, profile } = found;
  const wanted = featuresOf(adapter, WANTED_FEATURES);
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  try {
    // An adapter gives one device, so that every further attempt asks for it anew.
    const again = async (descriptor?: GPUDeviceDescriptor) => {
      const next = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
      if (!next) throw new Error('the adapter is gone');
      return next.requestDevice(descriptor);
    };
    const device = await adapter
      .requestDevice({ requiredFeatures: [...wanted, ...featuresOf(adapter, EXPERIMENTAL_FEATURES)], requiredLimits })
      .catch(() => again({ requiredFeatures: wanted, requiredLimits }))
      .catch(() => again());
    const limits = Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, device.limits[limit]]));
    const features = [
      ...device.features,
      ...[...(gpu?.wgslLanguageFeatures ?? [])].map(languageFeature),
      ...matrixUnits(adapter),
    ];
    return { kind: 'ready', device, profile: { ...profile, limits }, features };
  } catch (error) {
    return { kind: 'unsupported', reason: 'blocked', detail: `the adapter gives no device: ${String(error)}` };
  }
}

function featuresOf(adapter: GPUAdapter, names: readonly string[]): GPUFeatureName[] {
  return [...adapter.features].filter((name): name is GPUFeatureName => names.includes(name));
}

/** The matrix units that the adapter names for its subgroups, of the element types that kernels know; a proposal, so untyped. */
function matrixUnits(adapter: GPUAdapter): readonly string[] {
  const info = adapter.info as { readonly subgroupMatrixConfigs?: Iterable<unknown> };
  return [...(info.subgroupMatrixConfigs ?? [])].flatMap((config) => {
    const {
      componentType: component,
      resultComponentType: result,
      M: m,
      N: n,
      K: k,
    } = config as Readonly<Record<string, unknown>>;
    const isKnown =
      isPrecision(component) && isPrecision(result) && typeof m === 'number' && typeof n === 'number' && typeof k === 'number';
    return isKnown ? [subgroupMatrixFeature({ component, result, m, n, k })] : [];
  });
}

function isPrecision(value: unknown): value is Precision {
  return value === 'f32' || value === 'f16';
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
