// One step of a serving engine over a replica: some sequences decode a token each while some prompt tokens are prefilled.
// Roofline at the real shapes, part by part, on one GPU; parts are added, overlap is in the fixed shares below.
// Rests on serving-weights and serving-memory.
import type { FlopPerSecond, Seconds } from '../units/units.ts';
import type { Accelerator } from './accelerator.ts';
import { groupOf, linkOf } from './collective.ts';
import type { ServingJob, ServingPart, ServingPrecision } from './job.ts';
import type { Mixture } from './model-shape.ts';
import type { ServingConstants } from './serving-constants.ts';
import { ACTIVATION_BYTES, attendedTokens, cacheBytes, PASS_TOKENS, WEIGHT_BYTES } from './serving-memory.ts';
import { expertsTouched, servingWeights } from './serving-weights.ts';

/** Best measured over data-sheet peak of H100 and B200 (mamf-finder): what the fitted share refers to. */
const USUAL_BEST_SHARE = 0.8;
/**
 * Where no best product is published, the wider the peak against the bandwidth, the less of it: FLOP a byte at which half
 * would be left, from A100 (153 FLOP/B, 0.87), H100 (295, 0.80) and B200 (281, 0.78).
 */
const HALVING_RIDGE = 1150;
/** Of the best bf16 product, what attention kernels reach (FlashAttention 2 and 3, Dao, 2023–2024: 0.4–0.75 of peak). */
const ATTENTION_SHARE = 0.6;
/**
 * Until decoding kernels shared a group's keys and values among its query heads (TensorRT-LLM XQA, FlashInfer: winter
 * 2023/24), each query head read them itself. That the cache between catches a fifth is assumed.
 */
const GROUPED_DECODE_YEAR = 2024;
const UNGROUPED_READS = 0.8;
/** Of the streaming rate, what short element-wise kernels reach. Assumed: ramp and drain take a quarter of some microseconds. */
const ELEMENT_WISE_SHARE = 0.75;
/** Rows of a tile of grouped products; an expert with fewer rows computes a whole one. */
const TILE_ROWS = 32;
/**
 * One-shot all-reduce of inference engines inside a node (TensorRT-LLM, vLLM custom all-reduce: 5–10 µs). From Hopper on the
 * switch adds (NVLink SHARP): a vector crosses a GPU's link little more than once.
 */
const ALL_REDUCE_SECONDS: Seconds = 8e-6;
/** One dispatch or combine between nodes without its transfer. Assumed, below DeepEP's 77 µs for 128 tokens over 8 GPUs (2025). */
const FAR_EXCHANGE_SECONDS: Seconds = 60e-6;
/** The same between GPUs of one fabric. Assumed. */
const NEAR_EXCHANGE_SECONDS: Seconds = 15e-6;
/** Of the expert exchange, what overlap does not hide: a fifth with two batches in turn, all without (SGLang, 2025-05-05). */
const EXPOSED_EXCHANGE = 0.4;
/** The fullest GPU's share of the routed tokens over the mean's: SGLang's gain from perfect balance (2025-05-05, 7417 / 6288). */
const EXPERT_IMBALANCE = 1.18;
/** Bytes of a dispatched and of a combined activation (fp8 there, bf16 back: DeepEP). */
const EXCHANGE_BYTES = 3;
/** Kernels of a layer after fusion, counted: norms, projections, rotary and cache write, attention, activation, quantisation. */
const LAYER_KERNELS = 12;
/** Router, top-k, permutation, grouped products and their inverse. */
const MIXTURE_KERNELS = 8;
/** Host time of a step that does not depend on the batch. Assumed: what overlapped scheduling leaves. */
const HOST_STEP_SECONDS: Seconds = 1e-3;

export interface Pass {
  /** Sequences that decode a token, on the whole replica, and the tokens each of them attends to. */
  readonly decoding: number;
  readonly context: number;
  /** Prompt tokens computed beside them, of prompts of `promptTokens` each. */
  readonly prefilled: number;
  readonly promptTokens: number;
}

/** Rate of dense matrix products at a precision, before the fitted share: the best that was measured on the accelerator. */
function bestRate(accelerator: Accelerator, precision: ServingPrecision): FlopPerSecond {
  const { peak, bestMatmul } = accelerator;
  const ridge = peak.bf16 / accelerator.memoryBandwidth;
  const best = (bestMatmul ?? peak.bf16 / (1 + ridge / HALVING_RIDGE)) / (USUAL_BEST_SHARE * peak.bf16);
  const nominal =
    precision === 'fp4' ? (peak.fp4 ?? peak.fp8 ?? peak.bf16) : precision === 'fp8' ? (peak.fp8 ?? peak.bf16) : peak.bf16;
  return nominal * best;
}

/** A pass of one kind that a steady state repeats: with or without a chunk of prompt. */
interface PassKind {
  /** Passes of this kind for one step of decoding. */
  readonly count: number;
  readonly tokens: number;
  /** Tokens whose logits are formed. */
  readonly sampled: number;
}

