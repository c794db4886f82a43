// Serving of one size under the dials: rates, latencies and dollars a million tokens in every draw. Rests on extrapolation/.
import type { ServingMisfit, ServingPart } from '../cluster/job.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import { bestOf, estimateOf, scaledBy, timesOf, type Drawn } from '../extrapolation/draws.ts';
import { planServing, type ServingPlan } from '../extrapolation/serving-plan.ts';
import { shapeOfSize } from '../extrapolation/shape-of-size.ts';
import { servingRate, type ServingRate } from '../extrapolation/serving-rate.ts';
import { formatBytes, formatTokenRate, formatWhole } from '../units/format.ts';
import { SECONDS_PER_HOUR } from '../units/units.ts';
import type { ExplorationBasis } from './exploration-basis.ts';
import type { ServingCurvePoint, Unreachable } from './exploration-report.ts';
import { limitWords, servingLayoutWords } from './layout-words.ts';

export interface ServedSize {
  readonly kind: 'fits';
  readonly plan: ServingPlan;
  readonly rate: ServingRate;
  readonly dollarsPerOutputToken: Drawn;
  readonly dollarsPerInputToken: Drawn;
  /** A token of the load, in and out together. */
  readonly dollarsPerToken: Drawn;
}

export function serveSize(
  parameters: number,
  basis: ExplorationBasis,
  plan = servingPlanOf(shapeOfSize(parameters, basis.exploration.sparsity), undefined, basis),
): ServedSize | Unreachable {
  const { exploration, money, transfer, draws } = basis;
  const { least_tokens_per_second: least, input_tokens: input, output_tokens: output } = exploration;
  if (plan.kind === 'does-not-fit') {
    const room = `needs ${formatBytes(plan.neededBytes)} a GPU, each has ${formatBytes(plan.availableBytes)}`;
    return { kind: 'unreachable', reason: `${room}; ${formatWhole(plan.fewestGpus)} GPUs or more would hold it` };
  }
  if (least > 0 && plan.point.itl > (1 + TOLERANCE) / least) {
    return { kind: 'unreachable', reason: `even alone a reader gets ${formatTokenRate(1 / plan.point.itl)}, not ${least}` };
  }
  if (money.dollars === undefined) {
    return { kind: 'unreachable', reason: money.hour.kind === 'unpriced' ? money.hour.reason : 'no price' };
  }
  const rate = servingRate(plan, transfer, draws);
  const second = scaledBy(money.dollars, 1 / SECONDS_PER_HOUR);
  const request = timesOf(rate.gpuSecondsPerRequest, second);
  const prompt = timesOf(rate.promptGpuSeconds, second);
  return {
    kind: 'fits',
    plan,
    rate,
    dollarsPerInputToken: scaledBy(prompt, 1 / input),
    dollarsPerOutputToken: request.map((dollars, index) => (dollars - (prompt[index] ?? 0)) / output),
    dollarsPerToken: scaledBy(request, 1 / (input + output)),
  };
}

export function servingPlanOf(
  model: ModelShape,
  batch: number | undefined,
  { exploration, accelerator, softwareYear }: ExplorationBasis,
): ServingPlan | ServingMisfit {
  const { least_tokens_per_second: least } = exploration;
  return planServing({
    model,
    batch,
    accelerator,
    precision: exploration.serving_precision,
    inputTokens: exploration.input_tokens,
    outputTokens: exploration.output_tokens,
    mostItl: least > 0 ? 1 / least : undefined,
    softwareYear,
  });
}

/** The batch is found by bisection, to within a per cent. */
const TOLERANCE = 0.02;

export function servingPointOf(served: ServedSize): ServingCurvePoint {
  const { plan, rate, dollarsPerInputToken, dollarsPerOutputToken } = served;
  const { point, job } = plan;
  const itl = estimateOf(rate.itl);
  const throughput = bestOf(rate.outputTokensPerSecondPerGpu) * itl.value;
  return {
    kind: 'fits',
    gpusPerReplica: job.gpuCount,
    batch: point.batch,
    batchLimit: point.batchLimit,
    outputTokensPerSecondPerGpu: { value: throughput / itl.value, low: throughput / itl.high, high: throughput / itl.low },
    ttft: estimateOf(rate.ttft),
    itl,
    dollarsPerMillionInputTokens: estimateOf(scaledBy(dollarsPerInputToken, 1e6)),
    dollarsPerMillionOutputTokens: estimateOf(scaledBy(dollarsPerOutputToken, 1e6)),
    parts: point.parts,
    layout: servingLayoutWords(plan),
    limitedBy: limitedBy(plan),
  };
}

function limitedBy({ point: { parts, batchLimit } }: ServingPlan): string {
  const [part, seconds] = Object.entries(parts).toSorted(([, a], [, b]) => b - a)[0] ?? ['weights', 0];
  const total = Object.values(parts).reduce((sum, value) => sum + value, 0);
  return `${limitWords(part as ServingPart)}, ${Math.round((100 * seconds) / total)} % of a step; batch by ${batchLimit}`;
}
