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

const factors = new WeakMap<Drawn, Map<string, Drawn>>();

/** A link's factor in each draw; 1 for the best value. Remembered, as all sizes of a curve share it. */
export function factorsOf(normals: Drawn, { down, up }: Spread): Drawn {
  const ofLink = factors.get(normals) ?? new Map<string, Drawn>();
  factors.set(normals, ofLink);
  const key = `${down}/${up}`;
  const known = ofLink.get(key);
  if (known !== undefined) return known;
  const drawn = new Float64Array(normals.length);
  for (let index = 0; index < normals.length; index++) {
    const z = normals[index] ?? 0;
    drawn[index] = Math.exp(z * (z < 0 ? down : up));
  }
  if (ofLink.size >= MOST_REMEMBERED) ofLink.clear();
  ofLink.set(key, drawn);
  return drawn;
}

const MOST_REMEMBERED = 64;

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
  const { low, high } = tailsOf(drawn, 0.05);
  return { value, low: Math.min(value, low), high: Math.max(value, high) };
}

/**
 * The two quantiles that leave `tail` of the draws outside, by linear interpolation (Hyndman and Fan, 1996, type 7). Only as
 * many of the least and the greatest are kept in order as that takes: sorting them all is most of a report's time.
 */
function tailsOf(drawn: Drawn, tail: number): { readonly low: number; readonly high: number } {
  const position = tail * (drawn.length - 2);
  const kept = Math.floor(position) + 2;
  const least = new Float64Array(kept).fill(Infinity);
  const greatest = new Float64Array(kept).fill(-Infinity);
  for (let index = 1; index < drawn.length; index++) {
    const entry = drawn[index] ?? NaN;
    if (entry < (least[kept - 1] ?? NaN)) insert(least, entry, (other) => other > entry);
    if (entry > (greatest[kept - 1] ?? NaN)) insert(greatest, entry, (other) => other < entry);
  }
  const at = (ends: Float64Array) => {
    const [outer, inner] = [ends[kept - 2] ?? NaN, ends[kept - 1] ?? NaN];
    return outer === inner ? outer : outer + (inner - outer) * (position - Math.floor(position));
  };
  return { low: at(least), high: at(greatest) };
}

/** Into a list in order, whose last entry falls out. */
function insert(ends: Float64Array, entry: number, isAfter: (other: number) => boolean): void {
  let place = ends.length - 1;
  for (; place > 0 && isAfter(ends[place - 1] ?? NaN); place--) ends[place] = ends[place - 1] ?? NaN;
  ends[place] = entry;
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
