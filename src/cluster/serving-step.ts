// One pass of a serving engine over a replica: some sequences decode a token each while some prompt tokens are prefilled.
// Roofline at the real shapes, part by part, on one GPU; parts are added, overlap is in the fixed shares below.
// Rests on serving-weights and serving-memory. Sliding-window layers are read as full attention.
import type { FlopPerSecond, Seconds } from '../units/units.ts';
import type { Accelerator } from './accelerator.ts';
import type { ServingJob, ServingPart, ServingPrecision } from './job.ts';
import type { ServingConstants } from './serving-constants.ts';
import { ACTIVATION_BYTES, cacheBytesPerToken, PASS_TOKENS, WEIGHT_BYTES } from './serving-memory.ts';
import { expertsTouched, servingWeights } from './serving-weights.ts';

/** Best measured over data-sheet peak where no measurement is published: H100's and B200's, 0.78–0.80 (mamf-finder). */
const USUAL_BEST_SHARE = 0.8;
/** Of the best bf16 product, what attention kernels reach (FlashAttention 2 and 3, Dao, 2023–2024: 0.4–0.75 of peak). */
const ATTENTION_SHARE = 0.6;
/** Rows of a tile of grouped products; an expert with fewer rows computes a whole one. */
const TILE_ROWS = 64;
/** One-shot all-reduce of inference engines inside a node (TensorRT-LLM, vLLM custom all-reduce: 5–10 µs). */
const ALL_REDUCE_SECONDS: Seconds = 8e-6;
/** One dispatch or combine between nodes (DeepEP low-latency kernels, 2025: 77–194 µs round trip at EP 8–128). */
const ALL_TO_ALL_SECONDS: Seconds = 60e-6;
/** Of the expert exchange, what two-batch overlap does not hide. */
const EXPOSED_EXCHANGE = 0.7;
/** Bytes of a dispatched and of a combined activation (fp8 there, bf16 back: DeepEP). */
const EXCHANGE_BYTES = 3;
/** Kernels of a layer after fusion: norms, projections, rotary and cache write, attention, activation, quantisation. */
const LAYER_KERNELS = 10;
/** Router, top-k, permutation, grouped products and their inverse. */
const MIXTURE_KERNELS = 6;
/** Host time of a step that does not depend on the batch (not hidden by overlap scheduling). */
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
  const best = (bestMatmul ?? USUAL_BEST_SHARE * peak.bf16) / (USUAL_BEST_SHARE * peak.bf16);
  const nominal =
    precision === 'fp4' ? (peak.fp4 ?? peak.fp8 ?? peak.bf16) : precision === 'fp8' ? (peak.fp8 ?? peak.bf16) : peak.bf16;
  return nominal * best;
}

/**
 * Seconds of one pass by part, on the busiest GPU (all are taken alike). `weights` is the time to read weights, `matmul`
 * what products and activations take beyond it. Zero tokens are allowed; fractions are means over a steady state.
 */
export function passParts(job: ServingJob, constants: ServingConstants, pass: Pass): Readonly<Record<ServingPart, Seconds>> {
  const { model, accelerator, precision, tensor, gpuCount } = job;
  const { mixture } = model;
  const groups = gpuCount / tensor;
  const bandwidth = accelerator.memoryBandwidth * constants.servingStreamShare;
  const rate = bestRate(accelerator, precision) * constants.servingMatmulShare;
  const tokens = pass.decoding + pass.prefilled;
  const groupTokens = tokens / groups;
  const passCount = Math.max(1, groupTokens / PASS_TOKENS);
  const { dense, experts } = servingWeights(model);

  const sampled = (pass.decoding + pass.prefilled / pass.promptTokens) / groups;
  const head = model.vocabulary * model.width;
  const denseBytes = (passCount * (dense * WEIGHT_BYTES[precision] + head * ACTIVATION_BYTES)) / tensor;
  const denseSeconds = denseBytes / bandwidth;
  const denseProducts = (2 * (dense * groupTokens + head * sampled)) / tensor / rate;

  let expertSeconds = 0;
  let expertProducts = 0;
  if (mixture !== undefined) {
    const touched = expertsTouched(mixture.expertCount, mixture.topK, tokens / passCount) / mixture.expertCount;
    expertSeconds = (passCount * touched * experts * WEIGHT_BYTES[precision]) / gpuCount / bandwidth;
    const touchedExperts = touched * mixture.expertCount;
    const rows = (tokens * mixture.topK) / mixture.expertCount;
    const paddedRows = rows + (passCount * touched * TILE_ROWS) / 2;
    const flop = (touchedExperts > 0 ? 2 * experts * paddedRows : 0) / gpuCount;
    expertProducts = flop / (rate * constants.servingExpertShare);
  }

  return {
    weights: denseSeconds + expertSeconds,
    matmul:
      Math.max(0, denseProducts - denseSeconds) +
      Math.max(0, expertProducts - expertSeconds) +
      (groupTokens * activationBytes(job)) / bandwidth,
    ...attentionParts(job, constants, pass),
    network: networkSeconds(job, tokens, passCount),
    launch:
      passCount *
      (LAYER_KERNELS * (model.layers + 1) + MIXTURE_KERNELS * (mixture?.layerCount ?? 0)) *
      constants.servingKernelSeconds,
    scheduler: HOST_STEP_SECONDS + (constants.servingHostSeconds * pass.decoding) / groups,
  };
}

