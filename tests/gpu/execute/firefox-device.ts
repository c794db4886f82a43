// What runs inside Firefox's page: one device, the seeded inputs in buffers it fills itself, one kernel at a time.
// Each function's text is sent to the page (firefox.ts), so it refers to nothing outside itself but types.

export interface Opening {
  /** The fill shader, specialised for the precision. */
  readonly code: string;
  /** The uniform's words and the workgroups that fill each input; all inputs have `bytes` bytes. */
  readonly fills: readonly { readonly shape: readonly number[]; readonly grid: readonly [number, number, number] }[];
  readonly bytes: number;
  /** The shader, uniform and workgroups that fill the packed words, and how many bytes of them there are. */
  readonly words: {
    readonly code: string;
    readonly shape: readonly number[];
    readonly grid: readonly [number, number, number];
    readonly bytes: number;
  };
}

export interface Dispatch {
  readonly shape: readonly number[];
  readonly grid: readonly [number, number, number];
  readonly inputs: readonly { readonly bytes: number; readonly isWords: boolean; readonly offset: number }[];
  readonly outputBytes: number;
  /** The second dispatch, where the kernel has one. */
  readonly merge?: {
    readonly shape: readonly number[];
    readonly grid: readonly [number, number, number];
    readonly scratchBytes: number;
  };
}

interface Opened {
  readonly device: GPUDevice;
  readonly inputs: readonly GPUBuffer[];
  readonly words: GPUBuffer;
}

/** Opens a device with shader-f16 and fills the inputs; the first `shown` bytes of each as text, one character a byte. */
export async function open({
  code,
  fills,
  bytes,
  words,
  shown,
}: Opening & { readonly shown: number }): Promise<readonly string[]> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('no adapter');
  const device = await adapter.requestDevice({ requiredFeatures: ['shader-f16'] });
  const read = device.createBuffer({ size: shown, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const texts: string[] = [];
  const filled = async (
    text: string,
    shape: readonly number[],
    grid: readonly [number, number, number],
    size: number,
  ): Promise<GPUBuffer> => {
    const module = device.createShaderModule({ code: text });
    const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
    const buffer = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
    const uniform = device.createBuffer({ size: 64, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(uniform, 0, Uint32Array.from(shape));
    const entries = [uniform, buffer].map((resource, binding) => ({ binding, resource: { buffer: resource } }));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(...grid);
    pass.end();
    encoder.copyBufferToBuffer(buffer, 0, read, 0, shown);
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(GPUMapMode.READ);
    texts.push(Array.from(new Uint8Array(read.getMappedRange()), (byte) => String.fromCharCode(byte)).join(''));
    read.unmap();
    return buffer;
  };
  const inputs: GPUBuffer[] = [];
  for (const { shape, grid } of fills) inputs.push(await filled(code, shape, grid, bytes));
  const packed = await filled(words.code, words.shape, words.grid, words.bytes);
  (globalThis as unknown as { opened: Opened }).opened = { device, inputs, words: packed };
  return texts;
}

/**
 * Compiles a kernel and runs the dispatches one after another; the outputs' bytes, one after another, as text, one
 * character a byte. One submission and one read: Firefox looks for finished work only every 100 ms.
 */
export async function run({
  code,
  mergeCode,
  dispatches,
}: {
  readonly code: string;
  /** The shader of every `merge`. */
  readonly mergeCode?: string;
  readonly dispatches: readonly Dispatch[];
}): Promise<string> {
  const { device, inputs, words } = (globalThis as unknown as { opened: Opened }).opened;
  device.pushErrorScope('validation');
  const compiled = async (text: string) => {
    const module = device.createShaderModule({ code: text });
    const { messages } = await module.getCompilationInfo();
    if (messages.length > 0) throw new Error(messages.map(({ lineNum, message }) => `line ${lineNum}: ${message}`).join('\n'));
    return device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  };
  const pipeline = await compiled(code);
  const mergePipeline = mergeCode === undefined ? undefined : await compiled(mergeCode);
  const buffers: GPUBuffer[] = [];
  const bufferOf = (size: number, usage: number, content: Uint32Array<ArrayBuffer>) => {
    const buffer = device.createBuffer({ size, usage });
    device.queue.writeBuffer(buffer, 0, content);
    buffers.push(buffer);
    return buffer;
  };
  const total = dispatches.reduce((sum, { outputBytes }) => sum + outputBytes, 0);
  const read = device.createBuffer({ size: total, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  buffers.push(read);
  const encoder = device.createCommandEncoder();
  let at = 0;
  const uniformOf = (shape: readonly number[]) =>
    bufferOf(64, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST, Uint32Array.from(shape));
  // NaN in f32 and, twice, in f16: an element left unwritten is found.
  const poisoned = (bytes: number) =>
    bufferOf(
      bytes,
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      new Uint32Array(bytes / 4).fill(0x7fff_7fff),
    );
  const encode = (target: GPUComputePipeline, bound: readonly GPUBufferBinding[], grid: readonly [number, number, number]) => {
    const entries = bound.map((resource, binding) => ({ binding, resource }));
    const pass = encoder.beginComputePass();
    pass.setPipeline(target);
    pass.setBindGroup(0, device.createBindGroup({ layout: target.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(...grid);
    pass.end();
  };
  for (const { shape, grid, inputs: operands, outputBytes, merge } of dispatches) {
    const output = poisoned(outputBytes);
    const scratch = merge && poisoned(merge.scratchBytes);
    const bound: GPUBufferBinding[] = [
      { buffer: uniformOf(shape) },
      ...operands.flatMap(({ bytes: size, isWords, offset }, slot) => {
        const buffer = isWords ? words : inputs[slot];
        return buffer ? [{ buffer, offset, size }] : [];
      }),
      { buffer: scratch ?? output },
    ];
    encode(pipeline, bound, grid);
    if (merge && scratch && mergePipeline)
      encode(mergePipeline, [{ buffer: uniformOf(merge.shape) }, { buffer: scratch }, { buffer: output }], merge.grid);
    encoder.copyBufferToBuffer(output, 0, read, at, outputBytes);
    at += outputBytes;
  }
  device.queue.submit([encoder.finish()]);
  const error = await device.popErrorScope();
  if (error) throw new Error(error.message);
  await read.mapAsync(GPUMapMode.READ);
  const text = Array.from(new Uint8Array(read.getMappedRange()), (byte) => String.fromCharCode(byte)).join('');
  for (const buffer of buffers) buffer.destroy();
  return text;
}
