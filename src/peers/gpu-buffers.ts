// Buffers of a contestant that brings its own: upload of operands, read-back of an output. Rests on WebGPU alone.

export function upload(device: GPUDevice, values: Float32Array): GPUBuffer {
  const buffer = device.createBuffer({
    size: values.byteLength,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, new Float32Array(values));
  return buffer;
}

/** An output of `elements` f32, which WebGPU clears. */
export function allocateOutput(device: GPUDevice, elements: number): GPUBuffer {
  return device.createBuffer({
    size: elements * 4,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
}

export async function readBack(device: GPUDevice, source: GPUBuffer, elements: number): Promise<Float32Array> {
  const staging = device.createBuffer({ size: elements * 4, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  try {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, staging, 0, elements * 4);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return new Float32Array(staging.getMappedRange().slice(0));
  } finally {
    staging.destroy();
  }
}
