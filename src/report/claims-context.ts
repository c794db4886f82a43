// What the claims ask of the engine, and what they form from its answers: dollars of runs, of served tokens, of any size.
// Rests on extrapolation/ (money) and laws/. The engine answers in GPU-time; every dollar is put to it here, at a date.
import type { Accelerator } from '../cluster/accelerator.ts';
import { DEFAULT_EXPLORATION, type Exploration } from '../contract/exploration.ts';
import { gpuHour } from '../extrapolation/money.ts';
import type { Cost } from '../laws/compute-optimal.ts';
import type { LossLaw } from '../laws/loss-law.ts';
import { product, scale, sum, type Estimate } from '../units/estimate.ts';
import { SECONDS_PER_DAY, SECONDS_PER_HOUR, type Dollars } from '../units/units.ts';

/** A model and what it saw, as published or supposed; dense where `active` equals `parameters`. */
export interface Run {
  readonly name: string;
  readonly parameters: number;
  readonly active: number;
  readonly tokens: number;
}

/** Where and when a run is put: software and prices are those of the month. */
export interface Place {
  /** A name of data/published/hardware.csv. */
  readonly accelerator: string;
  /** YYYY-MM. */
  readonly date: string;
  readonly acquisition: Exploration['acquisition'];
}

export interface ServingLoad {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly leastTokensPerSecond: number;
  readonly precision: Exploration['serving_precision'];
}

/** GPU-time that served tokens take, whole replicas at work. */
export interface ServedTime {
  readonly gpuSecondsPerInputToken: Estimate;
  readonly gpuSecondsPerOutputToken: Estimate;
}

/** Answers of the engine. Undefined where nothing fits. */
export interface ClaimContext {
  readonly law: LossLaw;
  /** The month that counts as today, YYYY-MM. */
  readonly today: string;
  accelerator(name: string): Pick<Accelerator, 'name' | 'boardPower'>;
  /** GPU-hours of a whole run in bf16, goodput included, on so many GPUs. */
  gpuHours(run: Run, place: Place, gpuCount: number): Estimate | undefined;
  served(run: Run, place: Place, load: ServingLoad): ServedTime | undefined;
}

/** The month of the article. */
export const ARTICLE_MONTH = '2023-04';
export const H100 = 'H100 SXM5 80GB';
export const A100 = 'A100 SXM4 80GB';

/** Days that a run is given when it may choose its GPUs: the 90 of the article's iso-line. */
const DAYS = 90;
/** Sustained FLOP/s supposed for that choice only. */
const SUSTAINED = 400e12;

/** GPUs that bring a run to about 90 days, a power of two from 8 to 131,072; the engine then says what they really take. */
export function gpusFor({ active, tokens }: Run): number {
  const gpus = (6 * active * tokens) / (SUSTAINED * DAYS * SECONDS_PER_DAY);
  return 2 ** Math.round(Math.min(17, Math.max(3, Math.log2(gpus))));
}

/** Dollars of a GPU-hour at a place; undefined where nobody quotes it. */
export function hourDollars(
  context: ClaimContext,
  place: Place,
  changes: Partial<Exploration> = {},
): Estimate<Dollars> | undefined {
  const dials = { ...DEFAULT_EXPLORATION, price_date: place.date, acquisition: place.acquisition, ...changes };
  const hour = gpuHour(dials, context.accelerator(place.accelerator));
  return hour.kind === 'unpriced' ? undefined : hour.dollars;
}

/** Dollars of a run at a place, on the GPUs that suit it; undefined where it does not fit or has no price. */
export function runDollars(
  context: ClaimContext,
  run: Run,
  place: Place,
  gpuCount = gpusFor(run),
): Estimate<Dollars> | undefined {
  const [hours, dollars] = [context.gpuHours(run, place, gpuCount), hourDollars(context, place)];
  return hours && dollars && product(hours, dollars);
}

