// How a size is served: the replica and batch that deliver most for a GPU, within the interactivity asked for.
// Rests on cluster/. Remembered as training plans are.
import type { Accelerator } from '../cluster/accelerator.ts';
import type { ServingJob, ServingMisfit, ServingPoint, ServingPrecision } from '../cluster/job.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import { bestServing } from '../cluster/serving-layouts.ts';
import { prefillSeconds } from '../cluster/serving-point.ts';
import type { Fraction, Seconds } from '../units/units.ts';
import { SERVING } from './calibration.ts';

export interface ServingQuestion {
  /** Told apart by its name. */
  readonly model: ModelShape;
  readonly accelerator: Accelerator;
  readonly precision: ServingPrecision;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly mostItl: Seconds | undefined;
  /** Readers of a replica; undefined takes as many as memory and interactivity allow. */
  readonly batch: number | undefined;
  readonly softwareYear: number;
}

export interface ServingPlan {
  readonly kind: 'fits';
  readonly job: ServingJob;
  readonly point: ServingPoint;
  /** GPU-seconds of one request: all of them, and those of its prompt. */
  readonly gpuSecondsPerRequest: Seconds;
  readonly promptGpuSeconds: Seconds;
}

/** GPUs of a replica at most: as many as published ones have, and more only for what those do not hold. */
const REPLICAS = [64, 128, 256, 512, 1024, 2048] as const;

const MOST_PLANS = 4000;
const plans = new Map<string, ServingPlan | ServingMisfit>();

export function planServing(question: ServingQuestion): ServingPlan | ServingMisfit {
  const { accelerator, model, ...rest } = question;
  const key = [accelerator.name, model.name, ...Object.values(rest)].join('/');
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = freshPlan(question);
  if (plans.size >= MOST_PLANS) plans.clear();
  plans.set(key, plan);
  return plan;
}

function freshPlan(question: ServingQuestion): ServingPlan | ServingMisfit {
  let misfit: ServingMisfit | undefined;
  for (const mostGpus of REPLICAS) {
    const found = bestServing({ ...question, mostGpus }, SERVING);
    if ('point' in found) return planOf(found.job, found.point);
    misfit ??= found;
  }
  return misfit ?? { kind: 'does-not-fit', neededBytes: Infinity, availableBytes: 0, fewestGpus: Infinity };
}

/** Of a request, that a prompt takes at most, whatever it takes alone. */
const MOST_PROMPT_SHARE: Fraction = 0.9;

function planOf(job: ServingJob, point: ServingPoint): ServingPlan {
  const gpuSecondsPerRequest = job.outputTokens / point.outputTokensPerSecondPerGpu;
  // As many prompts as keep every group of GPUs and every stage busy, with nothing decoded beside them.
  const prompts = job.gpuCount / job.tensor;
  const alone = (prefillSeconds(job, SERVING, 0, prompts) * job.gpuCount) / prompts;
  return {
    kind: 'fits',
    job,
    point,
    gpuSecondsPerRequest,
    promptGpuSeconds: Math.min(alone, MOST_PROMPT_SHARE * gpuSecondsPerRequest),
  };
}
