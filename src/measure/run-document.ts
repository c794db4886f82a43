// Freezes what a bench has seen into a Run. Rests on contract/ and plan/. Pure.
import type { Cell, DeviceProfile, Flag, Run } from '../contract/run.ts';
import { RUN_SCHEMA_VERSION } from '../contract/run.ts';
import { driftOf } from './drift.ts';
import type { Bench } from './bench.ts';

/** What the shell knows and the measuring does not. */
export interface RunContext {
  readonly suite: Run['suite'];
  readonly startedAt: string;
  readonly length: Run['length'];
  readonly seed: number;
  readonly precision: Run['precision'];
  readonly sequenceLength: number;
  readonly requested: Run['requested'];
  readonly device: DeviceProfile;
  /** Trouble that the shell met, e.g. an arena that had to be made smaller. */
  readonly flags: readonly Flag[];
}

/** The Run as far as it has come; `isFinal` says whether the time given was used up or the work done. */
export function runDocument(bench: Bench, cells: readonly Cell[], context: RunContext): Run {
  const { stopwatch, surroundings, budget } = bench;
  const stop = surroundings.isStopped() ? 'stopped' : stopwatch.lost !== undefined ? 'trouble' : 'out-of-time';
  const trials = [...bench.records.values()].map((record) => record.toTrial(stopwatch.clock, stop, budget));
  const measured = new Set(trials.filter(({ outcome }) => outcome.kind === 'measured').map(({ id }) => id));
  const known = new Set(trials.map(({ id }) => id));
  return {
    schema_version: RUN_SCHEMA_VERSION,
    suite: context.suite,
    started_at: context.startedAt,
    duration_seconds: surroundings.now(),
    length: context.length,
    seed: context.seed,
    precision: context.precision,
    sequence_length: context.sequenceLength,
    requested: context.requested,
    device: context.device,
    clock: stopwatch.clock,
    completion: completionOf(bench),
    flags: [...context.flags, ...bench.flags, ...driftOf(bench)],
    trials,
    tuning: [...bench.tuning],
    // A trial that never had its turn is no trial of this run; its part is projected.
    cells: cells.map((cell) => ({
      ...cell,
      parts: cell.parts.map((part) =>
        part.trial !== null && (measured.has(part.trial) || known.has(part.trial))
          ? part
          : { ...part, trial: null, share: 1, slice: '' },
      ),
    })),
  };
}

function completionOf(bench: Bench): Run['completion'] {
  const { stopwatch, surroundings, budget, records } = bench;
  if (stopwatch.lost !== undefined) return { kind: 'device-lost', detail: stopwatch.lost.slice(0, 200) };
  if (surroundings.isStopped()) return { kind: 'stopped', detail: 'stopped by the visitor; what was measured until then stands' };
  const ready = [...records.values()].filter(({ isReady }) => isReady);
  if (ready.length === 0) return { kind: 'failed', detail: 'no kernel could be measured on this adapter' };
  const open = ready.filter((record) => record.wantsMore(budget)).length;
  return open > 0
    ? { kind: 'out-of-time', detail: `${open} of ${ready.length} operations are less precise than ${budget.precision * 100} %` }
    : { kind: 'complete', detail: '' };
}
