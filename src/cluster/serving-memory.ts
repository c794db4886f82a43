// What serving keeps in memory: weights by precision, the cache a sequence fills, and how many sequences fit.
// Rests on the model's shape and the accelerator's memory. Fragmentation is a fixed share; paging makes it small.
import type { Bytes } from '../units/units.ts';
import type { ServingJob, ServingPrecision } from './job.ts';
import type { ModelShape } from './model-shape.ts';
import { servingWeights } from './serving-weights.ts';

/** Tokens that one pass computes at most (max_num_tokens, 8192 by default in TensorRT-LLM and vLLM). */
export const PASS_TOKENS = 8192;

/** Bytes of a weight, its scales included: a scale of a byte for every 16 (fp4) or of two for every 64 (int4). */
export const WEIGHT_BYTES: Readonly<Record<ServingPrecision, number>> = { bf16: 2, fp8: 1, int8: 1, fp4: 0.5625, int4: 0.53 };
/** Bytes of a cached element: engines keep an 8-bit cache beside fp8 and fp4 weights, 16 bit beside the others. */
const CACHE_BYTES: Readonly<Record<ServingPrecision, number>> = { bf16: 2, fp8: 1, int8: 2, fp4: 1, int4: 2 };
/** Bytes of an activation that enters a matrix product. */
export const ACTIVATION_BYTES = 2;

/**
 * Cache of one sequence of `tokens` on each GPU that holds it: layers with a window keep no more than that. Latent caches and
 * surplus ranks are replicated.
 */
export function cacheBytes(job: Pick<ServingJob, 'model' | 'precision' | 'tensor' | 'cacheBits'>, tokens: number): Bytes {
  const { model, precision, tensor, cacheBits } = job;
  const { latent, kvHeads, headDim } = model;
  const perElement = cacheBits === undefined ? CACHE_BYTES[precision] : cacheBits / 8;
  const elements = latent === undefined ? 2 * Math.max(1, kvHeads / tensor) * headDim : latent.keyValueRank + latent.rotaryDim;
  return attendedTokens(model, tokens) * elements * perElement;
}

/** Earlier tokens that a token at `position` attends to, summed over the layers. */
export function attendedTokens({ attentionLayers, window }: ModelShape, position: number): number {
  const narrow = window?.layers ?? 0;
  return (attentionLayers - narrow) * position + narrow * Math.min(position, window?.tokens ?? 0);
}

/** Weights a GPU holds: attention and dense blocks split over `tensor`, experts over all GPUs of the replica. */
export function weightBytesPerGpu(job: Pick<ServingJob, 'model' | 'precision' | 'tensor' | 'gpuCount'>): Bytes {
  const { dense, vocabulary, experts } = servingWeights(job.model);
  const perWeight = WEIGHT_BYTES[job.precision];
  const embeddings = (vocabulary * ACTIVATION_BYTES) / job.tensor;
  return (dense * perWeight) / job.tensor + embeddings + (experts * perWeight) / job.gpuCount;
}

export interface ServingMemory {
  readonly weights: Bytes;
  readonly overhead: Bytes;
  readonly available: Bytes;
  /** Cache of one sequence at its full length, on the GPUs that hold it, as bytes a GPU. */
  readonly cachePerSequence: Bytes;
  /** Sequences that fit on the replica; below 1 where the weights leave no room. */
  readonly mostSequences: number;
}

/** How an engine plans its memory: tokens of a pass, what it takes for itself, and of the GPU. */
interface Plan {
  readonly usableShare: number;
  readonly engine: Bytes;
  readonly passTokens: number;
}

/** TensorRT-LLM, vLLM and SGLang by default: 0.88–0.95 of the GPU, passes of 8192 tokens, some GB of graphs and buffers. */
const USUAL_PLAN: Plan = { usableShare: 0.93, engine: 2e9, passTokens: PASS_TOKENS };
/** Where that leaves no room, as engines are then set by hand: small passes, no graphs, nearly the whole GPU. */
const LEAN_PLAN: Plan = { usableShare: 0.97, engine: 0.8e9, passTokens: PASS_TOKENS / 8 };

/** Memory of a replica of `gpuCount / tensor` data-parallel attention groups. Every sequence is granted its full length. */
export function servingMemory(job: ServingJob): ServingMemory {
  const usual = planned(job, USUAL_PLAN);
  return usual.mostSequences >= 1 ? usual : planned(job, LEAN_PLAN);
}

function planned(job: ServingJob, { usableShare, engine, passTokens }: Plan): ServingMemory {
  const { model, accelerator, tensor, gpuCount } = job;
  const weights = weightBytesPerGpu(job);
  const widest = Math.max(model.feedForward / tensor, model.width) * 4 + model.vocabulary / tensor / 8;
  const overhead = engine + passTokens * widest * ACTIVATION_BYTES;
  const available = accelerator.memory * usableShare;
  const cachePerSequence = cacheBytes(job, job.inputTokens + job.outputTokens);
  const groups = gpuCount / tensor;
  const mostSequences = Math.floor(((available - weights - overhead) / cachePerSequence) * groups);
  return { weights, overhead, available, cachePerSequence, mostSequences };
}
