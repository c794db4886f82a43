// The replica that a row of inference.csv describes: its degrees, and how attention is spread. Rests on cluster/.
import type { ServingJob } from '../cluster/job.ts';
import type { ServingConstants } from '../cluster/serving-constants.ts';
import { servingPoint } from '../cluster/serving-point.ts';
import type { ServingRequest } from './serving-request.ts';

/** The replica the row describes, with the tensor degree it states or else all its GPUs up to a node. */
export function jobOf(request: ServingRequest): ServingJob {
  const { model, pipeline, accelerator, precision, inputTokens, outputTokens, batch, softwareYear, cacheBits } = request;
  const wide = request.expert !== undefined && request.expert > (request.tensor ?? 1) && model.mixture !== undefined;
  const tensor = request.tensor ?? (wide ? 1 : Math.min(8, 2 ** Math.floor(Math.log2(request.gpuCount))));
  const gpuCount = pipeline * (wide ? Math.max(tensor, request.expert ?? 1) : tensor);
  const expert = request.expert ?? 1;
  return {
    model,
    accelerator,
    gpuCount,
    tensor,
    expert,
    pipeline,
    precision,
    inputTokens,
    outputTokens,
    batch,
    mostItl: undefined,
    softwareYear,
    cacheBits,
  };
}

/**
 * A latent cache cannot be split over tensor ranks; engines then keep attention data-parallel in the same GPUs where that
 * gives more. Of other models the stated degree is taken as it is.
 */
export function attentionOf(job: ServingJob, isSpread: boolean, constants: ServingConstants): ServingJob {
  if (job.model.mixture === undefined || job.tensor === 1) return job;
  const spread = { ...job, tensor: 1, expert: job.tensor };
  if (isSpread && servingPoint(spread, constants).kind === 'fits') return spread;
  if (job.model.latent === undefined) return job;
  const rates = [job, spread].map((one) => {
    const point = servingPoint(one, constants);
    return point.kind === 'fits' ? point.outputTokensPerSecondPerGpu : 0;
  });
  return (rates[1] ?? 0) > (rates[0] ?? 0) ? spread : job;
}
