// Predictions for rows of inference.csv: out_tok_s_per_gpu, in_tok_s_per_gpu, ttft_ms and itl_ms as the scenario has them.
// Rests on cluster/ for the physics and on serving-request.ts for the reading of a row.
import type { ServingJob, ServingPart, ServingPoint } from '../cluster/job.ts';
import type { ServingConstantName, ServingConstants } from '../cluster/serving-constants.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import { PASS_TOKENS, servingMemory } from '../cluster/serving-memory.ts';
import { bestServing, prefillSeconds, servingPoint, steadyStep, type ServingChoice } from '../cluster/serving-point.ts';
import { passParts, secondsOf } from '../cluster/serving-step.ts';
import type { EvidenceGroup, Predicted, Predictor, Quantity, Row, Unpredicted } from './evidence.ts';
import { servingRequest, type ServingRequest } from './serving-request.ts';

/** A 99th percentile over the mean of a latency under in-flight batching with Poisson arrivals. */
const TAIL_OVER_MEAN = 1.3;
/** Load, over the saturated throughput, at which Poisson arrivals leave the tail of the first token within its bound. */
const ARRIVAL_SHARE = 0.94;

/** HTTP, tokenising and the first detokenised answer of a served request (front ends of vLLM and NIM: 5–10 ms). */
const REQUEST_SECONDS = 8e-3;

export const servingPredictor: Predictor<ServingConstantName> = {
  predict(row: Row, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
    const request = servingRequest(row);
    if (request.kind === 'no-request') {
      return [{ kind: 'unpredicted', quantity: 'out_tok_s_per_gpu', reason: request.reason }];
    }
    switch (request.scenario) {
      case 'prefill':
        return prefillOf(request, constants);
      case 'static':
        return staticOf(request, constants);
      case 'online':
        return onlineOf(request, constants);
      case 'decode':
        return decodeOf(request, constants);
      default:
        return throughputOf(request, constants);
    }
  },
};

/**
 * The replica the row describes, with the tensor degree it states or else all its GPUs up to a node; of a pipeline one stage,
 * which `pipeline` micro-batches fill in turn.
 */
