// Bytes a training step needs on its fullest GPU: weights, gradients, optimizer state, activations, and what runtimes hold.
// Rests on the accounting of Rajbhandari et al. (ZeRO, 2020) and Korthikanti et al. (2022), with fused attention.
// Neglected: fragmentation beyond the fixed overhead; published layouts must all fit (tests/unit/cluster-training-memory.test.ts).
import type { Bytes } from '../units/units.ts';
import type { MemoryNeed, TrainingJob, TrainingLayout } from './job.ts';
import { layerCounts, parameterCounts } from './parameters.ts';

/** Mixed precision with Adam: bf16 weight 2, bf16 gradient 2, float32 master weight and two moments 12 (ZeRO, 2020). */
const WEIGHT_BYTES: Bytes = 2;
/** Transformer Engine can hold the products’ weights in fp8 alone, beside the optimizer’s master copy; frozen ones have none. */
const NARROW_WEIGHT_BYTES: Bytes = 1;
const GRADIENT_BYTES: Bytes = 2;
const OPTIMIZER_BYTES: Bytes = 12;

/** Adapters’ weights over the adapted model’s: rank 16 on a 70 B model is 0.06 %. */
const ADAPTER_SHARE = 0.001;

/** Context, communication buffers, work space. */
const OVERHEAD: Bytes = 2.5e9;

/** Of what a layer keeps, kept when norms and activations are computed again but not the products. */
const SELECTIVE_SHARE = 0.6;

export function trainingMemory(job: TrainingJob, layout: TrainingLayout): MemoryNeed {
  const held = heldParameters(job, layout);
  const trained = job.isAdaptation ? ADAPTER_SHARE : 1;
  const weights = (held.dense / held.weightShards + held.experts / held.expertWeightShards) * weightBytes(job);
  const gradients = trained * (held.dense / held.gradientShards + held.experts / held.expertGradientShards) * GRADIENT_BYTES;
  const optimizer = trained * (held.dense / held.optimizerShards + held.experts / held.expertOptimizerShards) * OPTIMIZER_BYTES;
  const resident = weights + gradients + optimizer + gatheredBytes(job, layout) + OVERHEAD;
  const produced = activationBytes(job, layout);
  const activations = produced - offloadedBytes(job, produced, resident) + gatheredBytes(job, layout);
  const total = weights + gradients + optimizer + activations + OVERHEAD;
  return {
    weights,
    gradients,
    optimizer,
    activations,
    overhead: OVERHEAD,
    total,
    available: job.accelerator.memory,
  };
}

/** Host memory a GPU reaches over NVLink-C2C on Grace superchips (480 GB a Grace, half of it free for two GPUs). */
const HOST_MEMORY: Bytes = 200e9;
/** Racks of superchips are told by their fabric. */
const SUPERCHIP_FABRIC = 36;

/** What the host takes of activations that do not fit: at most two thirds, for transfers to hide behind computation. */
function offloadedBytes({ accelerator }: TrainingJob, produced: Bytes, resident: Bytes): Bytes {
  if (accelerator.fabricGpus < SUPERCHIP_FABRIC) return 0;
  const excess = resident + produced - accelerator.memory;
  return Math.max(0, Math.min(excess, (2 / 3) * produced, HOST_MEMORY));
}

/** Weights of one GPU before sharding over data ranks, and over how many ranks each state is cut. */
function heldParameters({ model }: TrainingJob, layout: TrainingLayout) {
  const counts = parameterCounts(model);
  const ranks = layout.data * layout.context;
  const expertRanks = Math.max(1, (ranks * layout.tensor) / layout.expert);
  const cut = (from: readonly TrainingLayout['sharding'][], shards: number): number =>
    from.includes(layout.sharding) ? shards : 1;
  return {
    dense: counts.unrouted / (layout.tensor * layout.pipeline),
    experts: counts.routed / (layout.expert * layout.pipeline),
    weightShards: layout.pipeline > 1 ? 1 : cut(['weights'], ranks),
    gradientShards: cut(['weights', 'gradients'], ranks),
    optimizerShards: cut(['weights', 'gradients', 'optimizer'], ranks),
    expertWeightShards: layout.pipeline > 1 ? 1 : cut(['weights'], expertRanks),
    expertGradientShards: cut(['weights', 'gradients'], expertRanks),
    expertOptimizerShards: cut(['weights', 'gradients', 'optimizer'], expertRanks),
  };
}

