// How samples scatter: never as little as arithmetic does, and never equally in every trial. Spreads of a few samples scatter
// themselves, as a χ distribution says, more so where real causes differ from trial to trial.
import { median } from '../../statistics/summary.ts';
import type { MeasuredTrial, Rule } from './evidence.ts';

/** A hundredth of the 1e-3 that clock generators with spread spectrum and refresh cycles of memory alone leave. */
const LEAST_SPREAD = 1e-5;
/** Steps of the clock in a span that such a spread would need to be seen. */
const FINE_STEPS = 1e6;
const FEWEST_SAMPLES = 5;
const FEWEST_TRIALS = 20;
/** Steps of the clock in a spread from which on rounding does not shape it. */
const STEPS_IN_SPREAD = 20;
/** Of the scatter of log spreads that sampling alone gives: with 20 trials it is 0.4 less often than once in a hundred million. */
const LEAST_OF_SCATTER = 0.3;

export const spread: Rule = ({ run, trials }) => {
  const step = run.clock.resolution_seconds;
  const sampled = trials.filter(({ spans }) => spans.length >= FEWEST_SAMPLES);
  const fine = sampled.filter(({ medianSpan }) => medianSpan >= FINE_STEPS * step);
  if (fine.length >= FEWEST_TRIALS) {
    const spreads = fine.map((trial) => deviation(trial) / trial.medianSpan).toSorted((a, b) => a - b);
    const upper = spreads[Math.floor(0.9 * spreads.length)] ?? 1;
    if (upper < LEAST_SPREAD)
      return { path: 'run.trials', reason: `nine tenths of the trials scatter by less than ${upper}, which no device does` };
  }
  const shaped = sampled.filter((trial) => deviation(trial) >= STEPS_IN_SPREAD * step);
  if (shaped.length < FEWEST_TRIALS) return undefined;
  const logs = shaped.map((trial) => Math.log(deviation(trial) / trial.medianSpan));
  // The logarithm of a standard deviation of n normal samples scatters by about 1/√(2(n − 1)); that of a median one by more.
  const expected = Math.sqrt(mean(shaped.map(({ spans }) => 1 / (2 * (spans.length - 1)))));
  const centre = mean(logs);
  const seen = Math.sqrt(mean(logs.map((log) => (log - centre) ** 2)));
  return seen < LEAST_OF_SCATTER * expected
    ? {
        path: 'run.trials',
        reason: `the samples of ${shaped.length} trials scatter all alike, to ${seen} where chance gives ${expected}`,
      }
    : undefined;
};

/** Median distance from the median: a device that was taken away for a moment does not count. */
function deviation({ spans, medianSpan }: MeasuredTrial): number {
  return median(spans.map((span) => Math.abs(span - medianSpan)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
