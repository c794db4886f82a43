// The replica that a row of inference.csv describes: its degrees, a pipeline's stage, how attention is spread. Rests on cluster/.
import type { ServingJob } from '../cluster/job.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import type { ServingConstants } from '../cluster/serving-constants.ts';
import { servingMemory } from '../cluster/serving-memory.ts';
import { servingPoint } from '../cluster/serving-point.ts';
import type { ServingRequest } from './serving-request.ts';

/**
 * The replica the row describes, with the tensor degree it states or else all its GPUs up to a node; of a pipeline one stage,
 * which `pipeline` micro-batches fill in turn.
 */
export function jobOf(request: ServingRequest): ServingJob {
  const model = stageOf(request.model, request.pipeline);
  const { accelerator, precision, inputTokens, outputTokens, batch, softwareYear, cacheBits } = request;
  const wide = request.expert !== undefined && request.expert > (request.tensor ?? 1) && model.mixture !== undefined;
  const tensor = request.tensor ?? (wide ? 1 : Math.min(8, 2 ** Math.floor(Math.log2(request.gpuCount))));
  const gpuCount = wide ? Math.max(tensor, request.expert ?? 1) : tensor;
  const expert = request.expert ?? 1;
  return {
    model,
    accelerator,
    gpuCount,
    tensor,
    expert,
    precision,
    inputTokens,
    outputTokens,
    batch,
    mostItl: undefined,
    softwareYear,
    cacheBits,
  };
}

/** Fractional layers stand for the mean stage. */
function stageOf(model: ModelShape, pipeline: number): ModelShape {
  const { layers, attentionLayers, mixture, window } = model;
  if (pipeline === 1) return model;
  return {
    ...model,
    layers: layers / pipeline,
    attentionLayers: attentionLayers / pipeline,
    mixture: mixture === undefined ? undefined : { ...mixture, layerCount: mixture.layerCount / pipeline },
    window: window === undefined ? undefined : { ...window, layers: window.layers / pipeline },
  };
}

/** A stage holds the caches of all micro-batches in flight, so each can have so many sequences. */
export function perMicroBatch(job: ServingJob, pipeline: number, batch: number | undefined): number | undefined {
  if (pipeline === 1) return batch;
  return Math.max(1, Math.floor(Math.min(batch ?? Infinity, servingMemory(job).mostSequences) / pipeline));
}

/**
 * A latent cache cannot be split over tensor ranks; engines then keep attention data-parallel in the same GPUs where that
 * gives more. Of other models the stated degree is taken as it is.
 */
export function attentionOf(job: ServingJob, isSpread: boolean, constants: ServingConstants): ServingJob {
  if (job.model.mixture === undefined || job.tensor === 1) return job;
  const spread = { ...job, tensor: 1, expert: job.gpuCount };
  if (isSpread && servingMemory(spread).mostSequences >= 1) return spread;
  if (job.model.latent === undefined) return job;
  const rates = [job, spread].map((one) => {
    const point = servingPoint(one, constants);
    return point.kind === 'fits' ? point.outputTokensPerSecondPerGpu : 0;
  });
  return (rates[1] ?? 0) > (rates[0] ?? 0) ? spread : job;
}
