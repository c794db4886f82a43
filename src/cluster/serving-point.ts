// What a replica delivers: batch from memory or from the interactivity asked for, throughput of in-flight batching, first
// token, time between tokens. Rests on serving-step and serving-memory.
import type { Seconds } from '../units/units.ts';
import type { ServingJob, ServingMisfit, ServingPoint } from './job.ts';
import type { ServingConstants } from './serving-constants.ts';
import { servingMemory, type ServingMemory } from './serving-memory.ts';
import { stageCount, stageOf } from './serving-stage.ts';
import { passParts, secondsOf } from './serving-step.ts';

/** Sequences an engine runs together on one attention group at most (max_batch_size of TensorRT-LLM: 2048). */
const MOST_SEQUENCES = 2048;

/**
 * Steady state of in-flight batching: every step decodes a token of each of `batch` sequences and prefills as many prompt
 * tokens as those sequences need per token they emit. A batch that was asked for is limited by memory, and only by memory.
 */
export function servingPoint(job: ServingJob, constants: ServingConstants): ServingPoint | ServingMisfit {
  const stage = stageOf(job);
  const memory = servingMemory(stage);
  if (memory.mostSequences < 1) {
    return misfit(job, stage, memory);
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

/** A token goes through all stages; each works on its share of the batch meanwhile. */
function steadyParts(job: ServingJob, constants: ServingConstants, batch: number): ServingPoint['parts'] {
  const stages = stageCount(job);
  const share = batch / stages;
  const parts = passParts(stageOf(job), constants, {
    decoding: share,
    context: job.inputTokens + job.outputTokens / 2,
    prefilled: (share * job.inputTokens) / job.outputTokens,
    promptTokens: Math.max(1, job.inputTokens),
  });
  return stages === 1 ? parts : timesOf(parts, stages);
}

function timesOf(parts: ServingPoint['parts'], factor: number): ServingPoint['parts'] {
  return {
    weights: parts.weights * factor,
    cache: parts.cache * factor,
    matmul: parts.matmul * factor,
    attention: parts.attention * factor,
    network: parts.network * factor,
    launch: parts.launch * factor,
    scheduler: parts.scheduler * factor,
  };
}

/**
 * Seconds in which `prompts` prompts are prefilled together, beside `decoding` sequences; 1 and 0 is an idle engine's first
 * token.
 */
export function prefillSeconds(job: ServingJob, constants: ServingConstants, decoding = 0, prompts = 1): Seconds {
  const stages = stageCount(job);
  const pass = {
    decoding: decoding / stages,
    context: job.inputTokens + job.outputTokens / 2,
    prefilled: Math.max(1, prompts / stages) * job.inputTokens,
    promptTokens: Math.max(1, job.inputTokens),
  };
  return stages * secondsOf(passParts(stageOf(job), constants, pass));
}

/**
 * Largest batch whose step stays within `mostItl`, to a sixty-fourth; 1 where none does. Steps lengthen with the batch, nearly
 * in proportion: a chord finds the place in a few steps, bisection where it does not.
 */
function batchWithin(job: ServingJob, constants: ServingConstants, mostItl: Seconds, room: number): number {
  let [fits, tooMany] = [1, room];
  let [fitsSeconds, tooManySeconds] = [steadyStep(job, constants, 1), steadyStep(job, constants, room)];
  if (fitsSeconds > mostItl) return 1;
  for (let round = 0; tooMany - fits > Math.max(1, fits / 64); round++) {
    const along = round % 3 === 2 ? 0.5 : (mostItl - fitsSeconds) / (tooManySeconds - fitsSeconds);
    // Just short of the chord's place, so that both ends move.
    const guess = Math.floor(fits + (tooMany - fits) * Math.min(0.98, along) * (round % 2 === 0 ? 0.995 : 1.005));
    const middle = Math.min(tooMany - 1, Math.max(fits + 1, guess));
    const seconds = steadyStep(job, constants, middle);
    if (seconds <= mostItl) [fits, fitsSeconds] = [middle, seconds];
    else [tooMany, tooManySeconds] = [middle, seconds];
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
  const cache = (batch * memory.cachePerSequence * job.tensor * stageCount(job)) / job.gpuCount;
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

function misfit(job: ServingJob, stage: ServingJob, memory: ServingMemory): ServingMisfit {
  const neededBytes = memory.weights + memory.overhead + (memory.cachePerSequence * stage.tensor) / stage.gpuCount;
  const { available: availableBytes } = memory;
  const spread = (memory.weights + memory.cachePerSequence) * job.gpuCount;
  const fewest = Math.ceil(spread / Math.max(1, availableBytes - memory.overhead));
  return { kind: 'does-not-fit', neededBytes, availableBytes, fewestGpus: Math.max(job.gpuCount + 1, fewest) };
}
