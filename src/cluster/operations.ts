// What one GPU computes for one micro-batch: a layer of each kind and the vocabulary head, as seconds by kind of work.
// Rests on the shape, the split (tensor, context, expert) and the kernels’ rates. Communication stands in training-traffic.ts.
// Attention is causal over the whole sequence; packed documents’ masks are neglected.
import type { Fraction, Seconds } from '../units/units.ts';
import type { TrainingJob } from './job.ts';
import { attentionShapeShare, FUSED_ATTENTION_YEAR, KERNEL_GAP, matmulSeconds, type KernelRates } from './kernel-rates.ts';
import type { ModelShape } from './model-shape.ts';
import { layerCounts } from './parameters.ts';
import { expertMaturity } from './maturity.ts';

/** How a micro-batch is cut over GPUs. */
export interface Split {
  readonly tensor: number;
  readonly context: number;
  readonly expert: number;
  readonly microBatch: number;
}

/** Seconds by kind of work, forward, of one GPU. */
export interface Work {
  readonly matmul: Seconds;
  readonly attention: Seconds;
  readonly elementWise: Seconds;
  readonly experts: Seconds;
  readonly gaps: Seconds;
}

/** Forward and backward of all layers on one GPU as if it held the whole depth, and of the head. */
export interface ModelWork {
  readonly layersForward: Work;
  readonly layersBackward: Work;
  /** Forward and backward together, loss included. */
  readonly head: Work;
}

/** Backward over forward of attention that recomputes its scores: 5 products against 2 (Dao et al., 2022). */
const ATTENTION_BACKWARD = 2.5;

export function modelWork(job: TrainingJob, split: Split, rates: KernelRates, expertOverhead: number): ModelWork {
  const { model } = job;
  const counts = layerCounts(model);
  const tokens = (split.microBatch * job.sequenceLength) / split.context;
  const matmul =
    counts.attention * attentionProjections(model, tokens, split.tensor, rates) +
    counts.dense * feedForward(model, model.feedForward, tokens, split.tensor, rates) +
    counts.mixture * sharedExperts(model, tokens, split.tensor, rates);
  const attention = counts.attention * attentionSeconds(job, tokens, split, rates);
  const elementWise = (elementWiseBytes(job, rates.narrow) * tokens) / split.tensor / rates.elementWise;
  const overhead = expertOverhead * expertMaturity(job.softwareYear);
  const experts = counts.mixture * routedExperts(model, tokens, split, rates, overhead);
  const gaps = kernelCount(model) * KERNEL_GAP + counts.mixture * overhead * MIXTURE_GAP;
  // Adaptation forms the activations' gradients but not the weights'.
  const products = job.isAdaptation ? 1 : 2;
  return {
    layersForward: { matmul, attention, elementWise, experts, gaps },
    layersBackward: {
      matmul: products * matmul,
      attention: ATTENTION_BACKWARD * attention,
      elementWise: 2 * elementWise,
      experts: products * experts,
      gaps: 2 * gaps,
    },
    head: headWork(model, tokens, split.tensor, rates, products),
  };
}

function attentionProjections(model: ModelShape, tokens: number, tensor: number, rates: KernelRates): Seconds {
  const { width, heads, kvHeads, headDim, latent } = model;
  const output = product(tokens, width, (heads * headDim) / tensor, rates);
  if (latent === undefined) {
    return product(tokens, ((heads + 2 * Math.max(kvHeads, tensor)) * headDim) / tensor, width, rates) + output;
  }
  const queryWidth = (heads * (headDim + latent.rotaryDim)) / tensor;
  const query =
    latent.queryRank > 0
      ? product(tokens, latent.queryRank, width, rates) + product(tokens, queryWidth, latent.queryRank, rates)
      : product(tokens, queryWidth, width, rates);
  const keyValue =
    product(tokens, latent.keyValueRank + latent.rotaryDim, width, rates) +
    product(tokens, (2 * heads * headDim) / tensor, latent.keyValueRank, rates);
  return query + keyValue + output;
}

function feedForward(model: ModelShape, hidden: number, tokens: number, tensor: number, rates: KernelRates): Seconds {
  const inner = hidden / tensor;
  return product(tokens, (model.isGated ? 2 : 1) * inner, model.width, rates) + product(tokens, model.width, inner, rates);
}

function sharedExperts(model: ModelShape, tokens: number, tensor: number, rates: KernelRates): Seconds {
  const { mixture, width } = model;
  if (mixture === undefined) return 0;
  const router = matmulSeconds(tokens / tensor, mixture.expertCount, width, rates.wideMatmul, rates.memory);
  return router + feedForward(model, mixture.sharedFeedForward, tokens, tensor, rates);
}

/**
 * Grouped products of the experts a GPU holds, with the tokens of its whole expert group spread evenly, and the passes that
 * sort tokens by expert and back: two reads and two writes of every routed token.
 */
function routedExperts(model: ModelShape, tokens: number, split: Split, rates: KernelRates, overhead: number): Seconds {
  const { mixture, width } = model;
  if (mixture === undefined) return 0;
  const routed = (tokens / split.tensor) * mixture.topK;
  const experts = Math.max(1, mixture.expertCount / split.expert);
  const perExpert = routed / experts;
  const hidden = mixture.expertFeedForward;
  const up = product(perExpert, (model.isGated ? 2 : 1) * hidden, width, rates);
  const down = product(perExpert, width, hidden, rates);
  const activation = (routed * hidden * (model.isGated ? 3 : 2) * 2) / rates.elementWise;
  const casts = rates.narrow ? 4 * (width + hidden) : 0;
  const permutation = (routed * (width * 4 * 2 + casts)) / rates.elementWise;
  return (experts * (up + down)) / GROUPED_SHARE + activation + overhead * permutation;
}

