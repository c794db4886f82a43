// The buffers that all trials share: three inputs full of seeded numbers, one output. Rests on kernels/fill.ts.
// Sharing them keeps memory bounded whatever the ladder holds, and needs no transfer: a kernel fills them.
import { FILL_SOURCE } from '../kernels/fill.ts';
import type { Precision } from '../kernels/kernel.ts';
import { elementBytes } from '../kernels/kernel.ts';
import { specialise } from '../kernels/specialise.ts';
import { INPUT_COUNT } from '../workload/places.ts';
import { compile } from './pipelines.ts';

const SMALLEST_BYTES = 4 * 2 ** 20;

export interface Arenas {
  readonly bytes: number;
  readonly inputs: readonly GPUBuffer[];
  readonly output: GPUBuffer;
}

export type Allocated =
  | { readonly kind: 'allocated'; readonly arenas: Arenas }
  | { readonly kind: 'failed'; readonly detail: string };

/** Allocates arenas of `bytes` each, or of the largest halving of it that the device grants. */
export async function allocateArenas(device: GPUDevice, bytes: number): Promise<Allocated> {
  for (let size = Math.floor(bytes / 256) * 256; size >= SMALLEST_BYTES; size = Math.floor(size / 512) * 256) {
    device.pushErrorScope('validation');
    device.pushErrorScope('out-of-memory');
    const buffers = Array.from({ length: INPUT_COUNT + 1 }, (_, slot) =>
      device.createBuffer({
        label: slot < INPUT_COUNT ? `input ${slot}` : 'output',
        size,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      }),
    );
    const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
    const output = buffers[INPUT_COUNT];
    if (errors.every((error) => error === null) && output) {
      return { kind: 'allocated', arenas: { bytes: size, inputs: buffers.slice(0, INPUT_COUNT), output } };
    }
    for (const buffer of buffers) buffer.destroy();
  }
  return { kind: 'failed', detail: `the device grants no four buffers of ${SMALLEST_BYTES / 2 ** 20} MiB` };
}

/** Fills every input arena with its seeded values; returns a message where the fill shader fails. */
export async function fillArenas(
  device: GPUDevice,
  arenas: Arenas,
  precision: Precision,
  seed: number,
): Promise<string | undefined> {
  const compiled = await compile(device, 'fill', specialise(FILL_SOURCE.source, FILL_SOURCE.constants(precision)));
  if (compiled.kind === 'failed') return compiled.detail;
  const count = Math.floor(arenas.bytes / elementBytes(precision));
  for (const [slot, buffer] of arenas.inputs.entries()) {
    const uniform = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(uniform, 0, Uint32Array.from(FILL_SOURCE.shape(seed, slot, 0, count)));
    const group = device.createBindGroup({
      layout: compiled.pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: uniform } },
        { binding: 1, resource: { buffer } },
      ],
    });
    const encoder = device.createCommandEncoder({ label: `fill ${slot}` });
    const pass = encoder.beginComputePass();
    pass.setPipeline(compiled.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...FILL_SOURCE.grid(count));
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    uniform.destroy();
  }
  return undefined;
}
