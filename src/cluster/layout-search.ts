// The fastest layout that fits: every sensible combination of degrees is timed, memory decides which may be.
// Rests on training-step.ts. Degrees are those in use: tensor within the fast fabric, pipelines of whole layers, context by
// powers of two. `given` fixes what is known of a layout; everything else is searched.
import type { MemoryNeed, Recomputation, Sharding, TrainingJob, TrainingLayout, TrainingMisfit, TrainingStep } from './job.ts';
import type { TrainingConstants } from './training-constants.ts';
import { trainingMemory } from './training-memory.ts';
import { assembleStep, stageWork, type StageWork } from './training-step.ts';

export type GivenLayout = { readonly [Key in keyof TrainingLayout]?: TrainingLayout[Key] | undefined };

/**
 * Fastest fitting layout on all `gpuCount` GPUs; where none fits, the one that lacks least. A global batch smaller than the
 * data-parallel degree is never laid out.
 */
export function bestLayout(
  job: TrainingJob,
  constants: TrainingConstants,
  given: GivenLayout = {},
): TrainingStep | TrainingMisfit {
  const found = searchLayouts(job, constants, given);
  if (found.kind === 'fits') return found;
  return { ...found, fewestGpus: fewestGpus(job, constants, given) };
}

/** Doubles the cluster until something fits; undefined beyond 4,096 times as many GPUs. */
function fewestGpus(job: TrainingJob, constants: TrainingConstants, given: GivenLayout): number | undefined {
  for (let factor = 2; factor <= 4096; factor *= 2) {
    const larger = { ...job, gpuCount: job.gpuCount * factor, globalBatch: job.globalBatch * factor };
    if (searchLayouts(larger, constants, given).kind === 'fits') return larger.gpuCount;
  }
  return undefined;
}

type Best = { readonly step: Omit<TrainingStep, 'memory'>; readonly memory: MemoryNeed } | undefined;

function searchLayouts(job: TrainingJob, constants: TrainingConstants, given: GivenLayout): TrainingStep | TrainingMisfit {
  let best: Best;
  let nearest: { readonly layout: TrainingLayout; readonly memory: MemoryNeed } | undefined;
  const works = new Map<number, StageWork>();
  const stepOf = (layout: TrainingLayout) => {
    const key = ((layout.tensor * 4096 + layout.context) * 4096 + layout.expert) * 65_536 + layout.microBatch;
    let work = works.get(key);
    if (work === undefined) works.set(key, (work = stageWork(job, layout, constants)));
    return assembleStep(job, layout, constants, work);
  };
  for (const schedule of layouts(job, given)) {
    // Time is dearer to know than memory, but least of all where nothing is computed again: what is slower even so is out.
    let step = stepOf(schedule);
    if (best !== undefined && step.seconds >= best.step.seconds) continue;
    for (const recomputation of recomputationsFrom(schedule, given)) {
      const layout = { ...schedule, recomputation };
      const memory = trainingMemory(job, layout);
      if (memory.total > memory.available) {
        if (best === undefined && (nearest === undefined || memory.total < nearest.memory.total)) nearest = { layout, memory };
        continue;
      }
      if (recomputation !== schedule.recomputation) step = stepOf(layout);
      if (best === undefined || step.seconds < best.step.seconds) best = { step, memory };
      // The less is computed again the faster: nothing beyond the first that fits is better.
      break;
    }
  }
  if (best !== undefined) return { ...best.step, memory: best.memory };
  const fallback = nearest ?? fallbackLayout(job);
  return { kind: 'does-not-fit', ...fallback, fewestGpus: undefined };
}

function recomputationsFrom({ recomputation }: TrainingLayout, given: GivenLayout): readonly Recomputation[] {
  return given.recomputation === undefined ? RECOMPUTATIONS : [recomputation];
}

/** Where no degrees multiply to the cluster (a batch smaller than any data degree): all GPUs in one pipeline-free group. */
function fallbackLayout(job: TrainingJob): { readonly layout: TrainingLayout; readonly memory: MemoryNeed } {
  const layout: TrainingLayout = {
    tensor: 1,
    pipeline: 1,
    virtualStages: 1,
    context: 1,
    expert: 1,
    data: job.gpuCount,
    sharding: 'weights',
    microBatch: 1,
    recomputation: 'full',
  };
  return { layout, memory: trainingMemory(job, layout) };
}

const POWERS = [1, 2, 4, 8, 16, 32, 64] as const;
const PIPELINES = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 35, 48, 64] as const;
const RECOMPUTATIONS: readonly Recomputation[] = ['none', 'selective', 'full'];

/** Fewest tokens of a sequence that a context rank keeps; below, attention’s transfers dominate. */
const LEAST_CONTEXT_TOKENS = 1024;

/** Every combination with the least recomputation that may be. */
function* layouts(job: TrainingJob, given: GivenLayout): Generator<TrainingLayout> {
  for (const tensor of tensorDegrees(job, given)) {
    for (const context of contextDegrees(job, given, tensor)) {
      for (const pipeline of pipelineDegrees(job, given, tensor * context)) {
        const data = Math.max(1, Math.round(job.gpuCount / (tensor * context * pipeline)));
        if (data > job.globalBatch && given.tensor === undefined) continue;
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
): Generator<TrainingLayout> {
  for (const sharding of shardings(given, degrees.pipeline)) {
    for (const microBatch of microBatches(job, given, degrees.data)) {
      for (const virtualStages of virtualDegrees(job, given, degrees.pipeline)) {
        yield { ...degrees, sharding, microBatch, virtualStages, recomputation: given.recomputation ?? 'none' };
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
    (degree) => degree === 1 || (sequenceLength / degree >= LEAST_CONTEXT_TOKENS * 2 && gpuCount % (tensor * degree) === 0),
  );
}

function pipelineDegrees({ model, gpuCount }: TrainingJob, given: GivenLayout, inner: number): readonly number[] {
  if (given.pipeline !== undefined) return [given.pipeline];
  if (given.sharding === 'weights') return [1];
  return PIPELINES.filter((degree) => degree <= model.layers && gpuCount % (inner * degree) === 0);
}

function expertDegrees({ model }: TrainingJob, given: GivenLayout, ranks: number): readonly number[] {
  if (model.mixture === undefined) return [1];
  if (given.expert !== undefined) return [given.expert];
  const most = Math.min(64, model.mixture.expertCount, ranks);
  return POWERS.filter((degree) => degree <= most && ranks % degree === 0);
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
