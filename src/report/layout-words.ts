// A training or serving layout, and what limits it, in words. Rests on cluster/.
import type { ServingPart, StepPart, TrainingLayout } from '../cluster/job.ts';
import type { ServingPlan } from '../extrapolation/serving-plan.ts';

/** E.g. `tensor 8, pipeline 4 × 5, data 32, optimizer sharded, micro-batch 1, recomputation selective`. */
export function layoutWords(layout: TrainingLayout): string {
  const { tensor, pipeline, virtualStages, context, expert, data, sharding, microBatch, recomputation } = layout;
  const degrees = [
    ['tensor', tensor, ''],
    ['pipeline', pipeline, virtualStages > 1 ? ` × ${virtualStages}` : ''],
    ['context', context, ''],
    ['expert', expert, ''],
  ] as const;
  return [
    ...degrees.flatMap(([name, degree, more]) => (degree > 1 ? [`${name} ${degree}${more}`] : [])),
    `data ${data}`,
    sharding === 'none' ? 'nothing sharded' : `${sharding} sharded`,
    `micro-batch ${microBatch}`,
    `recomputation ${recomputation}`,
  ].join(', ');
}

export function servingLayoutWords({ job }: ServingPlan): string {
  const { tensor, expert, pipeline: stages = 1 } = job;
  const parts = [
    tensor > 1 ? `tensor ${tensor}` : '',
    expert > 1 ? `experts over ${expert}` : '',
    stages > 1 ? `${stages} stages of layers` : '',
  ].filter((text) => text !== '');
  return parts.length > 0 ? parts.join(', ') : 'one GPU';
}

const WORDS: Readonly<Record<StepPart | ServingPart, string>> = {
  matmul: 'matrix products',
  attention: 'attention',
  'element-wise': 'memory traffic of element-wise work',
  experts: 'products of experts',
  recomputation: 'recomputation',
  launch: 'launches',
  optimizer: 'the optimizer',
  'tensor-network': 'tensor-parallel transfers',
  'data-network': 'data-parallel transfers',
  'pipeline-network': 'pipeline transfers',
  'expert-network': 'expert transfers',
  'context-network': 'context-parallel transfers',
  bubble: 'the pipeline’s bubble',
  jitter: 'waiting for the slowest GPU',
  weights: 'reading the weights',
  cache: 'reading the cache',
  network: 'the network',
  scheduler: 'the scheduler',
};

export function limitWords(part: StepPart | ServingPart): string {
  return WORDS[part];
}
