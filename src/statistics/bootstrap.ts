// Resampling with replacement: how far a fit would move if other trials had been drawn. Rests on random.ts,
// distribution.ts and summary.ts.
import { studentPoint, upperTail } from './distribution.ts';
import type { Random } from './random.ts';
import { quantile } from './summary.ts';

/** As many items as given, drawn with replacement. */
export function resample<T>(items: readonly T[], random: Random): T[] {
  return items.flatMap(() => {
    const index = random.integer(items.length);
    return items.slice(index, index + 1);
  });
}

/**
 * Expanded percentile interval (T. Hesterberg, 2015, section 3.3) of a statistic over `count` seeded resamples: plain
 * percentiles are too narrow for few items, so they move out by √(n/(n − 1)) and Student's t; at the least items the
 * interval is all that the resamples gave. One item has no spread: the interval is a point, to be widened by the caller.
 * Throws on no items; resamples whose statistic is not finite are dropped, and all dropped throws too.
 */
export function bootstrapInterval<T>(
  items: readonly T[],
  statistic: (resampled: readonly T[]) => number,
  random: Random,
  count = 200,
): { readonly low: number; readonly high: number } {
  if (items.length === 0) throw new RangeError('a bootstrap of no items');
  const values = Array.from({ length: count }, () => statistic(resample(items, random)));
  return expandedInterval(values.filter(Number.isFinite), items.length);
}

/** The interval of resampled statistics of `itemCount` items; throws on no values. */
export function expandedInterval(values: readonly number[], itemCount: number): { readonly low: number; readonly high: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const tail = itemCount > 1 ? upperTail(Math.sqrt(itemCount / (itemCount - 1)) * studentPoint(itemCount - 1)) : 0;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}
