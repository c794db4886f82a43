// The links of the chain as distributions, drawn together: every link's factor in every draw. Rests on statistics/.
// A link is a two-piece log-normal about 1: its median is the best value, each side has its own width. What is a product
// of powers of links is exact draw by draw; what is not is evaluated again in each draw by its caller.
import { NORMAL_POINT_90, normalQuantile } from '../statistics/distribution.ts';
import { sobol } from '../statistics/sobol.ts';
import type { Estimate } from '../units/estimate.ts';

/** Where uncertainty enters, in the order of the chain. */
export const LINKS = ['measurement', 'transfer', 'calibration', 'goodput', 'price', 'power', 'law'] as const;
export type LinkName = (typeof LINKS)[number];

/**
 * A quantity in every draw. The first entry is its best value, in which every link is at its median; the draws follow.
 */
export type Drawn = Float64Array;

/** Standard deviations of the logarithm below and above the median. */
export interface Spread {
  readonly down: number;
  readonly up: number;
}

/** The spread whose 90 % interval an estimate states. */
export function spreadOf({ value, low, high }: Estimate): Spread {
  return { down: Math.log(value / low) / NORMAL_POINT_90, up: Math.log(high / value) / NORMAL_POINT_90 };
}

/** The spread that holds 90 % within value ÷ e^halfWidth and value × e^halfWidth. */
export function within90(halfWidth: number): Spread {
  return { down: halfWidth / NORMAL_POINT_90, up: halfWidth / NORMAL_POINT_90 };
}

export interface Draws {
  /** Without the best value. */
  readonly count: number;
  /** Standard normal, 0 for the best value. */
  readonly normals: Readonly<Record<LinkName, Drawn>>;
  /** Where the law's joint draws are taken from, in [0, 1); NaN for the law itself. */
  readonly lawPlace: Drawn;
}

export const DRAW_COUNT = 256;
const SEED = 20_231_130;

let shared: Draws | undefined;

/** The draws that all reports share: the same everywhere, so that a knob moves numbers and never their noise. */
export function sharedDraws(): Draws {
  shared ??= drawLinks(DRAW_COUNT, SEED);
  return shared;
}

export function drawLinks(count: number, seed: number): Draws {
  const points = sobol(LINKS.length, count, seed);
  const axis = (index: number) => points[index] ?? new Float64Array(count);
  const normals = Object.fromEntries(LINKS.map((link, index) => [link, led(0, axis(index).map(normalQuantile))]));
  return {
    count,
    normals: normals as Record<LinkName, Drawn>,
    lawPlace: led(NaN, axis(LINKS.indexOf('law'))),
  };
}

function led(best: number, points: Float64Array): Drawn {
  const drawn = new Float64Array(points.length + 1);
  drawn[0] = best;
  drawn.set(points, 1);
  return drawn;
}

/** The draws in which only one link moves. */
export function onlyLink(draws: Draws, link: LinkName): Draws {
  const still = new Float64Array(draws.count + 1);
  const normals = Object.fromEntries(LINKS.map((name) => [name, name === link ? draws.normals[name] : still]));
  return {
    count: draws.count,
    normals: normals as Record<LinkName, Drawn>,
    lawPlace: link === 'law' ? draws.lawPlace : still.map(() => NaN),
  };
}

/** A link's factor in each draw; 1 for the best value. */
export function factorsOf(normals: Drawn, { down, up }: Spread): Drawn {
  return normals.map((z) => Math.exp(z * (z < 0 ? down : up)));
}

export function timesOf(a: Drawn, b: Drawn): Drawn {
  const product = new Float64Array(a.length);
  for (let index = 0; index < a.length; index++) product[index] = (a[index] ?? 0) * (b[index] ?? 0);
  return product;
}

export function overOf(a: Drawn, b: Drawn): Drawn {
  const quotient = new Float64Array(a.length);
  for (let index = 0; index < a.length; index++) quotient[index] = (a[index] ?? 0) / (b[index] ?? 1);
  return quotient;
}

export function scaledBy(a: Drawn, by: number): Drawn {
  const scaled = new Float64Array(a.length);
  for (let index = 0; index < a.length; index++) scaled[index] = (a[index] ?? 0) * by;
  return scaled;
}

export function bestOf(drawn: Drawn): number {
  return drawn[0] ?? NaN;
}

/** The best value with the 5 % and 95 % quantiles of the draws; a best value outside of them is their end. */
export function estimateOf(drawn: Drawn): Estimate {
  const value = bestOf(drawn);
  const sorted = drawn.subarray(1).toSorted();
  return { value, low: Math.min(value, quantileOf(sorted, 0.05)), high: Math.max(value, quantileOf(sorted, 0.95)) };
}

function quantileOf(sorted: Float64Array, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below === above ? below : below + (above - below) * (position - Math.floor(position));
}

/**
 * Share of each link in the variance of a quantity's logarithm: that of the quantity with the link alone drawn and all
 * others at their medians, over the sum of those (first-order shares; what links do only together is not in them). All 0
 * where nothing is uncertain, else their sum is 1.
 */
export function linkShares(
  draws: Draws,
  quantity: (draws: Draws) => Drawn,
): readonly { readonly link: LinkName; readonly share: number }[] {
  const variances = LINKS.map((link) => logVariance(quantity(onlyLink(draws, link))));
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  return LINKS.map((link, index) => ({ link, share: total > 0 ? (variances[index] ?? 0) / total : 0 }));
}

/** Below this, rounding of sums that are the same in every draw. */
const LEAST_VARIANCE = 1e-18;

function logVariance(drawn: Drawn): number {
  const logs = drawn.slice(1).map(Math.log);
  const mean = logs.reduce((total, log) => total + log, 0) / logs.length;
  const variance = logs.reduce((total, log) => total + (log - mean) ** 2, 0) / logs.length;
  return variance > LEAST_VARIANCE ? variance : 0;
}