/** Bytes of activations that a token moves through a GPU in all layers: norms, residuals, rotary, gates, permutation. */
function activationBytes({ model, tensor }: ServingJob): number {
  const { layers, width, heads, kvHeads, headDim, feedForward, mixture, attentionLayers } = model;
  const attention = (attentionLayers * ((5 * heads + 6 * kvHeads) * headDim)) / tensor;
  const residual = 12 * layers * width;
  const mixed = mixture?.layerCount ?? 0;
  const blocks = (6 * (layers - mixed) * feedForward) / tensor;
  const routed =
    mixture === undefined
      ? 0
      : mixed *
        ((6 * (mixture.topK * mixture.expertFeedForward + mixture.sharedFeedForward)) / tensor + 4 * mixture.topK * width);
  return ACTIVATION_BYTES * (attention + residual + blocks + routed);
}

/** Reading the cache and the arithmetic of attention, in decoding and in prefill (causal). */
function attentionParts(
  { model, accelerator, precision, tensor, gpuCount }: ServingJob,
  constants: ServingConstants,
  pass: Pass,
): { readonly cache: Seconds; readonly attention: Seconds } {
  const groups = gpuCount / tensor;
  const rate = bestRate(accelerator, 'bf16') * USUAL_BEST_SHARE * ATTENTION_SHARE;
  const bytes = ((pass.decoding * pass.context) / groups) * cacheBytesPerToken(model, precision, tensor);
  const cache = bytes / (accelerator.memoryBandwidth * constants.servingStreamShare);
  const { latent, heads, headDim } = model;
  // A latent cache is attended to in its compressed width when decoding and uncompressed in prefill.
  const decodeWidth = latent === undefined ? 2 * headDim : 2 * latent.keyValueRank + latent.rotaryDim;
  const prefillWidth = 2 * headDim + (latent?.rotaryDim ?? 0);
  const perGpu = (2 * model.attentionLayers * heads) / tensor / groups;
  const decode = (perGpu * decodeWidth * pass.decoding * pass.context) / rate;
  const prefill = (perGpu * prefillWidth * pass.prefilled * (pass.promptTokens / 2)) / rate;
  return { cache, attention: Math.max(0, decode - cache) + prefill };
}

/** All-reduces of tensor parallelism, and the exchange between experts where attention is data-parallel. */
function networkSeconds({ model, accelerator, tensor, gpuCount }: ServingJob, tokens: number, passCount: number): Seconds {
  const { width, layers, mixture } = model;
  const groupTokens = (tokens * tensor) / gpuCount;
  let seconds = 0;
  if (tensor > 1) {
    const bandwidth = tensor <= accelerator.fabricGpus ? accelerator.fabricBandwidth : accelerator.networkBandwidth;
    const share = (2 * (tensor - 1)) / tensor;
    const bytes = groupTokens * width * ACTIVATION_BYTES;
    seconds += 2 * layers * (passCount * ALL_REDUCE_SECONDS + (share * bytes) / bandwidth);
  }
  if (mixture !== undefined && gpuCount > tensor) {
    const domain = Math.min(gpuCount, accelerator.fabricGpus);
    const domains = gpuCount / domain;
    const copies = expertsTouched(domains, Math.min(mixture.topK, domains), 1);
    const distinct = domains * (1 - (1 - 1 / domains) ** mixture.topK);
    const remote = Math.min(copies, distinct) * (1 - 1 / domains);
    const near = mixture.topK * (1 - 1 / domain);
    const perToken = remote / accelerator.networkBandwidth + near / accelerator.fabricBandwidth;
    const bytes = (tokens / gpuCount) * width * EXCHANGE_BYTES;
    seconds += EXPOSED_EXCHANGE * mixture.layerCount * (2 * passCount * ALL_TO_ALL_SECONDS + bytes * perToken);
  }
  return seconds;
}

export function secondsOf(parts: Readonly<Record<ServingPart, Seconds>>): Seconds {
  return parts.weights + parts.cache + parts.matmul + parts.attention + parts.network + parts.launch + parts.scheduler;
}
