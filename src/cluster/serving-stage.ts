// One stage of a pipeline that serves: its share of the layers and of the two tables, on its share of the GPUs.
// The mean stage stands for all, so layers may be fractional; uneven splits are neglected (a few per cent).
import type { ServingJob } from './job.ts';

export function stageCount(job: ServingJob): number {
  return job.pipeline ?? 1;
}

/** The job that one stage does; its batch and bounds are those of the whole. */
export function stageOf(job: ServingJob): ServingJob {
  const pipeline = stageCount(job);
  if (pipeline === 1) return job;
  const { layers, attentionLayers, vocabulary, mixture, window } = job.model;
  return {
    ...job,
    pipeline: 1,
    gpuCount: job.gpuCount / pipeline,
    model: {
      ...job.model,
      layers: layers / pipeline,
      attentionLayers: attentionLayers / pipeline,
      vocabulary: vocabulary / pipeline,
      mixture: mixture === undefined ? undefined : { ...mixture, layerCount: mixture.layerCount / pipeline },
      window: window === undefined ? undefined : { ...window, layers: window.layers / pipeline },
    },
  };
}
