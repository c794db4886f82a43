// The fastest layout that fits: every sensible combination of degrees is timed, memory decides which may be.
// Rests on training-step.ts. Degrees are those in use: tensor within the fast fabric, pipelines of whole layers, context by
// powers of two. `given` fixes what is known of a layout; everything else is searched.
import type { Fraction } from '../units/units.ts';
import type { MemoryNeed, Recomputation, Sharding, TrainingJob, TrainingLayout, TrainingMisfit, TrainingStep } from './job.ts';
import { totalParameters } from './parameters.ts';
import type { TrainingConstants } from './training-constants.ts';
import { trainingMemory } from './training-memory.ts';
import { assembleStep, stageWork, type StageWork } from './training-step.ts';

export type GivenLayout = { readonly [Key in keyof TrainingLayout]?: TrainingLayout[Key] | undefined };

/**
 * Fastest fitting layout on all `gpuCount` GPUs; where none fits, the one that lacks least. Only where the batch has fewer
 * sequences than every layout has data-parallel ranks do some of them stay idle.
 */
export function bestLayout(
  job: TrainingJob,
  constants: TrainingConstants,
  given: GivenLayout = {},
): TrainingStep | TrainingMisfit {
  const found = searchLayouts(job, constants, given, job.globalBatch);
  if (found?.kind === 'fits') return found;
  const withIdle = found ?? searchLayouts(job, constants, given, Number.POSITIVE_INFINITY);
  if (withIdle === undefined) throw new Error(`no layout for ${job.gpuCount} GPUs: the search is empty`);
  return withIdle.kind === 'fits' ? withIdle : { ...withIdle, fewestGpus: fewestGpus(job, given) };
}

/**
 * Doubles the cluster, and the batch with it, until something fits; begins where the states of the weights alone would, and
 * gives up beyond eight doublings more.
 */
function fewestGpus(job: TrainingJob, given: GivenLayout): number | undefined {
  const states = totalParameters(job.model) * (job.isAdaptation ? 1 : STATE_BYTES);
  const least = states / job.accelerator.memory / job.gpuCount;
  const first = Math.max(1, Math.ceil(Math.log2(least)));
  for (let doublings = first; doublings <= first + 8; doublings++) {
    const factor = 2 ** doublings;
    const larger = { ...job, gpuCount: job.gpuCount * factor, globalBatch: job.globalBatch * factor };
    for (const { memory } of layouts(larger, given, larger.globalBatch))
      if (memory.total <= memory.available) return larger.gpuCount;
  }
  return undefined;
}

/** Bytes a weight that every layout keeps somewhere: the weight and Adam’s states in float32. */
const STATE_BYTES = 13;

/** A layout with what it needs. */
interface Candidate {
  readonly layout: TrainingLayout;
  readonly memory: MemoryNeed;
}

type Best = { readonly step: Omit<TrainingStep, 'memory'>; readonly memory: MemoryNeed } | undefined;

function searchLayouts(
  job: TrainingJob,
  constants: TrainingConstants,
  given: GivenLayout,
  mostData: number,
): TrainingStep | TrainingMisfit | undefined {
  let best: Best;
  let tight: Best;
  let nearest: Candidate | undefined;
  const works = new Map<number, StageWork>();
  const room = roomFor(given);
  for (const { layout, memory } of layouts(job, given, mostData)) {
    if (memory.total > memory.available) {
      if (nearest === undefined || memory.total < nearest.memory.total) nearest = { layout, memory };
      continue;
    }
    const key = ((layout.tensor * 4096 + layout.context) * 4096 + layout.expert) * 65_536 + layout.microBatch;
    let work = works.get(key);
    if (work === undefined) works.set(key, (work = stageWork(job, layout, constants)));
    const step = assembleStep(job, layout, constants, work);
    const isRoomy = memory.total <= memory.available * room;
    if (isRoomy && isFaster(step, best)) best = { step, memory };
    if (!isRoomy && isFaster(step, tight)) tight = { step, memory };
  }
  const found = best ?? tight;
  if (found !== undefined) return { ...found.step, memory: found.memory };
  return nearest === undefined ? undefined : { kind: 'does-not-fit', ...nearest, fewestGpus: undefined };
}

function isFaster(step: Omit<TrainingStep, 'memory'>, than: Best): boolean {
  return than === undefined || step.seconds < than.step.seconds;
}

/** Who chooses a layout leaves memory for fragments and uneven experts; a layout that is given has shown that it fits. */
const CHOSEN_ROOM: Fraction = 0.92;

function roomFor(given: GivenLayout): Fraction {
  return given.tensor !== undefined && given.pipeline !== undefined ? 1 : CHOSEN_ROOM;
}