/**
 * Prompts enter whole or in chunks of PASS_TOKENS: while they are fewer than one chunk a step, only some steps carry one.
 * Those are longer; the others read the weights for the decoded tokens alone.
 */
function passKinds({ decoding, prefilled, promptTokens }: Pass): readonly PassKind[] {
  const chunk = Math.min(PASS_TOKENS, Math.max(promptTokens, prefilled));
  const count = prefilled / chunk;
  const prompts = prefilled / promptTokens;
  if (count < 1 && decoding > 0) {
    return [
      { count: 1 - count, tokens: decoding, sampled: decoding },
      { count, tokens: decoding + chunk, sampled: decoding + chunk / promptTokens },
    ];
  }
  const passes = Math.max(1, count);
  return [{ count: passes, tokens: (decoding + prefilled) / passes, sampled: (decoding + prompts) / passes }];
}

/**
 * Seconds of one step of decoding with its prefill, by part, on the busiest GPU (all are taken alike). `weights` is the
 * time to read weights, `matmul` what products and activations take beyond it. Fractions are means over a steady state.
 */
export function passParts(job: ServingJob, constants: ServingConstants, pass: Pass): Readonly<Record<ServingPart, Seconds>> {
  const { model, tensor, gpuCount } = job;
  const groups = gpuCount / tensor;
  const kinds = passKinds({ ...pass, decoding: pass.decoding / groups, prefilled: pass.prefilled / groups });
  const products = kinds.map((kind) => ({ count: kind.count, ...productSeconds(job, constants, kind) }));
  const passCount = kinds.reduce((sum, { count }) => sum + count, 0);
  const tokens = pass.decoding + pass.prefilled;
  const kernels = LAYER_KERNELS * (model.layers + 1) + MIXTURE_KERNELS * (model.mixture?.layerCount ?? 0);
  return {
    weights: products.reduce((sum, { count, weights }) => sum + count * weights, 0),
    matmul:
      products.reduce((sum, { count, beyond }) => sum + count * beyond, 0) +
      (tokens / groups) * activationSeconds(job, constants),
    ...attentionParts(job, constants, pass),
    network: networkSeconds(job, tokens, passCount),
    launch: passCount * kernels * constants.servingKernelSeconds,
    scheduler: passCount * HOST_STEP_SECONDS + (constants.servingHostSeconds * pass.decoding) / groups,
  };
}

/** Matrix products of one pass: the time to read weights, and what arithmetic adds to it. */
function productSeconds(
  job: ServingJob,
  constants: ServingConstants,
  { tokens, sampled }: PassKind,
): { readonly weights: Seconds; readonly beyond: Seconds } {
  const { model, accelerator, precision, tensor, gpuCount } = job;
  const { mixture } = model;
  const bandwidth = accelerator.memoryBandwidth * constants.servingStreamShare;
  const rate = bestRate(accelerator, precision) * constants.servingMatmulShare;
  const { dense, experts } = servingWeights(model);
  const head = model.vocabulary * model.width;
  const reading = (dense * WEIGHT_BYTES[precision] + head * ACTIVATION_BYTES) / tensor / bandwidth;
  const arithmetic = (2 * (dense * tokens + head * sampled)) / tensor / rate;
  let weights = reading;
  let beyond = beyondReading(reading, arithmetic);
  if (mixture !== undefined) {
    const replicaTokens = (tokens * gpuCount) / tensor;
    const touched = expertsTouched(mixture.expertCount, mixture.topK, replicaTokens) / mixture.expertCount;
    const expertReading = (touched * experts * WEIGHT_BYTES[precision]) / gpuCount / bandwidth;
    const rows = (replicaTokens * mixture.topK) / mixture.expertCount + (touched * TILE_ROWS) / 2;
    const imbalance = gpuCount > tensor ? EXPERT_IMBALANCE : 1;
    const expertArithmetic = (imbalance * 2 * experts * rows) / gpuCount / (rate * constants.servingExpertShare);
    weights += expertReading;
    beyond += beyondReading(expertReading, expertArithmetic);
  }
  return { weights, beyond };
}

/** Near the ridge of the roofline, reading and arithmetic overlap in part: the two add as legs of a right angle. */
function beyondReading(reading: Seconds, arithmetic: Seconds): Seconds {
  return Math.hypot(reading, arithmetic) - reading;
}

/**
 * Activations that a token moves through a GPU in all layers: norms with residuals, rotary, gates, the operands of products,
 * their quantisation where weights are below 16 bit; for experts, permutation and its inverse.
 */
