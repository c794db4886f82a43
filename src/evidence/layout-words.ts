// A training layout and its limit in words, for tables. Rests on cluster/job.ts.
import type { StepPart, TrainingJob, TrainingLayout } from '../cluster/job.ts';
import type { GivenLayout } from '../cluster/layout-search.ts';

const SHARDING_WORDS: Readonly<Record<TrainingLayout['sharding'], string>> = {
  none: 'unsharded',
  optimizer: 'optimizer sharded',
  gradients: 'gradients sharded',
  weights: 'fully sharded',
};

/** `tp 8, pp 4 × 5, dp 16, …`; begins with `chosen:` where no degree was given. */
export function layoutWords(layout: TrainingLayout, given: GivenLayout, { model }: TrainingJob): string {
  const virtual = layout.virtualStages > 1 ? ` × ${layout.virtualStages}` : '';
  const words = [
    `tp ${layout.tensor}`,
    `pp ${layout.pipeline}${virtual}`,
    ...(layout.context > 1 ? [`cp ${layout.context}`] : []),
    ...(model.mixture === undefined ? [] : [`ep ${layout.expert}`]),
    `dp ${layout.data}`,
    SHARDING_WORDS[layout.sharding],
    `micro-batch ${layout.microBatch}`,
    `recomputation ${layout.recomputation}`,
  ];
  return (given.tensor === undefined && given.pipeline === undefined ? 'chosen: ' : '') + words.join(', ');
}

/** The part that takes most time. */
export function limitingPart(parts: Readonly<Record<StepPart, number>>): StepPart {
  const sorted = (Object.entries(parts) as [StepPart, number][]).toSorted((a, b) => b[1] - a[1]);
  return sorted[0]?.[0] ?? 'matmul';
}
