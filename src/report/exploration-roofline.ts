// The chosen point's kinds of work on the accelerator's roofline: intensity from the shapes, rate from the cluster model.
// Rests on cluster/.
import { kernelRates, matmulSeconds } from '../cluster/kernel-rates.ts';
import { TRAINING } from '../extrapolation/calibration.ts';
import type { FocusPoint } from './exploration-report.ts';
import type { TrainedSize } from './exploration-training.ts';

type Roofline = FocusPoint['roofline'];

export function stepRoofline({ plan: { job }, step }: TrainedSize): Roofline {
  const { model, accelerator, precision, sequenceLength } = job;
  const rates = kernelRates(job, TRAINING);
  const { layout, parts } = step;
  const tokens = (layout.microBatch * sequenceLength) / layout.context;
  const split = layout.tensor;
  const hidden = (model.mixture?.expertFeedForward ?? model.feedForward) / (model.mixture ? 1 : split);
  const rows = model.mixture
    ? Math.max(1, (tokens * model.mixture.topK * layout.expert) / split / model.mixture.expertCount)
    : tokens;
  const products = [
    ['attention projections', tokens, ((model.heads + 2 * model.kvHeads) * model.headDim) / split, model.width],
    [model.mixture ? 'one expert’s products' : 'feed-forward products', rows, (model.isGated ? 2 : 1) * hidden, model.width],
    ['vocabulary head', tokens, model.vocabulary / split, model.width],
  ] as const;
  const points = products.map(([label, m, n, k]) => {
    const flop = 2 * m * n * k;
    const bytes = 2 * (m * k + k * n + m * n);
    return { label, intensity: flop / bytes, flopPerSecond: flop / matmulSeconds(m, n, k, rates.matmul, rates.memory) };
  });
  // Forward and backward: 3.5 times two products over causal pairs; keys, values, queries and results move once each way.
  const perToken = 3.5 * 2 * model.heads * model.headDim * sequenceLength * model.attentionLayers;
  const stepTokens = (job.globalBatch * sequenceLength) / job.gpuCount;
  const attentionBytes = 3.5 * 2 * 2 * (model.heads + model.kvHeads) * model.headDim * model.attentionLayers;
  const attention = {
    label: 'attention',
    intensity: perToken / attentionBytes,
    flopPerSecond: (perToken * stepTokens) / Math.max(parts.attention, Number.MIN_VALUE),
  };
  // Norms, activations and sums: about one operation for each of the two bytes of an element, read and written.
  const elementWise = { label: 'element-wise work', intensity: 0.5, flopPerSecond: 0.5 * rates.memory };
  return {
    peak: precision === 'bf16' ? accelerator.peak.bf16 : (accelerator.peak.fp8 ?? accelerator.peak.bf16),
    bandwidth: accelerator.memoryBandwidth,
    points: [...points, attention, elementWise],
  };
}
