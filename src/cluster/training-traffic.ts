// What a training step moves between GPUs: tensor, context, expert, pipeline and data parallelism, as seconds before any
// overlap. Rests on collective.ts; which share is exposed is decided in training-step.ts.
import type { Bytes, Seconds } from '../units/units.ts';
import { collectiveSeconds, groupOf } from './collective.ts';
import type { TrainingJob, TrainingLayout } from './job.ts';
import { layerCounts, parameterCounts } from './parameters.ts';

/** Seconds of one micro-batch’s transfers over all layers, as if a GPU held the whole depth. */
export interface LayerTraffic {
  readonly tensorForward: Seconds;
  readonly contextForward: Seconds;
  readonly expertForward: Seconds;
}

const BF16: Bytes = 2;
/** Gradients are summed over ranks in float32 (Composer’s and Megatron’s default); recipes in fp8 sum in bf16 (NeMo). */
const FLOAT32: Bytes = 4;

export function layerTraffic(
  job: TrainingJob,
  layout: Pick<TrainingLayout, 'tensor' | 'context' | 'expert' | 'microBatch'>,
): LayerTraffic {
  const { model, accelerator } = job;
  const counts = layerCounts(model);
  const tokens = (layout.microBatch * job.sequenceLength) / layout.context;
  const hidden = tokens * model.width * BF16;
  const tensor = groupOf(layout.tensor, 1, accelerator);
  // Sequence parallelism splits each all-reduce in two of half its traffic; one per block that mixes or feeds forward.
  const blocks = counts.attention + counts.dense + counts.mixture;
  const tensorForward = blocks * collectiveSeconds('all-reduce', hidden, tensor, accelerator);
  const keyValueBytes = tokens * layout.context * 2 * (Math.max(model.kvHeads, 1) / layout.tensor) * model.headDim * BF16;
  const context = groupOf(layout.context, layout.tensor, accelerator);
  const contextForward = counts.attention * collectiveSeconds('all-gather', keyValueBytes, context, accelerator);
  return { tensorForward, contextForward, expertForward: counts.mixture * expertSeconds(job, layout, tokens) };
}

/**
 * Dispatch and combination of routed tokens. A token crosses the network once per other domain that holds one of its experts
 * and the fabric once per expert (as DeepEP does), so that the network sees fewer copies than topK.
 */
function expertSeconds(
  { model, accelerator, precision }: TrainingJob,
  { tensor, expert }: Pick<TrainingLayout, 'tensor' | 'expert'>,
  tokens: number,
): Seconds {
  const { mixture, width } = model;
  if (mixture === undefined || expert <= 1) return 0;
  const group = groupOf(expert, 1, accelerator);
  const domains = Math.max(1, group.ranks / group.ranksPerDomain);
  const reachedDomains = domains * (1 - (1 - 1 / domains) ** mixture.topK);
  const copies = domains > 1 ? Math.max(reachedDomains, 1) : mixture.topK;
  const bytes = (tokens / tensor) * width * BF16;
  // Dispatch in fp8 where products are (DeepSeek-V3, 2024, section 3.3.3); combination stays in bf16.
  const directions = precision === 'bf16' ? 2 : 1.5;
  const near = bytes * Math.min(mixture.topK, expert - 1);
  const inside = collectiveSeconds(
    'all-to-all',
    near,
    { ranks: group.ranksPerDomain, ranksPerDomain: group.ranksPerDomain },
    accelerator,
  );
  if (domains <= 1) return directions * inside;
  const far = collectiveSeconds('all-to-all', bytes * copies, { ranks: domains, ranksPerDomain: 1 }, accelerator);
  return directions * Math.max(inside, far);
}

/** Seconds of one hand-over of a micro-batch to the next pipeline stage. */
export function hopSeconds(job: TrainingJob, layout: TrainingLayout): Seconds {
  if (layout.pipeline <= 1) return 0;
  const tokens = (layout.microBatch * job.sequenceLength) / layout.context;
  const bytes = (tokens * job.model.width * BF16) / layout.tensor;
  const stride = layout.tensor * layout.context * layout.data;
  return collectiveSeconds('point-to-point', bytes, groupOf(2, stride, job.accelerator), job.accelerator);
}

/** Seconds of gathering the weights once and of scattering the gradients once, over the ranks that share them. */
export interface WeightTraffic {
  readonly gather: Seconds;
  readonly scatter: Seconds;
}

export function weightTraffic(job: TrainingJob, layout: TrainingLayout): WeightTraffic {
  const { accelerator } = job;
  const counts = parameterCounts(job.model);
  const inner = layout.tensor * layout.context;
  const dense = counts.unrouted / (layout.tensor * layout.pipeline);
  const denseGroup = groupOf(layout.data * layout.context, layout.tensor, accelerator);
  const gradient = job.precision === 'bf16' ? FLOAT32 : BF16;
  const expertShare = counts.routed / (layout.expert * layout.pipeline);
  const expertRanks = Math.max(1, (layout.data * inner) / layout.expert);
  const expertGroup = groupOf(expertRanks, layout.expert, accelerator);
  return {
    gather:
      collectiveSeconds('all-gather', dense * BF16, denseGroup, accelerator) +
      collectiveSeconds('all-gather', expertShare * BF16, expertGroup, accelerator),
    scatter:
      collectiveSeconds('reduce-scatter', dense * gradient, denseGroup, accelerator) +
      collectiveSeconds('reduce-scatter', expertShare * gradient, expertGroup, accelerator),
  };
}
