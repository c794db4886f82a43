// The links of the chain as distributions, drawn together: every link's factor in every draw. Rests on statistics/.
// A link is a two-piece log-normal about 1: its median is the best value, each side has its own width. What is a product
// of powers of links is exact draw by draw; what is not is evaluated again in each draw by its caller.
import { NORMAL_POINT_90, normalQuantile } from '../statistics/distribution.ts';
import { sobol } from '../statistics/sobol.ts';
import { quantile } from '../statistics/summary.ts';
import type { Estimate } from '../units/estimate.ts';

/** Where uncertainty enters, in the order of the chain. */
export const LINKS = ['measurement', 'transfer', 'calibration', 'goodput', 'price', 'power', 'law'] as const;
export type LinkName = (typeof LINKS)[number];

/** Standard deviations of the logarithm below and above the median. */
export interface Spread {
  readonly down: number;
  readonly up: number;
}

export const CERTAIN: Spread = { down: 0, up: 0 };

/** The spread whose 90 % interval an estimate states. */
export function spreadOf({ value, low, high }: Estimate): Spread {
  return { down: Math.log(value / low) / NORMAL_POINT_90, up: Math.log(high / value) / NORMAL_POINT_90 };
}

/** The spread that holds 90 % within value ÷ e^halfWidth and value × e^halfWidth. */
export function within90(halfWidth: number): Spread {
  return { down: halfWidth / NORMAL_POINT_90, up: halfWidth / NORMAL_POINT_90 };
}

export function inverse({ down, up }: Spread): Spread {
  return { down: up, up: down };
}

/** Standard normal numbers of every link but the law's, and those that the law's own parameters take. */
export interface Draws {
  readonly count: number;
  readonly normals: Readonly<Record<LinkName, Float64Array>>;
  /** Further independent coordinates of the law link, `[axis][draw]`. */
  readonly lawAxes: readonly Float64Array[];
}

export const DRAW_COUNT = 256;
const LAW_AXES = 5;
const SEED = 20_231_130;

let shared: Draws | undefined;

/** The draws that all reports share: the same everywhere, so that a knob moves numbers and never their noise. */
export function sharedDraws(): Draws {
  shared ??= drawLinks(DRAW_COUNT, SEED);
  return shared;
}

export function drawLinks(count: number, seed: number): Draws {
  const normals = sobol(LINKS.length + LAW_AXES - 1, count, seed).map((axis) => axis.map(normalQuantile));
  const axis = (index: number) => normals[index] ?? new Float64Array(count);
  const byLink = Object.fromEntries(LINKS.map((link, index) => [link, axis(index)])) as Record<LinkName, Float64Array>;
  return { count, normals: byLink, lawAxes: normals.slice(LINKS.length - 1) };
}

/** The link's factor in each draw, to the power `power`. */
export function factorsOf(normals: Float64Array, { down, up }: Spread, power = 1): Float64Array {
  return normals.map((z) => Math.exp(power * z * (z < 0 ? down : up)));
}

/** Element-wise product of as many factors as given; 1 without any. */
export function productOf(count: number, ...factors: readonly Float64Array[]): Float64Array {
  const product = new Float64Array(count).fill(1);
  for (const factor of factors)
    for (let index = 0; index < count; index++) product[index] = (product[index] ?? 1) * (factor[index] ?? 1);
  return product;
}

/** The 5 % and 95 % quantiles of drawn values as the interval of a best value, which always lies within. */
export function estimateOf(value: number, drawn: Float64Array): Estimate {
  const sorted = drawn.toSorted();
  const ends = { low: quantileOf(sorted, 0.05), high: quantileOf(sorted, 0.95) };
  return { value, low: Math.min(value, ends.low), high: Math.max(value, ends.high) };
}

function quantileOf(sorted: Float64Array, fraction: number): number {
  return quantile(sorted as unknown as readonly number[], fraction);
}

/**
 * Share of each link in the variance of the logarithm: that of the quantity with the link alone drawn and all others at
 * their medians, over the sum of those (first-order shares; what links do only together is not in them). All 0 where
 * nothing is uncertain, else their sum is 1.
 */
export function linkShares(
  alone: (link: LinkName) => Float64Array | undefined,
): readonly { readonly link: LinkName; readonly share: number }[] {
  const variances = LINKS.map((link) => {
    const values = alone(link);
    return values === undefined ? 0 : logVariance(values);
  });
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  return LINKS.map((link, index) => ({ link, share: total > 0 ? (variances[index] ?? 0) / total : 0 }));
}

function logVariance(values: Float64Array): number {
  const logs = values.map(Math.log);
  const mean = logs.reduce((total, log) => total + log, 0) / logs.length;
  return logs.reduce((total, log) => total + (log - mean) ** 2, 0) / logs.length;
}