function jobOf(request: ServingRequest): ServingJob {
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
function perMicroBatch(job: ServingJob, pipeline: number, batch: number | undefined): number | undefined {
  if (pipeline === 1) return batch;
  return Math.max(1, Math.floor(Math.min(batch ?? Infinity, servingMemory(job).mostSequences) / pipeline));
}

function prefillOf(request: ServingRequest, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const job = jobOf(request);
  // Prompts of one pass: a batch column above 512 counts tokens a GPU, below it counts prompts.
  const tokens =
    request.batch === undefined
      ? Math.max(8192, request.inputTokens) * job.gpuCount
      : request.batch > 512
        ? request.batch * job.gpuCount
        : request.batch * request.inputTokens;
  const parts = passParts(job, constants, {
    decoding: 0,
    context: request.inputTokens,
    prefilled: tokens,
    promptTokens: Math.max(1, request.inputTokens),
  });
  const seconds = secondsOf(parts);
  const rate = predicted(request, job, 'in_tok_s_per_gpu', tokens / seconds / job.gpuCount / request.pipeline, parts);
  return request.batch !== undefined && request.batch <= 512
    ? [rate, predicted(request, job, 'ttft_ms', seconds * request.pipeline * 1000, parts)]
    : [rate];
}

/** All prompts are prefilled, then all sequences decode to the end: the context grows over the whole output. */
function staticOf(request: ServingRequest, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const job = jobOf(request);
  const batch = perMicroBatch(job, request.pipeline, request.batch) ?? Math.max(1, servingMemory(job).mostSequences);
  const { inputTokens, outputTokens } = request;
  const prefill = secondsOf(
    passParts(job, constants, {
      decoding: 0,
      context: 0,
      prefilled: batch * inputTokens,
      promptTokens: Math.max(1, inputTokens),
    }),
  );
  const parts = passParts(job, constants, {
    decoding: batch,
    context: inputTokens + outputTokens / 2,
    prefilled: 0,
    promptTokens: 1,
  });
  const seconds = prefill + outputTokens * secondsOf(parts);
  return [
    predicted(request, job, 'out_tok_s_per_gpu', (batch * outputTokens) / seconds / job.gpuCount / request.pipeline, parts),
  ];
}

/**
 * Readers that each ask again when answered. Those beyond what memory takes wait: by Little's law a reader's turn takes
 * readers × outputs / throughput, of which the wait is what the decoding leaves.
 */
function onlineOf(request: ServingRequest, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const whole = jobOf(request);
  const replicas = Math.max(1, request.gpuCount / whole.gpuCount / request.pipeline);
  const readers = Math.max(1, (request.batch ?? 1) / replicas);
  const job = attentionOf(
    { ...whole, batch: perMicroBatch(whole, request.pipeline, readers) },
    request.isAttentionSpread,
    constants,
  );
  const point = servingPoint(job, constants);
  if (point.kind === 'does-not-fit') return [refusal(request, point.neededBytes, point.availableBytes)];
  const running = Math.min(readers, point.batch * request.pipeline);
  const itl = request.pipeline * (running > 1 ? point.itl : decodeAlone(job, constants));
  // Readers whose prompts share a pass end together and ask again together: short prompts come in bursts.
  const burst = Math.min(running, Math.max(1, Math.floor(PASS_TOKENS / Math.max(1, job.inputTokens))));
  const perStage = burst / request.pipeline;
  const ownPrefill = request.pipeline * prefillSeconds(job, constants, Math.max(0, point.batch - perStage), perStage);
  const turn = running > 1 ? job.outputTokens * itl : ownPrefill + job.outputTokens * itl;
  // Bursts are prefilled one after the other: M/D/1 at the share of the time that prefill takes.
  const load = running > 1 ? Math.min(0.9, ((running / burst) * prefillSeconds(job, constants, 0, perStage)) / turn) : 0;
  const waiting = ((readers - running) / running) * turn + (load / (2 * (1 - load))) * ownPrefill;
  const rate = (running * job.outputTokens) / turn / job.gpuCount / request.pipeline;
  return [
    predicted(request, job, 'out_tok_s_per_gpu', rate, point.parts),
    predicted(request, job, 'ttft_ms', (REQUEST_SECONDS + ownPrefill + waiting) * 1000, point.parts),
    predicted(request, job, 'itl_ms', itl * 1000, point.parts),
  ];
}

/** A single reader's own prefill does not interrupt its decoding. */
function decodeAlone(job: ServingJob, constants: ServingConstants): number {
  return steadyStep({ ...job, inputTokens: 0, outputTokens: 2 * job.inputTokens + job.outputTokens }, constants, 1);
}

/** Decoding alone: prompts were prefilled elsewhere. A batch counts requests a GPU; without one, memory decides. */
function decodeOf(request: ServingRequest, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const job = jobOf(request);
  const { mostSequences, weights, overhead, cachePerSequence, available } = servingMemory(job);
  const batch = request.batch === undefined ? Math.min(mostSequences, 2048 * job.gpuCount) : request.batch * job.gpuCount;
  if (batch < 1) return [refusal(request, weights + overhead + cachePerSequence, available)];
  const context = request.inputTokens + request.outputTokens / 2;
  const parts = passParts(job, constants, { decoding: batch, context, prefilled: 0, promptTokens: 1 });
  const itl = secondsOf(parts);
  return [
    predicted(request, job, 'out_tok_s_per_gpu', batch / itl / job.gpuCount, parts),
    predicted(request, job, 'itl_ms', itl * 1000, parts),
  ];
}

function throughputOf(request: ServingRequest, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const { bound } = request;
  const mostItl = bound === undefined ? undefined : bound.perToken / TAIL_OVER_MEAN;
  const choice = request.tensor === undefined ? chosen(request, mostItl, constants) : stated(request, mostItl, constants);
  if (choice.kind === 'unpredicted') return [choice];
  const { job, point } = choice;
  const share = bound === undefined ? filling(request, job, point, constants) : ARRIVAL_SHARE;
  return [
    predicted(request, job, 'out_tok_s_per_gpu', (point.outputTokensPerSecondPerGpu * share) / request.pipeline, point.parts),
  ];
}

/**
 * Throughput of a run of so many requests over that of an endless one: equal requests go in waves, of which the last is not
 * full, nor any where they are fewer than the batch.
 */
function filling(request: ServingRequest, job: ServingJob, point: ServingPoint, constants: ServingConstants): number {
  if (request.requestCount === undefined) return 1;
  const batch = point.batch * request.pipeline;
  const full = Math.floor(request.requestCount / batch);
  const rest = (request.requestCount - full * batch) / request.pipeline;
  const last = rest < 1 ? 0 : steadyStep(job, constants, rest);
  return (request.requestCount / batch) * (point.itl / (full * point.itl + last));
}

type Chosen = (ServingChoice & { readonly kind: 'chosen' }) | Unpredicted;

function chosen(request: ServingRequest, mostItl: number | undefined, constants: ServingConstants): Chosen {
  const { model, accelerator, precision, inputTokens, outputTokens, softwareYear, gpuCount, cacheBits } = request;
  const load = { model, accelerator, precision, inputTokens, outputTokens, batch: undefined, mostItl, softwareYear, cacheBits };
  const choice = bestServing({ ...load, mostGpus: Math.min(8, gpuCount) }, constants);
  return 'job' in choice ? { kind: 'chosen', ...choice } : refusal(request, choice.neededBytes, choice.availableBytes);
}

function stated(request: ServingRequest, mostItl: number | undefined, constants: ServingConstants): Chosen {
  const whole = jobOf(request);
  const batch = perMicroBatch(whole, request.pipeline, mostItl === undefined ? request.mostBatch : undefined);
  const stageItl = mostItl === undefined ? undefined : mostItl / request.pipeline;
  const job = attentionOf({ ...whole, batch, mostItl: stageItl }, request.isAttentionSpread, constants);
  const point = servingPoint(job, constants);
  return point.kind === 'fits' ? { kind: 'chosen', job, point } : refusal(request, point.neededBytes, point.availableBytes);
}

/**
 * A latent cache cannot be split over tensor ranks; engines then keep attention data-parallel in the same GPUs where that
 * gives more. Of other models the stated degree is taken as it is.
 */
function attentionOf(job: ServingJob, isSpread: boolean, constants: ServingConstants): ServingJob {
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

function refusal({ model, accelerator, precision }: ServingRequest, needed: number, available: number): Unpredicted {
  const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(0);
  return {
    kind: 'unpredicted',
    quantity: 'out_tok_s_per_gpu',
    reason: `${model.name} in ${precision} does not fit: ${gigabytes(needed)} GB a GPU needed, ${gigabytes(available)} GB usable on ${accelerator.name}`,
  };
}

function groupOf(request: ServingRequest, quantity: Quantity): EvidenceGroup {
  if (quantity === 'ttft_ms') return 'first-token';
  if (request.isMlperf) return request.scenario === 'bounded' ? 'mlperf-latency' : 'mlperf-offline';
  return request.model.mixture === undefined ? 'serving-dense' : 'serving-moe';
}

function predicted(
  request: ServingRequest,
  job: ServingJob,
  quantity: Quantity,
  value: number,
  parts: ServingPoint['parts'],
): Predicted {
  const layout = [
    `tp ${job.tensor}`,
    ...(request.pipeline > 1 ? [`pp ${request.pipeline}`] : []),
    ...(job.gpuCount > job.tensor ? [`attention data-parallel over ${job.gpuCount / job.tensor}`, `ep ${job.gpuCount}`] : []),
    job.precision,
    ...(request.tensor === undefined ? ['chosen'] : []),
  ].join(', ');
  return {
    kind: 'predicted',
    group: groupOf(request, quantity),
    quantity,
    value,
    layout,
    limitedBy: longest(parts),
    note: request.note,
  };
}

function longest(parts: ServingPoint['parts']): string {
  const names: Readonly<Record<ServingPart, string>> = {
    weights: 'reading weights',
    cache: 'reading the cache',
    matmul: 'matrix products',
    attention: 'attention arithmetic',
    network: 'network between GPUs',
    launch: 'kernel launches',
    scheduler: 'scheduling on the host',
  };
  const entries = Object.entries(parts) as [ServingPart, number][];
  return names[entries.reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0]];
}
