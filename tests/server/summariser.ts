// A small summariser for tests of the service alone: medians and extremes of a run's own samples, no model behind them.
// What matters here is that it is a pure function of the run that depends on every sample.
import { rounded } from '../../src/contract/rounding.ts';
import type { Run, Trial } from '../../src/contract/run.ts';
import type { Summary } from '../../src/contract/summary.ts';
import type { Estimate } from '../../src/units/estimate.ts';
import { findSize } from '../../src/workload/ladder.ts';
import { bytes, flop } from '../../src/workload/operation.ts';

export function summariseForTests(run: Run): Summary {
  return rounded(unrounded(run));
}

function unrounded(run: Run): Summary {
  const rates = (kind: Trial['operation']['kind'], work: (trial: Trial) => number) =>
    run.trials.filter(({ operation }) => operation.kind === kind).map((trial) => inverse(secondsOf(trial), work(trial)));
  const sizes = Map.groupBy(run.cells, ({ size }) => size);
  const trials = new Map(run.trials.map((trial) => [trial.id, trial]));
  return {
    peak_flop_per_second: highest(rates('fma', ({ operation }) => flop(operation))),
    bandwidth_bytes_per_second: highest(rates('copy', ({ operation }) => bytes(operation, 4))),
    launch_seconds: highest(run.trials.filter(({ operation }) => operation.kind === 'empty').map(secondsOf)),
    sizes: [...sizes].map(([id, cells]) => ({
      id, name: findSize(id)?.name ?? id, parameters: findSize(id)?.parameters ?? 1,
      phases: cells.map(({ phase, tokens, parts }) => {
        const measured = parts.flatMap((part) => {
          const trial = trials.get(part.trial ?? '');
          return trial?.outcome.kind === 'measured' ? [{ part, trial, samples: trial.outcome.samples.length }] : [];
        });
        const flopPerStep = parts.reduce((total, { operation, count }) => total + count * flop(operation), 0);
        const seconds = measured.reduce((total, { part, trial }) => plus(total, times(secondsOf(trial), part.count / part.share)), { value: 0, low: 0, high: 0 });
        return {
          phase, kind: measured.length === parts.length ? 'measured' as const : 'partly' as const,
          is_sliced: parts.some(({ slice }) => slice !== ''),
          measured_share_of_time: measured.length / parts.length,
          tokens_per_step: tokens, flop_per_step: flopPerStep,
          seconds_per_step: seconds, tokens_per_second: inverse(seconds, tokens), flop_per_second: inverse(seconds, flopPerStep),
          fewest_samples: Math.min(...measured.map(({ samples }) => samples)),
          worst_error_over_bound: 0.1, clock: run.clock.kind, trials: measured.map(({ trial }) => trial.id),
        };
      }),
    })),
  };
}

function secondsOf({ outcome }: Trial): Estimate {
  if (outcome.kind !== 'measured') return { value: 1, low: 1, high: 1 };
  const seconds = outcome.samples.map(({ duration_seconds }) => duration_seconds / outcome.dispatches_per_sample).toSorted((a, b) => a - b);
  return { value: seconds[Math.floor(seconds.length / 2)] ?? 1, low: seconds[0] ?? 1, high: seconds.at(-1) ?? 1 };
}

const times = ({ value, low, high }: Estimate, by: number): Estimate => ({ value: value * by, low: low * by, high: high * by });
const plus = (a: Estimate, b: Estimate): Estimate => ({ value: a.value + b.value, low: a.low + b.low, high: a.high + b.high });
const inverse = ({ value, low, high }: Estimate, work: number): Estimate => ({ value: work / value, low: work / high, high: work / low });
const highest = (estimates: readonly Estimate[]): Estimate => estimates.toSorted((a, b) => b.value - a.value)[0] ?? { value: 0, low: 0, high: 0 };
