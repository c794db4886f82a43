// The Summary of a Run: seconds, throughput and FLOP/s of every size and phase. Rests on device-model/, workload/,
// contract/. A pure function: page, command line and server get the same numbers from the same run.
import type { Cell, Run, Trial } from '../contract/run.ts';
import type { PhaseSummary, SizeSummary, Summary } from '../contract/summary.ts';
import { fitDeviceModel, type DeviceModel } from '../device-model/fit.ts';
import { bytesPerElement } from '../device-model/observation.ts';
import { trialSeconds, validSeconds } from '../device-model/trial-seconds.ts';
import { reciprocal, scale, type Estimate } from '../units/estimate.ts';
import type { Seconds } from '../units/units.ts';
import { LADDER } from '../workload/ladder.ts';
import { flop } from '../workload/operation.ts';
import { measuredSeconds, projectedSeconds, type PartSeconds } from './part-seconds.ts';

/** Share of a step's time from which it counts as measured. */
const MEASURED_SHARE = 0.9;

/**
 * Every cell of the run, sizes in the ladder's order and phases in the run's. Parts whose trial was measured stand on
 * it, all others on the device model. Throws a RangeError on a size that the ladder does not have, and where not one
 * trial was measured (device-model's hasMeasurement).
 */
export function summarise(run: Run, model: DeviceModel = fitDeviceModel(run)): Summary {
  const unknown = run.cells.find(({ size }) => !LADDER.some(({ id }) => id === size));
  if (unknown) throw new RangeError(`the ladder has no size ${unknown.size}`);
  const trials = new Map(run.trials.map((trial) => [trial.id, trial]));
  const sizes = LADDER.flatMap(({ id, name, parameters }): SizeSummary[] => {
    const cells = run.cells.filter(({ size }) => size === id);
    return cells.length > 0
      ? [{ id, name, parameters, phases: cells.map((cell) => phaseSummary(cell, run, trials, model)) }]
      : [];
  });
  return {
    peak_flop_per_second: model.peak,
    bandwidth_bytes_per_second: model.bandwidth,
    launch_seconds: model.launch,
    sizes,
  };
}

function phaseSummary(cell: Cell, run: Run, trials: ReadonlyMap<string, Trial>, model: DeviceModel): PhaseSummary {
  const parts = cell.parts.map((part) => {
    const trial = part.trial === null ? undefined : trials.get(part.trial);
    const dispatch = trial && trialSeconds(trial, run.clock.resolution_seconds);
    return dispatch
      ? { part, trial, seconds: measuredSeconds(part, dispatch, model) }
      : { part, trial: undefined, seconds: projectedSeconds(part, model, bytesPerElement(run.precision)) };
  });
  const seconds = stepSeconds(parts.map((entry) => entry.seconds));
  const measured = parts.filter(({ trial }) => trial !== undefined);
  const measuredTime = measured.reduce((total, entry) => total + entry.seconds.value, 0);
  const share = Math.min(1, measuredTime / seconds.value);
  const flopPerStep = parts.reduce((total, { part }) => total + part.count * flop(part.operation), 0);
  const used = [...new Set(measured.flatMap(({ trial }) => trial ?? []))];
  return {
    phase: cell.phase,
    kind: share >= MEASURED_SHARE ? 'measured' : share > 0 ? 'partly' : 'projected',
    is_sliced: measured.some(({ part }) => part.share < 1),
    measured_share_of_time: share,
    tokens_per_step: cell.tokens,
    flop_per_step: flopPerStep,
    seconds_per_step: seconds,
    tokens_per_second: scale(reciprocal(seconds), cell.tokens),
    flop_per_second: scale(reciprocal(seconds), flopPerStep),
    ...evidenceOf(used, run),
    trials: used.map(({ id }) => id),
  };
}

/**
 * Sum of the parts: errors of one group add, groups go in quadrature, each side apart. An error beyond half of the
 * value goes on as its reciprocal, value² / (4 · error), which meets value − error smoothly and stays positive.
 */
export function stepSeconds(parts: readonly PartSeconds[]): Estimate<Seconds> {
  const value = parts.reduce((total, part) => total + part.value, 0);
  const groups = new Map<string, { down: number; up: number }>();
  for (const { group, down, up } of parts.flatMap(({ errors }) => errors)) {
    const known = groups.get(group) ?? { down: 0, up: 0 };
    groups.set(group, { down: known.down + down, up: known.up + up });
  }
  const down = Math.hypot(...[...groups.values()].map((error) => error.down));
  const up = Math.hypot(...[...groups.values()].map((error) => error.up));
  return { value, low: down < value / 2 ? value - down : value ** 2 / (4 * down), high: value + up };
}

/** The fewest raw samples, the worst verification and the coarsest clock behind a cell. */
function evidenceOf(
  trials: readonly Trial[],
  run: Run,
): Pick<PhaseSummary, 'fewest_samples' | 'worst_error_over_bound' | 'clock'> {
  const outcomes = trials.flatMap(({ outcome }) => (outcome.kind === 'measured' ? [outcome] : []));
  const counts = trials.map((trial) => validSeconds(trial).length);
  const clocks = outcomes.map(({ clock }) => clock);
  return {
    fewest_samples: counts.length > 0 ? Math.min(...counts) : 0,
    worst_error_over_bound:
      outcomes.length > 0 ? Math.max(...outcomes.map(({ verification }) => verification.worst_error_over_bound)) : null,
    clock: clocks.length === 0 ? run.clock.kind : clocks.includes('performance-now') ? 'performance-now' : 'timestamp-query',
  };
}
