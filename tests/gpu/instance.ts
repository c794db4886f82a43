// A Dawn instance for tests of whole sessions, which open and destroy devices of their own. Kept on globalThis:
// collecting one while its devices live crashes. Timestamps are not rounded, as short passes would read zero.
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);

const kept = globalThis as unknown as { dawnSessions?: GPU };
export const gpu: GPU = (kept.dawnSessions ??= create(['backend=vulkan', 'disable-dawn-features=timestamp_quantization']));

export const hasDevice = (await gpu.requestAdapter()) !== null;
if (!hasDevice && process.env['CI']) throw new Error('no Dawn adapter: set VK_ICD_FILENAMES');

export async function openDevice(): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error('no Dawn adapter');
  return adapter.requestDevice({ requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [] });
}
