// Predictions for rows of inference.csv: out_tok_s_per_gpu, in_tok_s_per_gpu, ttft_ms and itl_ms as the scenario has them.
// Rests on cluster/ for the physics and on serving-request.ts for the reading of a row.
import type { ServingJob, ServingPoint } from '../cluster/job.ts';
import type { ServingConstantName, ServingConstants } from '../cluster/serving-constants.ts';
import { PASS_TOKENS, servingMemory } from '../cluster/serving-memory.ts';
import { bestServing, type ServingChoice } from '../cluster/serving-layouts.ts';
import { prefillSeconds, servingPoint, steadyStep } from '../cluster/serving-point.ts';
import { stageOf } from '../cluster/serving-stage.ts';
import { passParts, secondsOf } from '../cluster/serving-step.ts';
import type { Predicted, Predictor, Row, Unpredicted } from './evidence.ts';
import { predicted, refusal } from './serving-answer.ts';
import { attentionOf, jobOf } from './serving-replica.ts';
import { servingRequest, type ServingRequest } from './serving-request.ts';

/** A 99th percentile over the mean of a latency under in-flight batching with Poisson arrivals. Assumed. */
const TAIL_OVER_MEAN = 1.3;
/** Load, over the saturated throughput, at which Poisson arrivals leave the tail of the first token within its bound. Assumed. */
const ARRIVAL_SHARE = 0.94;

/** HTTP, tokenising and the first detokenised answer of a served request. Assumed. */
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

function prefillOf(request: ServingRequest, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const job = jobOf(request);
  // Prompts of one pass: a batch column above 512 counts tokens a GPU, below it counts prompts.
  const tokens =
    request.batch === undefined
      ? Math.max(8192, request.inputTokens) * job.gpuCount
      : request.batch > 512
        ? request.batch * job.gpuCount
        : request.batch * request.inputTokens;
  const parts = passParts(stageOf(job), constants, {
    decoding: 0,
    context: request.inputTokens,
    prefilled: tokens,
    promptTokens: Math.max(1, request.inputTokens),
  });
  // Stages work side by side on as many passes: one of them a time.
  const seconds = secondsOf(parts);
  const rate = predicted(request, job, 'in_tok_s_per_gpu', tokens / seconds / job.gpuCount, parts);
  return request.batch !== undefined && request.batch <= 512
    ? [rate, predicted(request, job, 'ttft_ms', seconds * request.pipeline * 1000, parts)]
    : [rate];
}

/** All prompts are prefilled, then all sequences decode to the end: the context grows over the whole output. */
function staticOf(request: ServingRequest, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const job = jobOf(request);
  const stage = stageOf(job);
  const batch = Math.max(1, Math.floor((request.batch ?? servingMemory(stage).mostSequences) / request.pipeline));
  const { inputTokens, outputTokens } = request;
  const prefill = secondsOf(
    passParts(stage, constants, {
      decoding: 0,
      context: 0,
      prefilled: batch * inputTokens,
      promptTokens: Math.max(1, inputTokens),
    }),
  );
  const parts = passParts(stage, constants, {
    decoding: batch,
    context: inputTokens + outputTokens / 2,
    prefilled: 0,
    promptTokens: 1,
  });
  const seconds = prefill + outputTokens * secondsOf(parts);
  return [predicted(request, job, 'out_tok_s_per_gpu', (batch * outputTokens) / seconds / job.gpuCount, parts)];
}

/** Where no tensor degree is given: the one of which these readers get most. */
function onlineOf(request: ServingRequest, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const own = jobOf(request);
  if (request.tensor !== undefined || own.gpuCount > own.tensor * request.pipeline) return onlineAt(request, own, constants);
  const degrees = [1, 2, 4, 8].filter((tensor) => tensor <= own.tensor);
  const answers = degrees.map((tensor) => onlineAt(request, { ...own, tensor, gpuCount: tensor * request.pipeline }, constants));
  const rateOf = ([first]: readonly (Predicted | Unpredicted)[]): number => (first?.kind === 'predicted' ? first.value : 0);
  return answers.reduce((best, answer) => (rateOf(answer) > rateOf(best) ? answer : best));
}

/**
 * Readers that each ask again when answered. Those beyond what memory takes wait: by Little's law a reader's turn takes
 * readers × outputs / throughput, of which the wait is what the decoding leaves.
 */
