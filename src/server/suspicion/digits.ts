// What a clock writes down. Spans are differences of its readings, so on a coarse clock they are whole steps, and on a fine one
// they have as many digits as it resolves. Values that were typed, rounded or scaled are neither.
import type { Rule } from './evidence.ts';

const FEWEST_SPANS = 40;
const ENOUGH_SPANS = 500;
/** Steps of a clock that browsers make coarse on purpose (20 µs to 1 ms), by which the smallest step seen is the grid or a small multiple. */
const COARSE_SECONDS = 5e-5;
/** Of half a step: rounding of doubles is 1e-6 of it, and any real number is within it by chance in a tenth of all cases. */
const ON_GRID = 0.05;
const LEAST_ON_GRID = 0.4;
/** Steps in a span by which it has four digits, or six; and how many are few then: a hundredth or less end after them by chance. */
const FINE_STEPS = 1e3;
const VERY_FINE_STEPS = 1e5;
const MOST_OF_FEW_DIGITS = 0.2;

export const digits: Rule = ({ run, trials }) => {
  const step = run.clock.resolution_seconds;
  const spans = trials.filter(({ outcome }) => outcome.clock === run.clock.kind).flatMap((trial) => trial.spans);
  if (run.clock.kind === 'timestamp-query' && step >= COARSE_SECONDS && spans.length >= FEWEST_SPANS) {
    const onGrid = spans.filter((span) => Math.abs((span * 2) / step - Math.round((span * 2) / step)) < ON_GRID).length;
    if (onGrid < LEAST_ON_GRID * spans.length)
      return { path: 'run.trials', reason: `only ${onGrid} of ${spans.length} spans are whole steps of a clock of ${step} s` };
  }
  const fine = spans.filter((span) => span >= FINE_STEPS * step).slice(0, ENOUGH_SPANS);
  const short = fine.filter(
    (span) => Number(span.toPrecision(span >= VERY_FINE_STEPS * step ? 3 : 2)) === Number(span.toPrecision(9)),
  ).length;
  return fine.length >= FEWEST_SPANS && short > MOST_OF_FEW_DIGITS * fine.length
    ? {
        path: 'run.trials',
        reason: `${short} of ${fine.length} spans end after two or three digits, where the clock resolves more`,
      }
    : undefined;
};