/** GPUs at work on average while so many prompts a day are answered. */
export function servingGpus(served: ServedTime, promptsADay: Estimate, load: ServingLoad): Estimate {
  const seconds = sum([
    scale(served.gpuSecondsPerInputToken, load.inputTokens),
    scale(served.gpuSecondsPerOutputToken, load.outputTokens),
  ]);
  return scale(product(promptsADay, seconds), 1 / SECONDS_PER_DAY);
}

/** Dollars a million output tokens; `isBlended` counts the input of each with it and divides by all tokens. */
export function dollarsPerMillion(
  served: ServedTime,
  hour: Estimate<Dollars>,
  load: ServingLoad,
  isBlended: boolean,
): Estimate<Dollars> {
  const { inputTokens, outputTokens } = load;
  const seconds = isBlended
    ? scale(
        sum([scale(served.gpuSecondsPerInputToken, inputTokens), scale(served.gpuSecondsPerOutputToken, outputTokens)]),
        1 / (inputTokens + outputTokens),
      )
    : served.gpuSecondsPerOutputToken;
  return scale(product(seconds, hour), 1e6 / SECONDS_PER_HOUR);
}

/** Sizes at which the engine is asked for a curve: three a magnitude, from 1 B to 100 T. */
const SAMPLED = Array.from({ length: 16 }, (_, index) => 10 ** (9 + index / 3));
const SAMPLED_TOKENS_PER_PARAMETER = 20;

/** Curves already asked for: each takes the engine 16 answers, and several claims share one. */
const known = new WeakMap<ClaimContext, Map<string, Cost>>();

/** Dollars of training any dense size on any tokens at a place: the engine's at sampled sizes, straight lines in logarithms between. */
export function trainingCost(context: ClaimContext, place: Place): Cost {
  const curves = known.get(context) ?? new Map<string, Cost>();
  known.set(context, curves);
  const key = JSON.stringify(place);
  const cost = curves.get(key) ?? sampledTrainingCost(context, place);
  curves.set(key, cost);
  return cost;
}

function sampledTrainingCost(context: ClaimContext, place: Place): Cost {
  const hour = hourDollars(context, place);
  const dollarsAToken = sampledCurve((parameters) => {
    const run = denseRun(parameters, SAMPLED_TOKENS_PER_PARAMETER * parameters);
    const hours = context.gpuHours(run, place, gpusFor(run));
    return hours && hour && (hours.value * hour.value) / run.tokens;
  });
  return (parameters, tokens) => {
    const each = dollarsAToken(parameters);
    return each === undefined ? undefined : each * tokens;
  };
}

/** Dollars of one served token of a load, in and out alike, for any dense size at a place. */
export function servingCost(context: ClaimContext, place: Place, load: ServingLoad): (parameters: number) => number | undefined {
  const hour = hourDollars(context, place);
  return sampledCurve((parameters) => {
    const served = context.served(denseRun(parameters, 0), place, load);
    return served && hour && dollarsPerMillion(served, hour, load, true).value / 1e6;
  });
}

function denseRun(parameters: number, tokens: number): Run {
  return { name: '', parameters, active: parameters, tokens };
}

/** A positive function of size from its values at the sampled sizes, straight in logarithms between them; undefined beyond. */
export function sampledCurve(at: (parameters: number) => number | undefined): (parameters: number) => number | undefined {
  const points = SAMPLED.flatMap((parameters) => {
    const value = at(parameters);
    return value === undefined ? [] : [{ log: Math.log(parameters), value: Math.log(value) }];
  });
  return (parameters) => {
    const log = Math.log(parameters);
    const above = points.findIndex((point) => point.log >= log);
    const [left, right] = [points[Math.max(0, above - 1)], points[above]];
    if (left === undefined || right === undefined || left.log > log) return undefined;
    const position = right.log > left.log ? (log - left.log) / (right.log - left.log) : 0;
    return Math.exp(left.value + position * (right.value - left.value));
  };
}
