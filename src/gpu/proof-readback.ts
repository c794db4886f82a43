// Reads a buffer back. Throws where the device is gone; prover.ts makes that a value.

/** A copy of `size` bytes from `offset` on, of the whole buffer unless said otherwise, after everything submitted before. */
export async function readBuffer(device: GPUDevice, source: GPUBuffer, offset = 0, size = source.size): Promise<Uint8Array> {
  const target = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder({ label: `read ${source.label}` });
    encoder.copyBufferToBuffer(source, offset, target, 0, size);
    device.queue.submit([encoder.finish()]);
    await target.mapAsync(GPUMapMode.READ);
    return new Uint8Array(target.getMappedRange().slice(0));
  } finally {
    target.destroy();
  }
}
