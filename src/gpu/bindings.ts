// A trial's bind groups on the shared arenas, one for each copy of its cold operands. Rests on plan/, kernels/.
import type { PlannedTrial } from '../plan/planned-trial.ts';
import { elementBytes } from '../kernels/kernel.ts';
import { isWords } from '../workload/operands.ts';
import type { Operation } from '../workload/operation.ts';
import { arenaElements, inputPlaces } from '../workload/places.ts';
import type { Arenas } from './arenas.ts';

/** Bytes at which bindings may start. */
const ALIGNMENT = 256;
const UNIFORM_BYTES = 64;
const UNIFORM_SLOTS = 4096;

const align = (bytes: number, to: number) => Math.ceil(bytes / to) * to;

/** The uniforms of all trials, in one buffer. */
export class Uniforms {
  readonly buffer: GPUBuffer;
  private used = 0;
  private readonly device: GPUDevice;

  constructor(device: GPUDevice) {
    this.device = device;
    this.buffer = device.createBuffer({
      label: 'uniforms',
      size: UNIFORM_SLOTS * ALIGNMENT,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
  }

  /** Writes a shape and returns its binding; undefined when all slots are taken. */
  add(words: readonly number[]): GPUBufferBinding | undefined {
    if (this.used >= UNIFORM_SLOTS || words.length * 4 > UNIFORM_BYTES) return undefined;
    const offset = this.used++ * ALIGNMENT;
    this.device.queue.writeBuffer(this.buffer, offset, Uint32Array.from(words));
    return { buffer: this.buffer, offset, size: UNIFORM_BYTES };
  }
}

/** Why the trial cannot be bound, where an arena is too small for its operands. */
export function overLimit(trial: PlannedTrial, arenas: Arenas): string | undefined {
  const { kernel, operation, precision } = trial;
  const elements = Math.max(kernel.output(operation), arenaElements(kernel.inputs(operation)));
  const needed = elements * elementBytes(precision);
  const words = 4 * wordsBehindFirst(kernel.inputs(operation), operation);
  if (words > arenas.words.size) return `the packed words need ${words} bytes, their buffer has ${arenas.words.size}`;
  return needed > arenas.bytes ? `the operands of an arena need ${needed} bytes, a buffer has ${arenas.bytes}` : undefined;
}

/** Words up to the end of the last input of them. */
function wordsBehindFirst(inputs: readonly number[], operation: Operation): number {
  const ends = inputPlaces(inputs).map(({ first }, slot) => (isWords(operation, slot) ? first + (inputs[slot] ?? 0) : 0));
  return Math.max(0, ...ends);
}

export function bindTrial(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  trial: PlannedTrial,
  arenas: Arenas,
  shape: GPUBufferBinding,
): readonly GPUBindGroup[] {
  const { kernel, operation, precision } = trial;
  const bytesOf = (elements: number) => align(elements * elementBytes(precision), 4);
  const layout = pipeline.getBindGroupLayout(0);
  const inputs = kernel.inputs(operation);
  const places = inputPlaces(inputs);
  return Array.from({ length: trial.operandCopies }, (_, copy) =>
    device.createBindGroup({
      label: trial.id,
      layout,
      entries: [
        { binding: 0, resource: shape },
        ...inputs.flatMap((elements, slot) => {
          const { arena, first } = places[slot] ?? { arena: slot, first: 0 };
          const buffer = isWords(operation, slot) ? arenas.words : arenas.inputs[arena];
          const size = isWords(operation, slot) ? 4 * elements : bytesOf(elements);
          const rotated = trial.coldInputs.includes(slot) ? copy * align(size, ALIGNMENT) : 0;
          const offset = first * (isWords(operation, slot) ? 4 : elementBytes(precision)) + rotated;
          return buffer ? [{ binding: slot + 1, resource: { buffer, offset, size } }] : [];
        }),
        { binding: inputs.length + 1, resource: { buffer: arenas.output, offset: 0, size: bytesOf(kernel.output(operation)) } },
      ],
    }),
  );
}
