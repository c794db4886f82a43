// A trial's dispatches on the shared arenas, with a bind group for each copy of its cold operands. Rests on plan/, kernels/.
import type { PlannedTrial } from '../plan/planned-trial.ts';
import { elementBytes, passesOf } from '../kernels/kernel.ts';
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

/** One dispatch of a trial, ready to encode; a group for each operand copy, or one for all. */
export interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly groups: readonly GPUBindGroup[];
  readonly grid: readonly [number, number, number];
}

/** The dispatches of a trial in order; undefined where the uniforms have no room for their shapes. */
export function bindTrial(
  device: GPUDevice,
  pipelines: readonly GPUComputePipeline[],
  trial: PlannedTrial,
  arenas: Arenas,
  uniforms: Uniforms,
): readonly Step[] | undefined {
  const { kernel, operation } = trial;
  const { merge } = kernel;
  const steps: Step[] = [];
  for (const [place, pass] of passesOf(kernel).entries()) {
    const shape = uniforms.add(pass.shape(operation));
    const pipeline = pipelines[place];
    if (shape === undefined || pipeline === undefined) return undefined;
    const groups =
      pass === merge
        ? [mergeGroup(device, pipeline, trial, arenas, shape, merge.scratch(operation))]
        : firstGroups(device, pipeline, trial, arenas, shape);
    steps.push({ pipeline, groups, grid: pass.grid(operation) });
  }
  return steps;
}

function outputBinding({ kernel, operation, precision }: PlannedTrial, arenas: Arenas): GPUBufferBinding {
  return { buffer: arenas.output, offset: 0, size: align(kernel.output(operation) * elementBytes(precision), 4) };
}

function mergeGroup(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  trial: PlannedTrial,
  arenas: Arenas,
  shape: GPUBufferBinding,
  scratch: number,
): GPUBindGroup {
  return device.createBindGroup({
    label: `${trial.id}, merge`,
    layout: pipeline.getBindGroupLayout(0),
    entries: [shape, { buffer: arenas.scratch, offset: 0, size: 4 * scratch }, outputBinding(trial, arenas)].map(
      (resource, binding) => ({ binding, resource }),
    ),
  });
}

function firstGroups(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  trial: PlannedTrial,
  arenas: Arenas,
  shape: GPUBufferBinding,
): readonly GPUBindGroup[] {
  const { kernel, operation, precision } = trial;
  const target =
    kernel.merge === undefined
      ? outputBinding(trial, arenas)
      : { buffer: arenas.scratch, offset: 0, size: 4 * kernel.merge.scratch(operation) };
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
        { binding: inputs.length + 1, resource: target },
      ],
    }),
  );
}