function onlineAt(request: ServingRequest, whole: ServingJob, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const replicas = Math.max(1, request.gpuCount / whole.gpuCount);
  const readers = Math.max(1, (request.batch ?? 1) / replicas);
  const job = attentionOf({ ...whole, batch: readers }, request.isAttentionSpread, constants);
  const point = servingPoint(job, constants);
  if (point.kind === 'does-not-fit') return [refusal(request, point.neededBytes, point.availableBytes)];
  const running = point.batch;
  const itl = running > 1 ? point.itl : decodeAlone(job, constants);
  // Readers whose prompts share a pass end together and ask again together: short prompts come in bursts.
  const burst = Math.min(running, Math.max(1, Math.floor(PASS_TOKENS / Math.max(1, job.inputTokens))));
  const ownPrefill = prefillSeconds(job, constants, running - burst, burst);
  const turn = running > 1 ? job.outputTokens * itl : ownPrefill + job.outputTokens * itl;
  // Bursts are prefilled one after the other: M/D/1 at the share of the time that prefill takes.
  const load = running > 1 ? Math.min(0.9, ((running / burst) * prefillSeconds(job, constants, 0, burst)) / turn) : 0;
  const waiting = ((readers - running) / running) * turn + (load / (2 * (1 - load))) * ownPrefill;
  const rate = (running * job.outputTokens) / turn / job.gpuCount;
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
  const stage = stageOf(job);
  const { mostSequences, weights, overhead, cachePerSequence, available } = servingMemory(stage);
  const batch = request.batch === undefined ? Math.min(mostSequences, 2048 * job.gpuCount) : request.batch * job.gpuCount;
  if (batch < 1) return [refusal(request, weights + overhead + cachePerSequence, available)];
  const context = request.inputTokens + request.outputTokens / 2;
  const share = batch / request.pipeline;
  const parts = passParts(stage, constants, { decoding: share, context, prefilled: 0, promptTokens: 1 });
  const itl = request.pipeline * secondsOf(parts);
  return [
    predicted(request, job, 'out_tok_s_per_gpu', batch / itl / job.gpuCount, parts),
    predicted(request, job, 'itl_ms', itl * 1000, parts),
  ];
}

function throughputOf(request: ServingRequest, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
  const { bound } = request;
  const mostItl = bound === undefined ? undefined : bound / TAIL_OVER_MEAN;
  const choice = request.tensor === undefined ? chosen(request, mostItl, constants) : stated(request, mostItl, constants);
  if (choice.kind === 'unpredicted') return [choice];
  const { job, point } = choice;
  const share = bound === undefined ? filling(request, job, point, constants) : ARRIVAL_SHARE;
  return [predicted(request, job, 'out_tok_s_per_gpu', point.outputTokensPerSecondPerGpu * share, point.parts)];
}

/**
 * Throughput of a run of so many requests over that of an endless one: equal requests go in waves, of which the last is not
 * full, nor any where they are fewer than the batch.
 */
function filling(request: ServingRequest, job: ServingJob, point: ServingPoint, constants: ServingConstants): number {
  if (request.requestCount === undefined) return 1;
  const full = Math.floor(request.requestCount / point.batch);
  const rest = request.requestCount - full * point.batch;
  const last = rest < 1 ? 0 : steadyStep(job, constants, rest);
  return (request.requestCount / point.batch) * (point.itl / (full * point.itl + last));
}

type Chosen = (ServingChoice & { readonly kind: 'chosen' }) | Unpredicted;

function chosen(request: ServingRequest, mostItl: number | undefined, constants: ServingConstants): Chosen {
  const { model, accelerator, precision, inputTokens, outputTokens, softwareYear, gpuCount, cacheBits } = request;
  const load = { model, accelerator, precision, inputTokens, outputTokens, batch: undefined, mostItl, softwareYear, cacheBits };
  const choice = bestServing({ ...load, mostGpus: Math.min(8, gpuCount) }, constants);
  return 'job' in choice ? { kind: 'chosen', ...choice } : refusal(request, choice.neededBytes, choice.availableBytes);
}

function stated(request: ServingRequest, mostItl: number | undefined, constants: ServingConstants): Chosen {
  const batch = mostItl === undefined ? request.mostBatch : undefined;
  const job = attentionOf({ ...jobOf(request), batch, mostItl }, request.isAttentionSpread, constants);
  const point = servingPoint(job, constants);
  return point.kind === 'fits' ? { kind: 'chosen', job, point } : refusal(request, point.neededBytes, point.availableBytes);
}
