// Whether the device changed its pace during the run, as flags. Rests on statistics/drift.ts.
import type { Flag } from '../contract/run.ts';
import { detectDrift } from '../statistics/drift.ts';
import type { Bench } from './bench.ts';

/** A slowdown of this much towards the end is what a throttling GPU looks like. */
const THROTTLING = 0.1;

/** Every trial is compared with itself only, so that what was measured late does not look like what became slow. */
export function driftOf(bench: Bench): readonly Flag[] {
  const series = [...bench.records.values()].map((record) =>
    record.samples.flatMap(({ at_seconds, duration_seconds, voided }) =>
      voided === null && record.dispatches > 0 ? [{ at: at_seconds, value: duration_seconds / record.dispatches }] : [],
    ),
  );
  const drift = detectDrift(series.filter((points) => points.length > 1));
  if (!drift.isSignificant) return [];
  const percent = (drift.relativeChange * 100).toFixed(0);
  const detail = `times changed by ${percent} % ${drift.kind === 'late' ? 'in the last quarter of the run' : 'over the run'} (p = ${drift.probability.toExponential(0)})`;
  const kind = drift.relativeChange >= THROTTLING ? 'throttling-suspected' : 'drift';
  return [{ kind, at_seconds: bench.surroundings.now(), detail }];
}
