// What a replica delivers: batch from memory or from the interactivity asked for, throughput of in-flight batching, first
// token, time between tokens; and the cheapest layout where none is given. Rests on serving-step and serving-memory.
import type { Seconds } from '../units/units.ts';
import type { ServingJob, ServingMisfit, ServingPoint } from './job.ts';
import type { ServingConstants } from './serving-constants.ts';
import { servingMemory, type ServingMemory } from './serving-memory.ts';
import { passParts, secondsOf } from './serving-step.ts';

/** Sequences an engine runs together on one attention group at most (max_batch_size of TensorRT-LLM: 2048). */
const MOST_SEQUENCES = 2048;

/** A load whose layout is still open; `mostGpus` bounds the replica. */
export type ServingLoad = Omit<ServingJob, 'gpuCount' | 'tensor' | 'expert'> & { readonly mostGpus: number };

/**
 * Steady state of in-flight batching: every step decodes a token of each of `batch` sequences and prefills as many prompt
 * tokens as those sequences need per token they emit. A batch that was asked for is limited by memory, and only by memory.
 */
export function servingPoint(job: ServingJob, constants: ServingConstants): ServingPoint | ServingMisfit {
  const memory = servingMemory(job);
  if (memory.mostSequences < 1) {
    return misfit(job, memory);
  }
  const groups = job.gpuCount / job.tensor;
  const room = Math.min(memory.mostSequences, MOST_SEQUENCES * groups);
  if (job.batch !== undefined) {
    return pointAt(job, constants, memory, Math.min(job.batch, memory.mostSequences), 'asked');
  }
  const { mostItl } = job;
  if (mostItl === undefined || steadyStep(job, constants, room) <= mostItl) {
    return pointAt(job, constants, memory, room, 'memory');
  }
  return pointAt(job, constants, memory, batchWithin(job, constants, mostItl, room), 'interactivity');
}

/** Seconds of a step in the steady state, which is the time between two tokens of a reader. */
export function steadyStep(job: ServingJob, constants: ServingConstants, batch: number): Seconds {
  return secondsOf(steadyParts(job, constants, batch));
}

function steadyParts(job: ServingJob, constants: ServingConstants, batch: number) {
  return passParts(job, constants, {
    decoding: batch,
    context: job.inputTokens + job.outputTokens / 2,
    prefilled: (batch * job.inputTokens) / job.outputTokens,
    promptTokens: Math.max(1, job.inputTokens),
  });
}

/** Seconds in which `prompts` prompts are prefilled together, beside `decoding` sequences; 1 and 0 is an idle engine's first token. */
export function prefillSeconds(job: ServingJob, constants: ServingConstants, decoding = 0, prompts = 1): Seconds {
  return secondsOf(
    passParts(job, constants, {
      decoding,
      context: job.inputTokens + job.outputTokens / 2,
      prefilled: prompts * job.inputTokens,
      promptTokens: Math.max(1, job.inputTokens),
    }),
  );
}

/** Largest batch whose step stays within `mostItl`; 1 where none does. Steps lengthen with the batch, so it is bisected. */
function batchWithin(job: ServingJob, constants: ServingConstants, mostItl: Seconds, room: number): number {
  let fits = 1;
  let tooMany = room;
  while (tooMany - fits > Math.max(1, fits / 64)) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (steadyStep(job, constants, middle) <= mostItl) {
      fits = middle;
    } else {
      tooMany = middle;
    }
  }
  return fits;
}

function pointAt(
  job: ServingJob,
  constants: ServingConstants,
  memory: ServingMemory,
  batch: number,
  batchLimit: ServingPoint['batchLimit'],
): ServingPoint {
  const parts = steadyParts(job, constants, batch);
  const itl = secondsOf(parts);
  const perGpu = batch / itl / job.gpuCount;
  const cache = (batch * memory.cachePerSequence * job.tensor) / job.gpuCount;
  const { weights, overhead, available } = memory;
  return {
    kind: 'fits',
    batch,
    batchLimit,
    outputTokensPerSecondPerGpu: perGpu,
    inputTokensPerSecondPerGpu: (perGpu * job.inputTokens) / job.outputTokens,
    ttft: prefillSeconds(job, constants, batch - 1),
    itl,
    parts,
    memory: { weights, cache, overhead, available },
  };
}

function misfit(job: ServingJob, memory: ServingMemory): ServingMisfit {
  const neededBytes = memory.weights + memory.overhead + (memory.cachePerSequence * job.tensor) / job.gpuCount;
  const { available: availableBytes } = memory;
  const spread = (memory.weights + memory.cachePerSequence) * job.gpuCount;
  const fewest = Math.ceil(spread / Math.max(1, availableBytes - memory.overhead));
  return { kind: 'does-not-fit', neededBytes, availableBytes, fewestGpus: Math.max(job.gpuCount + 1, fewest) };
}

/** A layout with what it delivers. */
export interface ServingChoice {
  readonly job: ServingJob;
  readonly point: ServingPoint;
}

/**
 * The layout that delivers most output tokens a GPU among tensor-parallel replicas inside a node, and for mixtures also
 * data-parallel attention with experts over all GPUs. One that meets `mostItl` is preferred to any that does not.
 */
export function bestServing(load: ServingLoad, constants: ServingConstants): ServingChoice | ServingMisfit {
  let best: ServingChoice | undefined;
  let nearest: ServingMisfit | undefined;
  for (const layout of layoutsOf(load)) {
    const job: ServingJob = { ...load, ...layout };
    const point = servingPoint(job, constants);
    if (point.kind === 'does-not-fit') {
      nearest = nearest === undefined || point.fewestGpus < nearest.fewestGpus ? point : nearest;
    } else if (best === undefined || isBetter(point, best.point, load.mostItl)) {
      best = { job, point };
    }
  }
  return best ?? nearest ?? { kind: 'does-not-fit', neededBytes: Infinity, availableBytes: 0, fewestGpus: Infinity };
}

function isBetter(point: ServingPoint, than: ServingPoint, mostItl: Seconds | undefined): boolean {
  if (mostItl !== undefined && point.itl <= mostItl !== than.itl <= mostItl) {
    return point.itl <= mostItl;
  }
  if (mostItl !== undefined && point.itl > mostItl) {
    return point.itl < than.itl;
  }
  return point.outputTokensPerSecondPerGpu > than.outputTokensPerSecondPerGpu;
}

/** Powers of two up to `mostGpus`; tensor parallelism ends at 8 or at the fabric where that is wider (16). */
function layoutsOf(
  load: ServingLoad,
): readonly { readonly gpuCount: number; readonly tensor: number; readonly expert: number }[] {
  const layouts: { gpuCount: number; tensor: number; expert: number }[] = [];
  for (let gpuCount = 1; gpuCount <= load.mostGpus; gpuCount *= 2) {
    if (gpuCount <= 16 && gpuCount <= load.model.heads) {
      layouts.push({ gpuCount, tensor: gpuCount, expert: 1 });
    }
    const experts = load.model.mixture?.expertCount ?? 1;
    if (gpuCount > 1 && gpuCount <= experts) {
      layouts.push({ gpuCount, tensor: 1, expert: gpuCount });
    }
  }
  return layouts;
}
