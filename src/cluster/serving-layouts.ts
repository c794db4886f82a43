// The layout of serving where none is given: those that are tried, and which is best. Rests on serving-point.
import type { Seconds } from '../units/units.ts';
import type { ServingJob, ServingMisfit, ServingPoint } from './job.ts';
import type { ServingConstants } from './serving-constants.ts';
import { servingPoint } from './serving-point.ts';

/** A load whose layout is still open; `mostGpus` bounds the replica. */
export type ServingLoad = Omit<ServingJob, 'gpuCount' | 'tensor' | 'expert' | 'pipeline'> & { readonly mostGpus: number };

/** A layout with what it delivers. */
export interface ServingChoice {
  readonly job: ServingJob;
  readonly point: ServingPoint;
}

/**
 * The layout that delivers most output tokens a GPU among tensor-parallel replicas inside a node, and for mixtures also
 * data-parallel attention with experts over all GPUs. One that meets `mostItl` is preferred to any that does not.
 */
export function bestServing(load: ServingLoad, constants: ServingConstants): ServingChoice | ServingMisfit {
  let best: ServingChoice | undefined;
  let nearest: ServingMisfit | undefined;
  for (const layout of layoutsOf(load)) {
    const job: ServingJob = { ...load, ...layout };
    const point = servingPoint(job, constants);
    if (point.kind === 'does-not-fit') {
      nearest = nearest === undefined || point.fewestGpus < nearest.fewestGpus ? point : nearest;
    } else if (best === undefined || isBetter(point, best.point, load.mostItl)) {
      best = { job, point };
    }
  }
  return best ?? nearest ?? { kind: 'does-not-fit', neededBytes: Infinity, availableBytes: 0, fewestGpus: Infinity };
}

function isBetter(point: ServingPoint, than: ServingPoint, mostItl: Seconds | undefined): boolean {
  if (mostItl !== undefined && point.itl <= mostItl !== than.itl <= mostItl) {
    return point.itl <= mostItl;
  }
  if (mostItl !== undefined && point.itl > mostItl) {
    return point.itl < than.itl;
  }
  return point.outputTokensPerSecondPerGpu > than.outputTokensPerSecondPerGpu;
}

interface Layout {
  readonly gpuCount: number;
  readonly tensor: number;
  readonly expert: number;
  readonly pipeline: number;
}

/** Widest tensor parallelism: its all-reduces stay on the fast fabric, or between as many cards on a bus. */
const MOST_TENSOR = 8;

/**
 * Powers of two up to `mostGpus`: tensor parallelism to 8, pipelines of the widest of these or, where there is no fast fabric,
 * of single GPUs; for mixtures data-parallel attention with the experts over all GPUs.
 */
function layoutsOf({ model, accelerator, mostGpus }: ServingLoad): readonly Layout[] {
  const layouts: Layout[] = [];
  const most = Math.min(MOST_TENSOR, mostGpus, model.heads);
  let widest = 1;
  for (let tensor = 1; tensor <= most; tensor *= 2) {
    layouts.push({ gpuCount: tensor, tensor, expert: 1, pipeline: 1 });
    widest = tensor;
  }
  const stageWidth = accelerator.fabricGpus > 1 ? widest : 1;
  for (let pipeline = 2; pipeline * stageWidth <= mostGpus && pipeline <= model.layers; pipeline *= 2) {
    layouts.push({ gpuCount: pipeline * stageWidth, tensor: stageWidth, expert: 1, pipeline });
  }
  const experts = model.mixture?.expertCount ?? 1;
  for (let gpuCount = 2; gpuCount <= Math.min(mostGpus, experts); gpuCount *= 2) {
    layouts.push({ gpuCount, tensor: 1, expert: gpuCount, pipeline: 1 });
  }
  return layouts;
}
