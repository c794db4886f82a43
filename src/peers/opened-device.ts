// Learns which device a library opens, and can keep subgroups from it (with all features that imply them). Rests on WebGPU.

/** Runs `open` and returns the device that it asked an adapter for; throws where it asked for none. */
export async function openedDevice(open: () => Promise<unknown>, hidesSubgroups: boolean): Promise<GPUDevice> {
  const original = GPUAdapter.prototype.requestDevice;
  const opened: GPUDevice[] = [];
  GPUAdapter.prototype.requestDevice = async function requestDevice(descriptor) {
    const features = [...(descriptor?.requiredFeatures ?? [])].filter((name) => !(hidesSubgroups && name.startsWith('subgroup')));
    const device = await original.call(this, { ...descriptor, requiredFeatures: features });
    opened.push(device);
    return device;
  };
  try {
    await open();
  } finally {
    GPUAdapter.prototype.requestDevice = original;
  }
  const device = opened.at(-1);
  if (device === undefined) throw new Error('it opened no GPU device');
  return device;
}