function activationSeconds(
  { model, accelerator, tensor, gpuCount, precision }: ServingJob,
  constants: ServingConstants,
): Seconds {
  const { layers, width, heads, kvHeads, headDim, feedForward, mixture, attentionLayers } = model;
  const mixed = mixture?.layerCount ?? 0;
  // Quantising an operand reads it and writes half of it; int4 weights leave activations in 16 bit.
  const quantised = precision === 'bf16' || precision === 'int4' ? 0 : 1.5;
  const attention = (attentionLayers * ((5 + quantised) * heads + 6 * kvHeads) * headDim) / tensor;
  const residual = (12 + 2 * quantised) * layers * width;
  const hidden = 6 + quantised;
  const blocks = (hidden * (layers - mixed) * feedForward) / tensor;
  const shared = (hidden * mixed * (mixture?.sharedFeedForward ?? 0)) / tensor;
  // Where experts are exchanged between GPUs, that exchange has permuted already.
  const permutation = gpuCount > tensor ? 2 : 4 / constants.servingExpertShare;
  const routed = mixed * (mixture?.topK ?? 0) * ((hidden * (mixture?.expertFeedForward ?? 0)) / tensor + permutation * width);
  const elements = attention + residual + blocks + shared + routed;
  const rate = accelerator.memoryBandwidth * constants.servingStreamShare * ELEMENT_WISE_SHARE;
  return (ACTIVATION_BYTES * elements) / rate;
}

/** Reading the cache and the arithmetic of attention, in decoding and in prefill (causal). */
function attentionParts(
  job: ServingJob,
  constants: ServingConstants,
  pass: Pass,
): { readonly cache: Seconds; readonly attention: Seconds } {
  const { model, accelerator, tensor, gpuCount, softwareYear } = job;
  const groups = gpuCount / tensor;
  const rate = bestRate(accelerator, 'bf16') * USUAL_BEST_SHARE * ATTENTION_SHARE;
  const rereads =
    softwareYear < GROUPED_DECODE_YEAR && model.latent === undefined ? UNGROUPED_READS * (model.heads / model.kvHeads) : 1;
  const bytes = (pass.decoding / groups) * cacheBytes(job, pass.context) * Math.max(1, rereads);
  const cache = bytes / (accelerator.memoryBandwidth * constants.servingStreamShare);
  const { latent, heads, headDim } = model;
  // A latent cache is attended to in its compressed width when decoding and uncompressed in prefill.
  const decodeWidth = latent === undefined ? 2 * headDim : 2 * latent.keyValueRank + latent.rotaryDim;
  const prefillWidth = 2 * headDim + (latent?.rotaryDim ?? 0);
  const perGpu = (2 * heads) / tensor / groups;
  const decode = (perGpu * decodeWidth * pass.decoding * attendedTokens(model, pass.context)) / rate;
  const prefill = (perGpu * prefillWidth * pass.prefilled * attendedTokens(model, pass.promptTokens / 2)) / rate;
  return { cache, attention: Math.max(0, decode - cache) + prefill };
}

/** All-reduces of tensor parallelism, and the exchange between experts where attention is data-parallel. */
function networkSeconds(job: ServingJob, tokens: number, passCount: number): Seconds {
  const { model, accelerator, tensor, gpuCount } = job;
  const exchange =
    model.mixture === undefined || gpuCount === tensor ? 0 : exchangeSeconds(job, model.mixture, tokens / gpuCount, passCount);
  if (tensor === 1) return exchange;
  const { bandwidth } = linkOf(groupOf(tensor, 1, accelerator), accelerator);
  const isReducedInSwitch =
    tensor > 2 && tensor <= accelerator.fabricGpus && ['hopper', 'blackwell'].includes(accelerator.generation);
  const crossings = isReducedInSwitch ? 1 + 1 / tensor : (2 * (tensor - 1)) / tensor;
  const bytes = ((tokens * tensor) / gpuCount) * model.width * ACTIVATION_BYTES;
  return exchange + 2 * model.layers * (passCount * ALL_REDUCE_SECONDS + (crossings * bytes) / bandwidth);
}

/**
 * Tokens of one GPU to their experts and back. Inside one fabric all are gathered and the sums scattered (TensorRT-LLM, vLLM);
 * between nodes a token goes once to each domain that holds one of its experts (DeepEP), in part behind other work.
 */
function exchangeSeconds(
  { model, accelerator, gpuCount }: ServingJob,
  mixture: Mixture,
  tokens: number,
  passCount: number,
): Seconds {
  const domain = Math.min(gpuCount, accelerator.fabricGpus);
  const domains = gpuCount / domain;
  const width = tokens * model.width;
  if (domains === 1) {
    const { bandwidth } = linkOf(groupOf(gpuCount, 1, accelerator), accelerator);
    const gathered = (2 * ACTIVATION_BYTES * (gpuCount - 1) * width) / bandwidth;
    return mixture.layerCount * (2 * passCount * NEAR_EXCHANGE_SECONDS + gathered);
  }
  const reached = domains * (1 - (1 - 1 / domains) ** mixture.topK);
  const far = (reached * (1 - 1 / domains)) / accelerator.networkBandwidth;
  const near = (mixture.topK * (1 - 1 / domain)) / accelerator.fabricBandwidth;
  const bytes = width * EXCHANGE_BYTES;
  return EXPOSED_EXCHANGE * mixture.layerCount * (2 * passCount * FAR_EXCHANGE_SECONDS + bytes * (far + near));
}

export function secondsOf(parts: Readonly<Record<ServingPart, Seconds>>): Seconds {
  return parts.weights + parts.cache + parts.matmul + parts.attention + parts.network + parts.launch + parts.scheduler;
}
