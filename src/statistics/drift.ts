// Whether a device became slower (or faster) while it was measured. Rests on distribution.ts and summary.ts.
// Several series of positive values are compared each with itself only, so that series that were taken at different
// times, or differ in scale, do not look like a drift. Rank tests on logarithms: outliers hardly matter.
import { upperTail } from './distribution.ts';
import { quantile } from './summary.ts';

export interface TimedValue {
  readonly at: number;
  readonly value: number;
}

export interface DriftThresholds {
  /** Probability of a false alarm where nothing drifts and samples are independent. */
  readonly significance: number;
  /** Relative changes below this are called none, however certain. */
  readonly leastChange: number;
}

export interface Drift {
  /** Relative change of the value: over the whole span for a trend, of the last quarter against what came before for a late step; 0.1 is 10 % more. */
  readonly relativeChange: number;
  readonly kind: 'trend' | 'late';
  /** Probability of so strong a signal by chance, both tests counted (Bonferroni). */
  readonly probability: number;
  readonly isSignificant: boolean;
}

const DEFAULTS: DriftThresholds = { significance: 0.01, leastChange: 0.03 };

/** Share of the time span that counts as late. */
const LATE_FROM = 0.75;

/**
 * Trend: the seasonal Kendall test and Theil–Sen slope over pairs within a series (R. M. Hirsch, J. R. Slack and
 * R. A. Smith, 1982). Late step: the stratified Mann–Whitney test and Hodges–Lehmann shift between the last quarter of the
 * time and the rest. The stronger one speaks. Too little to tell gives probability 1. Values must be positive.
 */
export function detectDrift(series: readonly (readonly TimedValue[])[], thresholds: Partial<DriftThresholds> = {}): Drift {
  const { significance, leastChange } = { ...DEFAULTS, ...thresholds };
  const times = series.flatMap((points) => points.map(({ at }) => at)).toSorted((a, b) => a - b);
  const [begin, end] = [times.at(0) ?? 0, times.at(-1) ?? 0];
  const span = end - begin;
  if (!(span > 0)) return { relativeChange: 0, kind: 'trend', probability: 1, isSignificant: false };
  const trend = pairSignal(series, (early, late) => (late.at - early.at) / span);
  const threshold = begin + LATE_FROM * span;
  const step = pairSignal(series, (early, late) => (early.at < threshold && late.at >= threshold ? 1 : undefined));
  const probabilities = {
    trend: twoSided(trend.score, kendallVariance(series)),
    late: twoSided(step.score, stepVariance(series, threshold)),
  };
  const kind = probabilities.late < probabilities.trend ? 'late' : 'trend';
  const relativeChange = Math.expm1(kind === 'late' ? step.medianSlope : trend.medianSlope);
  const probability = Math.min(1, 2 * probabilities[kind]);
  return {
    relativeChange,
    kind,
    probability,
    isSignificant: probability < significance && Math.abs(relativeChange) >= leastChange,
  };
}

/** Σ sign of change, and the median change of log value per `distance`, over ordered pairs within series that have a distance. */
function pairSignal(
  series: readonly (readonly TimedValue[])[],
  distance: (early: TimedValue, late: TimedValue) => number | undefined,
) {
  let score = 0;
  const slopes: number[] = [];
  for (const points of series) {
    for (const early of points) {
      for (const late of points) {
        if (late.at <= early.at) continue;
        const apart = distance(early, late);
        if (apart === undefined) continue;
        const change = Math.log(late.value / early.value);
        score += Math.sign(change);
        slopes.push(change / apart);
      }
    }
  }
  return {
    score,
    medianSlope:
      slopes.length > 0
        ? quantile(
            slopes.toSorted((a, b) => a - b),
            0.5,
          )
        : 0,
  };
}

/** Variance of Kendall's score without a trend, n(n − 1)(2n + 5)/18 each; ties make it smaller, so this errs to caution. */
function kendallVariance(series: readonly (readonly TimedValue[])[]): number {
  return series.reduce((total, { length: n }) => total + (n * (n - 1) * (2 * n + 5)) / 18, 0);
}

/** Variance of Σ sign between n early and m late samples without a step: n·m·(n + m + 1)/3 each. */
function stepVariance(series: readonly (readonly TimedValue[])[], threshold: number): number {
  return series.reduce((total, points) => {
    const late = points.filter(({ at }) => at >= threshold).length;
    const early = points.length - late;
    return total + (early * late * (early + late + 1)) / 3;
  }, 0);
}

/** Two-sided probability of |score| or more under a normal with that variance, with the continuity correction of 1. */
function twoSided(score: number, variance: number): number {
  return variance > 0 ? Math.min(1, 2 * upperTail((Math.abs(score) - 1) / Math.sqrt(variance))) : 1;
}
