// How well a level found in some families of published runs holds in a family not seen. Rests on units/, statistics/.
// Families, not rows, are the unit: rows of one family share their software, hardware and authors.
import { studentPoint } from '../statistics/distribution.ts';
import { median } from '../statistics/summary.ts';
import type { Estimate } from '../units/estimate.ts';

/**
 * A level for a new family: the median of the families' levels, with a 95 % prediction interval in log space,
 * t · s · √(1 + 1/n). The spread s is pooled over `groups` (say, two GPU generations), each about its own mean,
 * because three to five families alone give intervals that hold far less than they say. `center` are the families
 * of the group that the level is for, and one of the groups. `within` (standard deviation of the logarithm among the
 * runs of a family) widens the interval to that of a single run: t · √(s²·(1 + 1/n) + within²).
 * Throws a RangeError where the groups together leave no degree of freedom.
 */
export function predictionOfFamily(center: readonly number[], groups: readonly (readonly number[])[], within = 0): Estimate {
  const value = median(center);
  const halfWidth = logHalfWidth(center.length, groups, within);
  return { value, low: value * Math.exp(-halfWidth), high: value * Math.exp(halfWidth) };
}

function logHalfWidth(centerCount: number, groups: readonly (readonly number[])[], within: number): number {
  const deviations = groups.flatMap((levels) => {
    const logs = levels.map(Math.log);
    const mean = logs.reduce((total, log) => total + log, 0) / logs.length;
    return logs.map((log) => log - mean);
  });
  const degrees = groups.reduce((total, levels) => total + Math.max(0, levels.length - 1), 0);
  const spread = Math.sqrt(deviations.reduce((total, deviation) => total + deviation ** 2, 0) / Math.max(1, degrees));
  return studentPoint(degrees) * Math.hypot(spread * Math.sqrt(1 + 1 / centerCount), within);
}

/** Standard deviation of the logarithm among the runs of a family, about its median, pooled over families by degrees of freedom. */
export function spreadWithin(families: readonly (readonly number[])[]): number {
  const squares = families.flatMap((runs) => runs.map((run) => Math.log(run / median(runs)) ** 2));
  const degrees = families.reduce((total, runs) => total + runs.length - 1, 0);
  return degrees > 0 ? Math.sqrt(squares.reduce((total, square) => total + square, 0) / degrees) : 0;
}

/** Independent estimates of one positive quantity, joined by precision in log space; exact ones are not allowed. */
export function pool(estimates: readonly Estimate[]): Estimate {
  const weighted = estimates.map(({ value, low, high }) => {
    const halfWidth = Math.log(high / low) / 2;
    if (!(halfWidth > 0)) throw new RangeError('an exact number cannot be pooled');
    return { log: Math.log(value), weight: 1 / halfWidth ** 2 };
  });
  const weight = weighted.reduce((total, entry) => total + entry.weight, 0);
  const log = weighted.reduce((total, entry) => total + entry.weight * entry.log, 0) / weight;
  // Estimates that disagree by more than they allow are all less certain than they say.
  const misfit =
    weighted.reduce((total, entry) => total + entry.weight * (entry.log - log) ** 2, 0) / Math.max(1, weighted.length - 1);
  const halfWidth = Math.sqrt(Math.max(1, misfit) / weight);
  return { value: Math.exp(log), low: Math.exp(log - halfWidth), high: Math.exp(log + halfWidth) };
}
