// Real spans do not repeat: on a fine clock two series of several samples are never the same, not even up to a factor, and few
// trials give one value every time. Series that repeat were copied, or computed from one another.
import type { MeasuredTrial, Rule } from './evidence.ts';
import { pathOf } from './evidence.ts';

/** Steps of the clock in a span from which on a repetition says something: 1e-4 of it, where devices scatter by 1e-3 and more. */
const FINE_STEPS = 10_000;
const FEWEST_SAMPLES = 4;
/** Steps in a span from which on ratios are known to 1e-6. */
const VERY_FINE_STEPS = 1e6;
/** Of the eligible trials: a device with locked clocks may repeat itself in some. */
const MOST_CONSTANT = 0.25;
const FEWEST_CONSTANT = 3;
/**
 * A coarse clock rounds both readings, so that even a span that never changes comes out as n or n + 1 steps: always the same
 * over n samples in 2/(n + 1) of all trials, 0.4 at the fewest. Below these steps the suite does not measure.
 */
const COARSE_STEPS = 8;
const FEWEST_STILL = 30;
const MOST_STILL = 0.8;
/** Timestamps of some devices move in jumps, so that a few ties more than by chance are no sign. */
const MOST_TIED = 0.3;
const FEWEST_TIED = 6;
/** Spread of a series that is more than rounding. */
const LEAST_SPREAD = 1e-4;

export const repeatedSamples: Rule = ({ run, trials }) => {
  const step = run.clock.resolution_seconds;
  const fine = trials.filter(({ spans, medianSpan }) => spans.length >= FEWEST_SAMPLES && medianSpan >= FINE_STEPS * step);
  const constant = fine.filter(({ spans }) => spans.every((span) => span === spans[0]));
  if (constant.length >= FEWEST_CONSTANT && constant.length > MOST_CONSTANT * fine.length)
    return { path: 'run.trials', reason: `${constant.length} of ${fine.length} trials took exactly as long every time` };
  const coarser = trials.filter(({ spans, medianSpan }) => spans.length >= FEWEST_SAMPLES && medianSpan >= COARSE_STEPS * step);
  const still = coarser.filter(({ spans }) => spans.every((span) => span === spans[0]));
  if (still.length >= FEWEST_STILL && still.length > MOST_STILL * coarser.length)
    return { path: 'run.trials', reason: `${still.length} of ${coarser.length} trials took exactly as long every time` };
  const tied = fine.filter(hasTies(step));
  if (tied.length >= FEWEST_TIED && tied.length > MOST_TIED * fine.length)
    return {
      path: 'run.trials',
      reason: `in ${tied.length} of ${fine.length} trials a sample came twice, to the step of the clock`,
    };
  const varied = fine.filter(({ spans, medianSpan }) => Math.max(...spans) - Math.min(...spans) > LEAST_SPREAD * medianSpan);
  const same = twin(varied, ({ spans }) => spans.join(' '));
  if (same !== undefined) return { path: pathOf(same), reason: 'another trial has exactly the same samples' };
  const scaled = twin(
    varied.filter(({ medianSpan }) => medianSpan >= VERY_FINE_STEPS * step),
    ({ spans }) => spans.map((span) => Math.round((span / (spans[0] ?? 1)) * 1e5)).join(' '),
  );
  return scaled && { path: pathOf(scaled), reason: 'another trial has the same samples up to a factor' };
};

/** Two equal samples among n that spread over s steps are a matter of chance in n²/2s of all trials: here a hundredth. */
function hasTies(step: number): (trial: MeasuredTrial) => boolean {
  return ({ spans }) => {
    const steps = (Math.max(...spans) - Math.min(...spans)) / step;
    return steps > 50 * spans.length ** 2 && new Set(spans).size < spans.length;
  };
}

function twin(trials: readonly MeasuredTrial[], key: (trial: MeasuredTrial) => string): MeasuredTrial | undefined {
  const seen = new Set<string>();
  return trials.find((trial) => seen.size === seen.add(key(trial)).size);
}
