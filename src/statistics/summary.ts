// What a handful of positive samples says: the median and a 95 % interval of the median. Rests on distribution.ts.
// No distribution is assumed from 6 samples on; below that the interval leans on one and is marked short.
import { studentPoint } from './distribution.ts';

/** Samples from which [min, max] covers the median with 95 %: 1 − 2^(1 − n) is 96.9 % at 6, 93.75 % at 5. */
export const FEWEST_SAMPLES = 6;

export interface SampleSummary {
  readonly count: number;
  readonly median: number;
  /** 95 % interval of the population's median. */
  readonly low: number;
  readonly high: number;
  readonly min: number;
  readonly max: number;
  /** Fewer than 6 samples: the interval is a log-normal guess, widened for it. */
  readonly isShort: boolean;
}

/**
 * Summary of positive, finite samples, in the samples' own unit. From 6 samples on the interval is that of order
 * statistics (H. A. David and H. N. Nagaraja, Order Statistics, 2003, section 7.1), which holds for every
 * distribution; its coverage is at least 95 % where samples are independent.
 * Throws on no samples, and on one that is not positive and finite.
 */
export function summarise(samples: readonly number[]): SampleSummary {
  const sorted = samples.toSorted((a, b) => a - b);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  if (min === undefined || max === undefined) throw new RangeError('summarise needs at least one sample');
  if (!(min > 0) || !sorted.every(Number.isFinite)) throw new RangeError('summarise needs positive, finite samples');
  const count = sorted.length;
  const isShort = count < FEWEST_SAMPLES;
  const [low, high] = isShort ? shortInterval(sorted, min, max) : orderInterval(sorted, min, max);
  return { count, median: quantile(sorted, 0.5), low, high, min, max, isShort };
}

/** Middle value, or the mean of the two middle ones; throws on none. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/** Quantile of ascending values by linear interpolation (Hyndman and Fan, 1996, type 7), fraction in [0, 1]; throws on none. */
export function quantile(sorted: readonly number[], fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('a quantile of no values');
  return below === above ? below : below + (above - below) * (position - Math.floor(position));
}

/** [x_(r), x_(n + 1 − r)] with the largest r whose coverage 1 − 2·P(Binomial(n, ½) ≤ r − 1) is still 95 %. */
function orderInterval(sorted: readonly number[], min: number, max: number): readonly [number, number] {
  const rank = orderRank(sorted.length);
  return [sorted[rank - 1] ?? min, sorted[sorted.length - rank] ?? max];
}

/** Rank r of the lower end of the 95 % interval of a median of n ≥ 6 samples, counted from 1. */
export function orderRank(count: number): number {
  // Terms in log space, as 2^-n underflows for more than about a thousand samples.
  let logTerm = -count * Math.LN2;
  let tail = Math.exp(logTerm);
  let rank = 0;
  while (2 * tail <= 0.05 && rank < count / 2) {
    rank++;
    logTerm += Math.log((count - rank + 1) / rank);
    tail += Math.exp(logTerm);
  }
  return Math.max(1, rank);
}

/** How far one sample alone may be off: nothing is known of its scatter, so a factor that covers a cold start. */
const SINGLE_SAMPLE_FACTOR = 2;

/**
 * Student's interval of the mean of logarithms, which for log-normal samples is that of the logarithm of the median;
 * never inside [min, max].
 */
function shortInterval(sorted: readonly number[], min: number, max: number): readonly [number, number] {
  if (sorted.length === 1) return [min / SINGLE_SAMPLE_FACTOR, max * SINGLE_SAMPLE_FACTOR];
  const logs = sorted.map(Math.log);
  const mean = logs.reduce((total, log) => total + log, 0) / logs.length;
  const variance = logs.reduce((total, log) => total + (log - mean) ** 2, 0) / (logs.length - 1);
  const halfWidth = studentPoint(logs.length - 1) * Math.sqrt(variance / logs.length);
  return [Math.min(min, Math.exp(mean - halfWidth)), Math.max(max, Math.exp(mean + halfWidth))];
}
