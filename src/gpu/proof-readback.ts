// Reads a buffer back. Throws where the device is gone; prover.ts makes that a value.

/** A copy of the whole buffer, after everything submitted before. */
export async function readBuffer(device: GPUDevice, source: GPUBuffer): Promise<Uint8Array> {
  const target = device.createBuffer({ size: source.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder({ label: `read ${source.label}` });
    encoder.copyBufferToBuffer(source, 0, target, 0, source.size);
    device.queue.submit([encoder.finish()]);
    await target.mapAsync(GPUMapMode.READ);
    return new Uint8Array(target.getMappedRange().slice(0));
  } finally {
    target.destroy();
  }
}
