// How a size is trained on a cluster: its shape, the GPUs that work, the batch, and the fastest layout. Rests on cluster/.
// Plans are remembered: prices, budgets, laws and loads do not change them, so that dragging those costs no search.
import type { Accelerator } from '../cluster/accelerator.ts';
import type { Precision, Recomputation, TrainingJob, TrainingLayout, TrainingMisfit, TrainingStep } from '../cluster/job.ts';
import { bestLayout } from '../cluster/layout-search.ts';
import { activeParameters as activeOf } from '../cluster/parameters.ts';
import { trainingStep } from '../cluster/training-step.ts';
import type { Sourced } from '../units/estimate.ts';
import type { Bytes } from '../units/units.ts';
import { TRAINING } from './calibration.ts';
import { shapeOfSize } from './shape-of-size.ts';

export interface PlanQuestion {
  readonly parameters: number;
  readonly sparsity: number;
  readonly accelerator: Accelerator;
  readonly gpuCount: number;
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

/** Largest useful global batch of a model of 70 B parameters; it grows as the cube root of the parameters. */
const MOST_BATCH_TOKENS_AT_70B: Sourced<number> = {
  value: 4e6,
  provenance: 'assumption',
  asOf: '2024-07',
  source:
    'Batches of published runs: .5 M tokens at 125 M parameters, 2 M at 13 B, 3.2 M at 175 B (Brown et al., 2020, table 2.1), 4 M (Llama 2), 16 M at 405 B (Llama 3)',
};

/** Bytes of state a parameter, fully sharded: 2 + 2 + 12 (Rajbhandari et al., 2020). */
const STATE_BYTES: Bytes = 16;

const MOST_PLANS = 4000;
const plans = new Map<string, TrainingPlan>();

/** With the fastest of all layouts. */
export function planTraining(question: PlanQuestion): TrainingPlan {
  return remembered(keyOf(question), () => searchedPlan(question));
}

/** Every so many sizes of a curve all layouts are searched; between them those of both neighbours are tried. */
const SEARCHED_EVERY = 2;

/**
 * Plans of ascending sizes that differ in nothing else. The layout of a size between two that were searched is the faster of
 * theirs, with as much recomputation as its memory asks; the whole search runs where neither fits.
 */
export function planCurve(sizes: readonly number[], question: Omit<PlanQuestion, 'parameters'>): readonly TrainingPlan[] {
  const at = (index: number) => {
    const parameters = sizes[index];
    return parameters === undefined ? undefined : planTraining({ ...question, parameters });
  };
  return sizes.map((parameters, index) => {
    const own = { ...question, parameters };
    const beyond = index % SEARCHED_EVERY;
    if (beyond === 0) return planTraining(own);
    return remembered(`between/${keyOf(own)}`, () => {
      const neighbours = [at(index - beyond), at(index - beyond + SEARCHED_EVERY)];
      return (
        planBetween(
          own,
          neighbours.flatMap((plan) => plan ?? []),
        ) ?? planTraining(own)
      );
    });
  });
}

function planBetween(question: PlanQuestion, neighbours: readonly TrainingPlan[]): TrainingPlan | undefined {
  const job = jobOf(question);
  const steps = neighbours.flatMap(({ outcome }) => {
    const layouts = outcome.kind === 'fits' ? spreadOver(job, outcome.layout) : [];
    return layouts.flatMap((layout) => fittingStep(job, layout) ?? []);
  });
  const outcome = steps.toSorted((a, b) => a.seconds - b.seconds)[0];
  return outcome && { job, activeParameters: activeOf(job.model), outcome };
}

/**
 * The layout, and those with up to twice and half its tensor and pipeline degrees, on all of the job's GPUs and in every
 * micro-batch; none where they do not divide or cannot be fed.
 */
function spreadOver({ model, gpuCount, globalBatch }: TrainingJob, layout: TrainingLayout): readonly TrainingLayout[] {
  return FACTORS.flatMap(([tensorFactor, pipelineFactor]) => {
    const tensor = layout.tensor * tensorFactor;
    const pipeline = layout.pipeline * pipelineFactor;
    const data = gpuCount / (tensor * pipeline * layout.context);
    const ranks = data * tensor * layout.context;
    const isSplit = [tensor, pipeline, data].every(Number.isInteger) && data <= globalBatch && ranks % layout.expert === 0;
    if (!isSplit || pipeline > model.layers || tensor > Math.min(8, model.heads)) return [];
    const sharding = pipeline === 1 ? layout.sharding : 'optimizer';
    return MICRO_BATCHES.filter((microBatch) => Number.isInteger(globalBatch / data / microBatch)).map((microBatch) => ({
      ...layout,
      tensor,
      pipeline,
      data,
      microBatch,
      sharding,
    }));
  });
}

const FACTORS = [
  [1, 1],
  [2, 1],
  [0.5, 1],
  [1, 2],
  [1, 0.5],
  [2, 0.5],
  [0.5, 2],
  [1, 1.5],
  [1, 0.75],
] as const;
const MICRO_BATCHES = [1, 2, 4, 8] as const;

const RECOMPUTATIONS: readonly Recomputation[] = ['none', 'selective', 'full'];

/** With the fewest recomputed that fit, in as many virtual stages or in none, which need less memory. */
function fittingStep(job: TrainingJob, layout: TrainingLayout): TrainingStep | undefined {
  const most = Math.max(1, Math.floor(job.model.layers / layout.pipeline));
  const stages = layout.pipeline === 1 ? 1 : Math.min(layout.virtualStages, most);
  const steps = [...new Set([stages, 1])].flatMap((virtualStages) => {
    for (const recomputation of RECOMPUTATIONS) {
      const step = trainingStep(job, { ...layout, virtualStages, recomputation }, TRAINING);
      if (step.kind === 'fits') return [step];
    }
    return [];
  });
  return steps.toSorted((a, b) => a.seconds - b.seconds)[0];
}

function keyOf(question: PlanQuestion): string {
  const { parameters, sparsity, accelerator, gpuCount, precision, sequenceLength, softwareYear } = question;
  return [parameters, sparsity, accelerator.name, gpuCount, precision, sequenceLength, softwareYear].join('/');
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
  const needed = STATE_BYTES * question.parameters;
  if (needed > gpuCount * accelerator.memory) {
    return { job, activeParameters, outcome: stateMisfit(needed, job) };
  }
  return { job, activeParameters, outcome: bestLayout(job, TRAINING) };
}

function jobOf({
  parameters,
  sparsity,
  accelerator,
  gpuCount,
  precision,
  sequenceLength,
  softwareYear,
}: PlanQuestion): TrainingJob {
  const model = shapeOfSize(parameters, sparsity);
  const batch = Math.max(1, (MOST_BATCH_TOKENS_AT_70B.value * Math.cbrt(parameters / 70e9)) / sequenceLength);
  const mostSplit = Math.min(8, Math.max(1, model.width / 1024)) * Math.min(16, Math.max(1, parameters / 10e9));
  const useful = 2 ** Math.floor(Math.log2(Math.max(1, batch * mostSplit)));
  const working = Math.min(evenCount(gpuCount), useful);
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
