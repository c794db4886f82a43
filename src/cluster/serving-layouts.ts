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
 * The layout that delivers most output tokens a GPU among tensor-parallel replicas inside a node and, for mixtures,
 * data-parallel attention with the experts over all GPUs; pipelines are tried where none of these fits, as engines are set.
 * One that meets `mostItl` is preferred to any that does not.
 */
export function bestServing(load: ServingLoad, constants: ServingConstants): ServingChoice | ServingMisfit {
  const narrow = bestOf(load, narrowLayouts(load), constants);
  if ('point' in narrow) return narrow;
  const wide = bestOf(load, pipelines(load), constants);
  return 'point' in wide || wide.fewestGpus < narrow.fewestGpus ? wide : narrow;
}

function bestOf(load: ServingLoad, layouts: readonly Layout[], constants: ServingConstants): ServingChoice | ServingMisfit {
  let best: ServingChoice | undefined;
  let nearest: ServingMisfit = { kind: 'does-not-fit', neededBytes: Infinity, availableBytes: 0, fewestGpus: Infinity };
  for (const layout of layouts) {
    const job: ServingJob = { ...load, ...layout };
    const point = servingPoint(job, constants);
    if (point.kind === 'does-not-fit') {
      nearest = point.fewestGpus < nearest.fewestGpus ? point : nearest;
    } else if (best === undefined || isBetter(point, best.point, load.mostItl)) {
      best = { job, point };
    }
  }
  return best ?? nearest;
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

/** Powers of two: tensor parallelism to 8, and for mixtures data-parallel attention with the experts over all GPUs. */
function narrowLayouts({ model, mostGpus }: ServingLoad): readonly Layout[] {
  const layouts: Layout[] = [];
  for (let tensor = 1; tensor <= Math.min(MOST_TENSOR, mostGpus, model.heads); tensor *= 2) {
    layouts.push({ gpuCount: tensor, tensor, expert: 1, pipeline: 1 });
  }
  const experts = model.mixture?.expertCount ?? 1;
  for (let gpuCount = 2; gpuCount <= Math.min(mostGpus, experts); gpuCount *= 2) {
    layouts.push({ gpuCount, tensor: 1, expert: gpuCount, pipeline: 1 });
  }
  return layouts;
}

/** Pipelines of the widest tensor parallelism or, where there is no fast fabric, of single GPUs too. */
function pipelines({ model, accelerator, mostGpus }: ServingLoad): readonly Layout[] {
  const widest = 2 ** Math.floor(Math.log2(Math.max(1, Math.min(MOST_TENSOR, mostGpus, model.heads))));
  return (accelerator.fabricGpus > 1 ? [widest] : [1, widest]).flatMap((tensor) => {
    const layouts: Layout[] = [];
    for (let pipeline = 2; pipeline * tensor <= mostGpus && pipeline <= model.layers; pipeline *= 2) {
      layouts.push({ gpuCount: pipeline * tensor, tensor, expert: 1, pipeline });
    }
    return layouts;
  });
}
