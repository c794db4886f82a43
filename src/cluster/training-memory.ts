// Bytes a training step needs on its fullest GPU: weights, gradients, optimizer state, activations, and what runtimes hold.
// Rests on the accounting of Rajbhandari et al. (ZeRO, 2020) and Korthikanti et al. (2022), with fused attention.
// Neglected: fragmentation beyond the fixed overhead; published layouts must all fit (tests/unit/cluster-training-memory.test.ts).
import type { Bytes } from '../units/units.ts';
import type { MemoryNeed, TrainingJob, TrainingLayout } from './job.ts';
import { layerCounts, parameterCounts } from './parameters.ts';

/** Mixed precision with Adam: bf16 weight 2, bf16 gradient 2, float32 master weight and two moments 12 (ZeRO, 2020). */
const WEIGHT_BYTES: Bytes = 2;
const GRADIENT_BYTES: Bytes = 2;
const OPTIMIZER_BYTES: Bytes = 12;

/** Adapters’ weights over the adapted model’s: rank 16 on a 70 B model is 0.06 %. */
const ADAPTER_SHARE = 0.001;

/** Context, communication buffers, work space. */
const OVERHEAD: Bytes = 3e9;

/** Of what a layer keeps, kept when norms and activations are computed again but not the products. */
const SELECTIVE_SHARE = 0.6;

export function trainingMemory(job: TrainingJob, layout: TrainingLayout): MemoryNeed {
  const held = heldParameters(job, layout);
  const trained = job.isAdaptation ? ADAPTER_SHARE : 1;
  const weights = (held.dense / held.weightShards + held.experts / held.expertWeightShards) * WEIGHT_BYTES;
  const gradients = trained * (held.dense / held.gradientShards + held.experts / held.expertGradientShards) * GRADIENT_BYTES;
  const optimizer = trained * (held.dense / held.optimizerShards + held.experts / held.expertOptimizerShards) * OPTIMIZER_BYTES;
  const activations = activationBytes(job, layout) + gatheredBytes(job, layout);
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
    weightShards: cut(['weights'], ranks),
    gradientShards: cut(['weights', 'gradients'], ranks),
    optimizerShards: cut(['weights', 'gradients', 'optimizer'], ranks),
    expertWeightShards: cut(['weights'], expertRanks),
    expertGradientShards: cut(['weights', 'gradients'], expertRanks),
    expertOptimizerShards: cut(['weights', 'gradients', 'optimizer'], expertRanks),
  };
}

/** Fully sharded weights are gathered two layers at a time. */
function gatheredBytes({ model }: TrainingJob, { sharding, tensor, expert }: TrainingLayout): Bytes {
  if (sharding !== 'weights') return 0;
  const counts = parameterCounts(model);
  const embedding = counts.embedding + counts.head;
  const layer = (counts.unrouted - embedding) / tensor / model.layers + counts.routed / expert / model.layers;
  return 2 * layer * WEIGHT_BYTES;
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
  const attention = width * (2 + input) + 2 * (heads + 2 * kvHeads) * headDim + (2 + input) * heads * headDim;
  const dense = width * (2 + input) + inner(feedForward);
  const routed = mixture === undefined ? 0 : mixture.topK * (width * input + inner(mixture.expertFeedForward));
  const experts = width * (2 + input) + routed + inner(mixture?.sharedFeedForward ?? 0);
  return counts.attention * attention + counts.dense * dense + counts.mixture * experts;
}
