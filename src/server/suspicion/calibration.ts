// The suite chooses how many dispatches make a sample, so that samples last about as long as they should. Times that were
// scaled afterwards, or dispatches that were added, leave samples of another length, or many where one would have been enough.
import type { MeasuredTrial, Rule } from './evidence.ts';
import { MOST_DISPATCHES } from './launch.ts';

/** Shortest target of any length and adapter (plan/budget.ts, sampleSeconds), and the clock's steps that a sample spans at least. */
const TARGET_SECONDS = { quick: 0.0025, full: 0.02 } as const;
const SOFTWARE_FACTOR = { quick: 2.4, full: 1.5 } as const;
const CLOCK_STEPS = 20;
/** Fewer trials tell nothing. */
const FEWEST_TRIALS = 12;
/** At a count that is not at its bounds. Calibration is cold and clocks rise, so that single trials miss by much more. */
const LEAST_OF_TARGET = 0.45;
/** Counts grow by trying: the last one tried is at least half of the one that is kept. Room for a first reading that is cold. */
const MOST_OVER_WARMUP = 3;
const MOST_UNTRIED = 0.2;
/** Several dispatches that last so much longer than the target: one would have been enough. */
const FAR_ABOVE_TARGET = 3.5;
const MOST_FAR_ABOVE = 0.15;

export const calibration: Rule = ({ run, trials }) => {
  const factor = run.device.gpu.is_fallback ? SOFTWARE_FACTOR[run.length] : 1;
  const target = Math.max(TARGET_SECONDS[run.length] * factor, CLOCK_STEPS * run.clock.resolution_seconds);
  // Contests between kernels have a shorter target.
  const ladder = trials.filter(({ trial }) => trial.role === 'ladder');
  const counted = ladder.filter(
    ({ outcome }) => outcome.dispatches_per_sample >= 4 && outcome.dispatches_per_sample < MOST_DISPATCHES,
  );
  if (counted.length < FEWEST_TRIALS) return undefined;
  const shares = counted.map((trial) => share(trial, target)).toSorted((a, b) => a - b);
  const middle = shares[Math.floor(shares.length / 2)] ?? 1;
  if (middle < LEAST_OF_TARGET)
    return { path: 'run.trials', reason: `half of the samples last under ${middle} of the ${target} s that the suite aims at` };
  const untried = counted.filter(({ outcome }) => outcome.dispatches_per_sample > MOST_OVER_WARMUP * outcome.warmup_dispatches);
  if (untried.length > MOST_UNTRIED * counted.length) {
    return {
      path: 'run.trials',
      reason: `${untried.length} of ${counted.length} samples have more than ${MOST_OVER_WARMUP} times the dispatches that were ever tried`,
    };
  }
  const several = ladder.filter(({ outcome }) => outcome.dispatches_per_sample >= 2);
  const far = several.filter((trial) => share(trial, target) > FAR_ABOVE_TARGET);
  return far.length > MOST_FAR_ABOVE * several.length
    ? {
        path: 'run.trials',
        reason: `${far.length} of ${several.length} samples of several dispatches last over ${FAR_ABOVE_TARGET} times the ${target} s that the suite aims at`,
      }
    : undefined;
};

function share({ medianSpan }: MeasuredTrial, target: number): number {
  return medianSpan / target;
}
