// How a size is served: the replica and batch that deliver most for a GPU, within the interactivity asked for.
// Rests on cluster/. Remembered as training plans are. What one server cannot hold is cut into stages of layers, which the
// cluster model does not know: each stage serves its part of the depth, and a token passes them one after the other.
import type { Accelerator } from '../cluster/accelerator.ts';
import type { ServingJob, ServingMisfit, ServingPoint, ServingPrecision } from '../cluster/job.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import { bestServing } from '../cluster/serving-layouts.ts';
import { prefillSeconds, servingPoint } from '../cluster/serving-point.ts';
import type { Seconds } from '../units/units.ts';
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
  /** Of one stage. */
  readonly job: ServingJob;
  readonly stages: number;
  /** Of the whole replica: rates a GPU of all stages, latencies through all of them. */
  readonly point: ServingPoint;
  /** GPU-seconds of one request: all of them, and those of its prompt. */
  readonly gpuSecondsPerRequest: Seconds;
  readonly promptGpuSeconds: Seconds;
}

/** GPUs over which a mixture's experts are spread at most; dense models split tensors within a server. */
const MOST_EXPERT_GPUS = 64;
const STAGES = [1, 2, 4, 8, 16, 32, 64, 128] as const;

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
  const { model, mostItl, ...load } = question;
  const mostGpus = model.mixture === undefined ? load.accelerator.fabricGpus : MOST_EXPERT_GPUS;
  let misfit: ServingMisfit | undefined;
  for (const stages of STAGES.filter((count) => count <= model.layers)) {
    const perStage = mostItl === undefined ? undefined : mostItl / stages;
    const found = bestServing({ ...load, model: stageOf(model, stages), mostItl: perStage, mostGpus }, SERVING);
    if ('kind' in found) misfit ??= found;
    else return staged(found.job, found.point, stages);
  }
  return misfit ?? { kind: 'does-not-fit', neededBytes: Infinity, availableBytes: 0, fewestGpus: Infinity };
}

/** A part of the depth. Embedding and head are counted with every stage: a few per cent of the models that need stages. */
function stageOf(model: ModelShape, stages: number): ModelShape {
  if (stages === 1) return model;
  const layers = Math.ceil(model.layers / stages);
  const mixture = model.mixture && { ...model.mixture, layerCount: Math.ceil(model.mixture.layerCount / stages) };
  return { ...model, layers, attentionLayers: Math.ceil(model.attentionLayers / stages), mixture };
}

/**
 * The sequences that a stage's memory holds are split into as many groups as there are stages: while one group passes a
 * stage the others pass the others, so that a stage is always busy, with a group at a time.
 */
function staged(job: ServingJob, whole: ServingPoint, stages: number): ServingPlan {
  const group = Math.max(1, Math.floor(whole.batch / stages));
  const single = stages === 1 ? whole : servingPoint({ ...job, batch: group }, SERVING);
  const own = single.kind === 'fits' ? single : whole;
  const perGpu = own.outputTokensPerSecondPerGpu / stages;
  const point: ServingPoint = {
    ...own,
    batch: own.batch * stages,
    batchLimit: whole.batchLimit,
    outputTokensPerSecondPerGpu: perGpu,
    inputTokensPerSecondPerGpu: own.inputTokensPerSecondPerGpu / stages,
    ttft: own.ttft * stages,
    itl: own.itl * stages,
  };
  const gpuSecondsPerRequest = job.outputTokens / perGpu;
  // A prompt alone, with nothing decoded beside it; in a full batch it may take less, never more than nine tenths of all.
  const alone = prefillSeconds(job, SERVING) * job.gpuCount * stages;
  return {
    kind: 'fits',
    job,
    stages,
    point,
    gpuSecondsPerRequest,
    promptGpuSeconds: Math.min(alone, 0.9 * gpuSecondsPerRequest),
  };
}