function weightBytes({ precision, isAdaptation }: TrainingJob): Bytes {
  return precision === 'bf16' || isAdaptation ? WEIGHT_BYTES : NARROW_WEIGHT_BYTES;
}

/** Fully sharded weights are gathered two layers at a time. */
function gatheredBytes(job: TrainingJob, { sharding, pipeline, tensor, expert }: TrainingLayout): Bytes {
  if (sharding !== 'weights' || pipeline > 1) return 0;
  const { model } = job;
  const counts = parameterCounts(model);
  const embedding = counts.embedding + counts.head;
  const layer = (counts.unrouted - embedding) / tensor / model.layers + counts.routed / expert / model.layers;
  return 2 * layer * weightBytes(job);
}

/** The fuller of the first stage, which holds most micro-batches, and the last, which holds the logits. */
function activationBytes(job: TrainingJob, layout: TrainingLayout): Bytes {
  const { model, sequenceLength } = job;
  const { pipeline, virtualStages, tensor, context, microBatch } = layout;
  const tokens = (microBatch * sequenceLength) / context / tensor;
  const whole = wholeDepthBytes(job);
  const kept = keptBytes(job, layout, whole) * tokens;
  const microBatches = Math.max(1, job.globalBatch / (layout.data * microBatch));
  const early = pipeline > 1 && virtualStages > 1 ? 1 + (pipeline - 1) / (pipeline * virtualStages) : 1;
  const inFlight = Math.min(1, microBatches / pipeline) * early;
  const firstStage = kept * inFlight;
  // Logits and their gradient in bf16; losses are computed in chunks where float32 would not fit.
  const logits = 4 * tokens * model.vocabulary;
  const working = layout.recomputation === 'full' ? (whole * tokens) / model.layers : 0;
  return Math.max(firstStage, kept / pipeline + logits) + working;
}

function keptBytes({ model }: TrainingJob, { recomputation }: TrainingLayout, whole: Bytes): Bytes {
  if (recomputation === 'full') return 2 * model.width * model.layers;
  return recomputation === 'selective' ? SELECTIVE_SHARE * whole : whole;
}

/**
 * Bytes a token leaves in all layers for the backward pass: inputs of norms (bf16) and of products (1 byte in fp8), queries,
 * keys, values, and the feed-forward block’s inner values.
 */
function wholeDepthBytes({ model, precision, isAdaptation }: TrainingJob): Bytes {
  const { width, heads, kvHeads, headDim, feedForward, mixture } = model;
  const counts = layerCounts(model);
  // Products whose weights are frozen need not keep their input.
  const input = isAdaptation ? 0 : precision === 'bf16' ? 2 : 1;
  const gate = model.isGated ? 2 : 1;
  const inner = (hidden: number): Bytes => hidden * (2 * gate + input);
  // Attention keeps its output in bf16; in narrow precision the next product keeps its own copy.
  const output = precision === 'bf16' ? 2 : 2 + input;
  const attention = width * (2 + input) + 2 * (heads + 2 * kvHeads) * headDim + output * heads * headDim;
  const dense = width * (2 + input) + inner(feedForward);
  const routed = mixture === undefined ? 0 : mixture.topK * (width * input + inner(mixture.expertFeedForward));
  const experts = width * (2 + input) + routed + inner(mixture?.sharedFeedForward ?? 0);
  return counts.attention * attention + counts.dense * dense + counts.mixture * experts;
}