/**
 * What a mixture layer waits for besides its work, forward: dozens of small kernels, the host learning how many tokens each
 * expert has, the start of two all-to-alls.
 */
const MIXTURE_GAP: Seconds = 0.4e-3;

/** Rate of grouped products over that of one product of the same extents (CUTLASS and Transformer Engine, 2024–25). */
const GROUPED_SHARE: Fraction = 0.9;

function attentionSeconds(job: TrainingJob, tokens: number, split: Split, rates: KernelRates): Seconds {
  const { tensor, context } = split;
  const { heads, headDim, latent } = job.model;
  const widths = latent === undefined ? 2 * headDim : 2 * headDim + latent.rotaryDim;
  // In a ring the rank with the sequence’s end computes most; only vendors’ rings deal the tokens out evenly.
  const imbalance = job.kernels === 'portable' ? 1 + RING_IMBALANCE * (1 - 1 / context) : 1;
  const flop = imbalance * tokens * job.sequenceLength * (heads / tensor) * widths;
  return flop / (rates.attention * attentionShapeShare(job.sequenceLength, headDim));
}

/**
 * Bytes a token moves forward in all layers besides products and attention: two norms (read, write), two residual sums
 * (two reads, a write), rotary terms, the activation; in narrow precision also the casts of every product’s input.
 */
function elementWiseBytes(job: TrainingJob, narrow: boolean): number {
  const { model, sequenceLength, softwareYear, isAdaptation } = job;
  const { width, heads, kvHeads, headDim, feedForward: hidden } = model;
  const counts = layerCounts(model);
  // Without fusion RMS norms and rotary terms go through float32 in several kernels, and the gate is a kernel of its own;
  // LayerNorm and GELU are one kernel each everywhere.
  const isUnfused = job.kernels === 'portable' && model.isGated;
  const rotary = (isUnfused ? 8 : 2) * (heads + kvHeads) * headDim;
  const queryWidth = heads * headDim;
  const mixing = (isUnfused ? 11 : 5) * width;
  const scores = softwareYear < FUSED_ATTENTION_YEAR ? SCORE_PASSES * heads * sequenceLength : 0;
  const activation = (isUnfused ? 5 : model.isGated ? 3 : 2) * hidden;
  const shared = (model.isGated ? 3 : 2) * (model.mixture?.sharedFeedForward ?? 0);
  const elements =
    counts.attention * (mixing + rotary + scores) +
    recurrentLayers(model) * SCAN_PASSES * width +
    counts.dense * (mixing + activation) +
    (isAdaptation ? counts.attention * ADAPTER_PASSES * (2 * width + rotary) : 0) +
    counts.mixture * (mixing + shared);
  const castElements = counts.attention * (width + queryWidth) + counts.dense * (width + hidden);
  // A cast reads two bytes and writes one, twice where the transpose is kept for the backward pass.
  return 2 * elements + (narrow ? 4 * castElements : 0);
}

/** Of the causal mask’s imbalance over context ranks (up to 1), what portable rings leave. */
const RING_IMBALANCE = 0.5;

/** Adapters beside the attention’s products read and drop out the inputs, and add to the outputs: three passes each. */
const ADAPTER_PASSES = 3;

/** Unfused attention writes and reads scores, masked scores, probabilities and dropped probabilities. */
const SCORE_PASSES = 6;

/**
 * Convolution, chunked scan with float32 states, gate and norm over an inner width of 1.5–2: about thirty passes each; a
 * state-space layer takes as long as FlashAttention-2 at some thousand tokens (Dao & Gu, Mamba-2, 2024, figure 10).
 */
const SCAN_PASSES = 60;

/** Layers that mix tokens by a scan; where a stack is of one kind a layer (Nemotron-H) experts are not among them. */
function recurrentLayers(model: ModelShape): number {
  const counts = layerCounts(model);
  const isOneKindALayer = counts.attention + counts.mixture < model.layers;
  return Math.max(0, model.layers - counts.attention - (isOneKindALayer ? counts.mixture : 0));
}

/** Logits in bf16 and float32 through soft-max and its gradient: about ten passes of two bytes. */
const LOSS_BYTES = 20;

function headWork(model: ModelShape, tokens: number, tensor: number, rates: KernelRates, products: number): Work {
  const rows = model.vocabulary / tensor;
  return {
    matmul: (1 + products) * matmulSeconds(tokens, rows, model.width, rates.wideMatmul, rates.memory),
    attention: 0,
    elementWise: (LOSS_BYTES * rows * tokens) / rates.elementWise,
    experts: 0,
    gaps: 8 * KERNEL_GAP,
  };
}

/** Kernels that do not overlap, forward, of all layers. */
function kernelCount(model: ModelShape): number {
  const counts = layerCounts(model);
  return 8 * counts.attention + 5 * counts.dense + 20 * counts.mixture;
}

function product(m: number, n: number, k: number, rates: KernelRates): Seconds {
  return matmulSeconds(m, n, k, rates.matmul, rates.memory);
}
