// How a size is trained on a cluster: its shape, the GPUs that work, the batch, and the fastest layout. Rests on cluster/.
// Plans are remembered: prices, budgets, laws and loads do not change them, so that dragging those costs no search.
import type { Accelerator } from '../cluster/accelerator.ts';
import type { Precision, TrainingJob, TrainingMisfit, TrainingStep } from '../cluster/job.ts';
import { bestLayout } from '../cluster/layout-search.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import { activeParameters as activeOf, totalParameters } from '../cluster/parameters.ts';
import { STEP_OVERHEAD } from '../cluster/training-step.ts';
import type { Sourced } from '../units/estimate.ts';
import type { Bytes, Fraction } from '../units/units.ts';
import { TRAINING } from './calibration.ts';

export interface PlanQuestion {
  /** Told apart by its name. */
  readonly model: ModelShape;
  readonly accelerator: Accelerator;
  readonly gpuCount: number;
  /** As many of them as can be fed, or only as many as a step keeps well at work. */
  readonly crowding: 'all' | 'efficient';
  readonly precision: Precision;
  readonly sequenceLength: number;
  /** Fractional year. */
  readonly softwareYear: number;
}

export interface TrainingPlan {
  readonly job: TrainingJob;
  readonly activeParameters: number;
  readonly outcome: TrainingStep | TrainingMisfit;
}

/** Largest useful global batch of a model of 70 B parameters; it grows as the cube root of the parameters up to there, as their square root beyond. */
export const MOST_BATCH_TOKENS_AT_70B: Sourced<number> = {
  value: 4e6,
  provenance: 'assumption',
  asOf: '2024-07',
  source:
    'Batches of published runs: .5 M tokens at 125 M parameters, 2 M at 13 B, 3.2 M at 175 B (Brown et al., 2020, table 2.1), 4 M (Llama 2), 9.4 M at 340 B (Nemotron-4), 16 M at 405 B (Llama 3)',
};

/** Bytes of state a parameter, fully sharded: 2 + 2 + 12 (Rajbhandari et al., 2020). */
const STATE_BYTES: Bytes = 16;

const MOST_PLANS = 4000;
const plans = new Map<string, TrainingPlan>();

/** With the fastest of all layouts. */
export function planTraining(question: PlanQuestion): TrainingPlan {
  return remembered(keyOf(question), () => searchedPlan(question));
}

function keyOf(question: PlanQuestion): string {
  const { accelerator, model, ...rest } = question;
  return [accelerator.name, model.name, ...Object.values(rest)].join('/');
}

function remembered(key: string, make: () => TrainingPlan): TrainingPlan {
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = make();
  if (plans.size >= MOST_PLANS) plans.clear();
  plans.set(key, plan);
  return plan;
}

function searchedPlan(question: PlanQuestion): TrainingPlan {
  const job = jobOf(question);
  const { accelerator, gpuCount, model } = job;
  const activeParameters = activeOf(model);
  // Cheap to see, and dear to find out by searching ever larger clusters.
  const needed = STATE_BYTES * totalParameters(model);
  if (needed > gpuCount * accelerator.memory) {
    return { job, activeParameters, outcome: stateMisfit(needed, job) };
  }
  return { job, activeParameters, outcome: bestLayout(job, TRAINING) };
}

function jobOf(question: PlanQuestion): TrainingJob {
  const { model, accelerator, gpuCount, precision, sequenceLength, softwareYear } = question;
  const batch = Math.max(1, mostBatchTokens(totalParameters(model)) / sequenceLength);
  const cluster = question.crowding === 'all' ? evenCount(gpuCount) : 2 ** Math.floor(Math.log2(gpuCount));
  const working = Math.min(cluster, usefulCount(question, batch));
  return {
    model,
    accelerator,
    gpuCount: working,
    precision,
    sequenceLength,
    globalBatch: evenBatch(batch, working),
    softwareYear,
    isAdaptation: false,
  };
}

/** Tokens that one update may see before more of them stop helping. */
function mostBatchTokens(parameters: number): number {
  const times = parameters / 70e9;
  return MOST_BATCH_TOKENS_AT_70B.value * (times > 1 ? Math.sqrt(times) : Math.cbrt(times));
}

/** Tokens of a step that published layouts of large models leave a GPU at least: 1 k of Llama 3 405B, 3 k of GPT-3. */
const LEAST_TOKENS = 1024;
/** Up to this size a GPU works on whole sequences; beyond it as many GPUs share one as the model is times larger. */
const MOST_UNSPLIT = 8e9;
/** Of a step, what computes at 40 % of the peak over what the host takes beside it (training-step.ts), at least. */
const LEAST_WORK = { all: 1, efficient: 2 } as const;
const SUSTAINED: Fraction = 0.4;

/** Memory of all GPUs over sharded state: less leaves no layout that recomputes little. */
const MEMORY_ROOM = 4;

/** A power of two, so that batch and degrees divide. */
function usefulCount({ model, crowding, accelerator, sequenceLength }: PlanQuestion, batch: number): number {
  const parameters = totalParameters(model);
  const mostSplit = Math.min(8, Math.max(1, model.width / 1024)) * Math.min(16, Math.max(1, parameters / 10e9));
  const tokens = batch * sequenceLength;
  const hostTokens = (LEAST_WORK[crowding] * STEP_OVERHEAD * SUSTAINED * accelerator.peak.bf16) / (6 * activeOf(model));
  const unsplit = batch * Math.max(1, parameters / MOST_UNSPLIT);
  const crowded = Math.min(batch * mostSplit, tokens / hostTokens);
  const useful = crowding === 'all' ? crowded : Math.min(crowded, unsplit, tokens / LEAST_TOKENS);
  const holding = (MEMORY_ROOM * STATE_BYTES * parameters) / accelerator.memory;
  return 2 ** Math.max(Math.floor(Math.log2(Math.max(1, useful))), Math.ceil(Math.log2(Math.max(1, holding))));
}

/** The GPUs that degrees can share out: an odd number below 64 times a power of two; at most one in 32 is left out. */
export function evenCount(gpuCount: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(gpuCount)) - 5);
  return Math.floor(gpuCount / step) * step;
}

/** The batch nearest to the one sought that data-parallel ranks can share out: the count's odd part times 2^j or 3·2^j. */
function evenBatch(sought: number, gpuCount: number): number {
  let odd = gpuCount;
  while (odd % 2 === 0) odd /= 2;
  const power = 2 ** Math.max(0, Math.floor(Math.log2(sought / odd)));
  const ratio = sought / odd / power;
  return odd * power * (ratio < 1.25 || power < 2 ? 1 : ratio < 1.75 ? 1.5 : 2);
}

function stateMisfit(needed: Bytes, { accelerator, gpuCount }: TrainingJob): TrainingMisfit {
  const perGpu = needed / gpuCount;
  const none = { weights: 0, gradients: 0, activations: 0, overhead: 0 };
  return {
    kind: 'does-not-fit',
    layout: {
      tensor: 1,
      pipeline: 1,
      virtualStages: 1,
      context: 1,
      expert: 1,
      data: gpuCount,
      sharding: 'weights',
      microBatch: 1,
      recomputation: 'full',
    },
    memory: { ...none, optimizer: perGpu, total: perGpu, available: accelerator.memory },
    fewestGpus: Math.ceil(needed / accelerator.memory),
  };
}