const POWERS = [1, 2, 4, 8, 16, 32, 64] as const;
const PIPELINES = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 35, 48, 64] as const;
const RECOMPUTATIONS: readonly Recomputation[] = ['none', 'selective', 'full'];

/** Fewest tokens of a sequence that a context rank keeps; below, attention’s transfers dominate. */
const LEAST_CONTEXT_TOKENS = 4096;

function* layouts(job: TrainingJob, given: GivenLayout, mostData: number): Generator<Candidate> {
  for (const tensor of tensorDegrees(job, given)) {
    for (const context of contextDegrees(job, given, tensor)) {
      for (const pipeline of pipelineDegrees(job, given, tensor * context)) {
        const data = Math.max(1, Math.round(job.gpuCount / (tensor * context * pipeline)));
        if (data > mostData && given.tensor === undefined) continue;
        for (const expert of expertDegrees(job, given, tensor * context * data)) {
          yield* schedules(job, given, { tensor, context, pipeline, data, expert });
        }
      }
    }
  }
}

function* schedules(
  job: TrainingJob,
  given: GivenLayout,
  degrees: Pick<TrainingLayout, 'tensor' | 'context' | 'pipeline' | 'data' | 'expert'>,
): Generator<Candidate> {
  for (const sharding of shardings(given, degrees.pipeline)) {
    for (const microBatch of microBatches(job, given, degrees.data)) {
      for (const virtualStages of virtualDegrees(job, given, degrees.pipeline)) {
        for (const recomputation of given.recomputation === undefined ? RECOMPUTATIONS : [given.recomputation]) {
          const layout = { ...degrees, sharding, microBatch, virtualStages, recomputation };
          const memory = trainingMemory(job, layout);
          yield { layout, memory };
          // The less is computed again the faster: nothing beyond the first that fits is better.
          if (memory.total <= memory.available * roomFor(given)) break;
        }
      }
    }
  }
}

function tensorDegrees({ model, accelerator, gpuCount }: TrainingJob, given: GivenLayout): readonly number[] {
  if (given.tensor !== undefined) return [given.tensor];
  const most = Math.min(8, accelerator.fabricGpus, model.heads, gpuCount);
  return POWERS.filter((degree) => degree <= most && gpuCount % degree === 0);
}

function contextDegrees({ sequenceLength, gpuCount }: TrainingJob, given: GivenLayout, tensor: number): readonly number[] {
  if (given.context !== undefined) return [given.context];
  return POWERS.filter(
    (degree) => degree === 1 || (sequenceLength / degree >= LEAST_CONTEXT_TOKENS && gpuCount % (tensor * degree) === 0),
  );
}

function pipelineDegrees({ model, gpuCount }: TrainingJob, given: GivenLayout, inner: number): readonly number[] {
  if (given.pipeline !== undefined) return [given.pipeline];
  if (given.sharding === 'weights') return [1];
  const dividing = PIPELINES.filter((degree) => degree <= model.layers && gpuCount % (inner * degree) === 0);
  // Given degrees may not divide the cluster; then the nearest number of data-parallel ranks is taken.
  return dividing.length > 0 ? dividing : [1];
}

/** A server’s, and the largest up to 64: what lies between differs by less than the model knows. */
function expertDegrees({ model }: TrainingJob, given: GivenLayout, ranks: number): readonly number[] {
  if (model.mixture === undefined) return [1];
  if (given.expert !== undefined) return [given.expert];
  const most = Math.min(64, model.mixture.expertCount, ranks);
  const possible = POWERS.filter((degree) => degree <= most && ranks % degree === 0);
  const largest = possible.at(-1) ?? 1;
  return [...new Set([Math.min(8, largest), largest])];
}

function shardings(given: GivenLayout, pipeline: number): readonly Sharding[] {
  if (given.sharding !== undefined) return [given.sharding];
  return pipeline === 1 ? ['optimizer', 'weights'] : ['optimizer'];
}

function microBatches({ globalBatch }: TrainingJob, given: GivenLayout, data: number): readonly number[] {
  if (given.microBatch !== undefined) return [given.microBatch];
  const most = globalBatch / data;
  const fitting = [1, 2, 4, 8].filter((size) => size <= most && Number.isInteger(most / size));
  return fitting.length > 0 ? fitting : [1];
}

/** One virtual stage, about four, and one a layer. */
function virtualDegrees({ model }: TrainingJob, given: GivenLayout, pipeline: number): readonly number[] {
  if (given.virtualStages !== undefined) return [given.virtualStages];
  if (pipeline === 1) return [1];
  const each = Math.max(1, Math.floor(model.layers / pipeline));
  return [...new Set([1, Math.min(4, each), each])];
}
