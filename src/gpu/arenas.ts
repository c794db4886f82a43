// The buffers that all trials share: three inputs full of seeded numbers, one of packed words, one output,
// and one of what a kernel's first dispatch leaves for its second.
// Rests on kernels/fill.ts.
// Sharing them keeps memory bounded whatever the ladder holds, and needs no transfer: a kernel fills them.
import { FILL_SOURCE, WORD_FILL_SOURCE } from '../kernels/fill.ts';
import type { Precision } from '../kernels/kernel.ts';
import { elementBytes, SCRATCH_BYTES } from '../kernels/kernel.ts';
import { specialise } from '../kernels/specialise.ts';
import { WORD_ARENA_BYTES } from '../workload/operands.ts';
import { INPUT_COUNT } from '../workload/places.ts';
import { compile } from './pipelines.ts';

const SMALLEST_BYTES = 4 * 2 ** 20;

export interface Arenas {
  readonly bytes: number;
  readonly inputs: readonly GPUBuffer[];
  /** Of WORD_ARENA_BYTES or `bytes`, whichever is less. */
  readonly words: GPUBuffer;
  readonly output: GPUBuffer;
  /** Of SCRATCH_BYTES. */
  readonly scratch: GPUBuffer;
}

export type Allocated =
  | { readonly kind: 'allocated'; readonly arenas: Arenas }
  | { readonly kind: 'failed'; readonly detail: string };

/** Allocates arenas of `bytes` each, or of the largest halving of it that the device grants. */
export async function allocateArenas(device: GPUDevice, bytes: number): Promise<Allocated> {
  for (let size = Math.floor(bytes / 256) * 256; size >= SMALLEST_BYTES; size = Math.floor(size / 512) * 256) {
    device.pushErrorScope('validation');
    device.pushErrorScope('out-of-memory');
    const bufferOf = (label: string, length: number) =>
      device.createBuffer({
        label,
        size: length,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      });
    const inputs = Array.from({ length: INPUT_COUNT }, (_, slot) => bufferOf(`input ${slot}`, size));
    const words = bufferOf('words', Math.min(size, WORD_ARENA_BYTES));
    const output = bufferOf('output', size);
    const scratch = bufferOf('scratch', SCRATCH_BYTES);
    const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
    if (errors.every((error) => error === null))
      return { kind: 'allocated', arenas: { bytes: size, inputs, words, output, scratch } };
    for (const buffer of [...inputs, words, output, scratch]) buffer.destroy();
  }
  return { kind: 'failed', detail: `the device grants no six buffers of ${SMALLEST_BYTES / 2 ** 20} MiB` };
}

/** Fills every input arena and the words with their seeded values; returns a message where a fill shader fails. */
export async function fillArenas(
  device: GPUDevice,
  arenas: Arenas,
  precision: Precision,
  seed: number,
): Promise<string | undefined> {
  const numbers = await compile(device, 'fill', specialise(FILL_SOURCE.source, FILL_SOURCE.constants(precision)));
  if (numbers.kind === 'failed') return numbers.detail;
  const words = await compile(device, 'fill words', WORD_FILL_SOURCE.source);
  if (words.kind === 'failed') return words.detail;
  const count = Math.floor(arenas.bytes / elementBytes(precision));
  for (const [slot, buffer] of arenas.inputs.entries()) {
    await fill(device, numbers.pipeline, buffer, FILL_SOURCE.shape(seed, slot, 0, count), FILL_SOURCE.grid(count));
  }
  const wordCount = arenas.words.size / 4;
  await fill(device, words.pipeline, arenas.words, WORD_FILL_SOURCE.shape(seed, 0, wordCount), WORD_FILL_SOURCE.grid(wordCount));
  return undefined;
}

async function fill(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  buffer: GPUBuffer,
  shape: readonly number[],
  grid: readonly [number, number, number],
): Promise<void> {
  const uniform = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  device.queue.writeBuffer(uniform, 0, Uint32Array.from(shape));
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [
      { binding: 0, resource: { buffer: uniform } },
      { binding: 1, resource: { buffer } },
    ],
  });
  const encoder = device.createCommandEncoder({ label: `fill ${buffer.label}` });
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(...grid);
  pass.end();
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
  uniform.destroy();
}
