import { describe, expect, it } from 'vitest';
import type { Cell, Part, Run, Trial } from '../../src/contract/run.ts';
import { summarySchema, type PhaseSummary } from '../../src/contract/summary.ts';
import { fitDeviceModel } from '../../src/device-model/fit.ts';
import { predict } from '../../src/device-model/predict.ts';
import { trialSeconds } from '../../src/device-model/trial-seconds.ts';
import { stepSeconds, summarise } from '../../src/report/summarise.ts';
import { wholeOfSlice } from '../../src/report/part-seconds.ts';
import { LADDER, findSize } from '../../src/workload/ladder.ts';
import { flop, operationKey, type Operation } from '../../src/workload/operation.ts';
import { stepParts } from '../../src/workload/step.ts';
import { PROBE_OPERATIONS, plantedRun, MID_DEVICE } from '../fixtures/planted-device.ts';
import { buildRun } from '../fixtures/run-builder.ts';

const SEQUENCE = 256;

/** Cells of a size in all phases; parts in `operations` have trials, the others none. */
function cellsOf(id: string, operations: ReadonlySet<string>): Cell[] {
  const size = findSize(id);
  if (size === undefined) throw new Error(id);
  return (['prefill', 'decode', 'train'] as const).map((phase): Cell => ({
    size: id,
    phase,
    tokens: phase === 'decode' ? 1 : SEQUENCE,
    parts: stepParts(size.architecture, phase, SEQUENCE).map(({ name, operation, count }): Part => {
      const key = operationKey(operation);
      return { name, operation, count, trial: operations.has(key) ? `ladder/${key}/f32` : null, share: 1, slice: '' };
    }),
  }));
}

/** A run on a planted device in which the named sizes were measured in all that can be, and the others not at all. */
function run(measured: readonly string[], projected: readonly string[]): Run {
  const operations = new Map<string, Operation>();
  for (const id of measured) {
    for (const { operation } of cellsOf(id, new Set()).flatMap(({ parts }) => parts))
      if (operation.kind !== 'copy') operations.set(operationKey(operation), operation);
  }
  const keys = new Set(operations.keys());
  const taken = plantedRun({ device: MID_DEVICE, seed: 1 }, [...PROBE_OPERATIONS, ...operations.values()]);
  return { ...taken, cells: [...measured, ...projected].flatMap((id) => cellsOf(id, measured.includes(id) ? keys : new Set())) };
}

function phaseOf(of: Run, size: string, name: string): PhaseSummary {
  const found = summarise(of)
    .sizes.find(({ id }) => id === size)
    ?.phases.find((entry) => entry.phase === name);
  if (found === undefined) throw new Error(`${size} ${name} is missing`);
  return found;
}

const width = ({ low, high }: { low: number; high: number }) => Math.log(high / low);
const everyNumber = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(everyNumber)
      : [];

describe('the summary of a run', () => {
  const taken = run(['gpt-2-124m', 'llama-style-1m'], ['llama-2-7b']);

  it('is valid against its schema, finite, ordered and positive', () => {
    for (const of of [taken, buildRun(), buildRun({ sizes: ['gpt-2-774m'], phases: ['train'], sampleCount: 1 })]) {
      const summary = summarise(of);
      expect(summarySchema.safeParse(summary).success).toBe(true);
      expect(everyNumber(summary).every(Number.isFinite)).toBe(true);
      const estimates = [
        summary.peak_flop_per_second,
        summary.bandwidth_bytes_per_second,
        summary.launch_seconds,
        ...summary.sizes.flatMap(({ phases }) =>
          phases.flatMap((entry) => [entry.seconds_per_step, entry.tokens_per_second, entry.flop_per_second]),
        ),
      ];
      for (const { value, low, high } of estimates) {
        expect(low).toBeGreaterThan(0);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(high).toBeGreaterThanOrEqual(value);
      }
    }
  });

  it('is the same every time it is derived', () => {
    expect(JSON.stringify(summarise(structuredClone(taken)))).toBe(JSON.stringify(summarise(taken)));
  });

  it('holds sizes in the order of the ladder whatever that of the cells', () => {
    const order = (of: Run) => summarise(of).sizes.map(({ id }) => id);
    expect(order(taken)).toEqual(['llama-style-1m', 'gpt-2-124m', 'llama-2-7b']);
    expect(order({ ...taken, cells: taken.cells.toReversed() })).toEqual(order(taken));
  });

  it('refuses a size that the ladder does not have, by name', () => {
    const [cell] = taken.cells;
    if (cell === undefined) throw new Error('no cell');
    expect(() => summarise({ ...taken, cells: [{ ...cell, size: 'llama-9-1q' }] })).toThrow('llama-9-1q');
  });

  it('adds whole parts as the hand does: counts times medians', () => {
    const entry = phaseOf(taken, 'gpt-2-124m', 'prefill');
    const trials = new Map(taken.trials.map((trial) => [trial.id, trial]));
    const cell = taken.cells.find(({ size, phase: name }) => size === 'gpt-2-124m' && name === 'prefill');
    const expected = cell?.parts.reduce(
      (total, { trial, count }) => total + count * (trialSeconds(trials.get(trial ?? '') as Trial)?.value ?? NaN),
      0,
    );
    expect(entry.seconds_per_step.value).toBeCloseTo(expected ?? NaN, 12);
    expect(entry.kind).toBe('measured');
    expect(entry.measured_share_of_time).toBe(1);
    expect(entry.fewest_samples).toBe(7);
    expect(entry.worst_error_over_bound).toBe(0.1);
    expect(entry.is_sliced).toBe(false);
    expect(entry.trials).toHaveLength(new Set(cell?.parts.map(({ trial }) => trial)).size);
    const work = cell?.parts.reduce((total, { operation, count }) => total + count * flop(operation), 0);
    expect(entry.flop_per_step).toBe(work);
    expect(entry.tokens_per_second.value * entry.seconds_per_step.value).toBeCloseTo(SEQUENCE, 9);
    expect(entry.flop_per_second.value * entry.seconds_per_step.value).toBeCloseTo(entry.flop_per_step, -3);
    expect(entry.tokens_per_second.low * entry.seconds_per_step.high).toBeCloseTo(SEQUENCE, 9);
  });

  it('projects what has no trial, and says so with a wider interval', () => {
    const measured = phaseOf(taken, 'gpt-2-124m', 'decode');
    const whole = run(['llama-style-1m'], ['gpt-2-124m', 'llama-2-7b']);
    const projected = phaseOf(whole, 'gpt-2-124m', 'decode');
    expect(projected).toMatchObject({
      kind: 'projected',
      fewest_samples: 0,
      worst_error_over_bound: null,
      trials: [],
      measured_share_of_time: 0,
      clock: 'timestamp-query',
    });
    expect(width(projected.seconds_per_step)).toBeGreaterThan(2 * width(measured.seconds_per_step));
    const farther = phaseOf(whole, 'llama-2-7b', 'decode');
    expect(width(farther.seconds_per_step)).toBeGreaterThan(width(projected.seconds_per_step));
  });

  it('projects a part whose trial failed, was void, or is not in the run', () => {
    const cell = taken.cells.find(({ size, phase: name }) => size === 'gpt-2-124m' && name === 'decode');
    const [first] = cell?.parts.flatMap(({ trial }) => trial ?? []) ?? [];
    const broken = (change: (trial: Trial) => Trial[]) =>
      phaseOf(
        { ...taken, trials: taken.trials.flatMap((trial) => (trial.id === first ? change(trial) : [trial])) },
        'gpt-2-124m',
        'decode',
      );
    const failed = broken((trial) => [{ ...trial, outcome: { kind: 'failed', reason: 'wrong-output', detail: '' } }]);
    const empty = broken((trial) => [
      {
        ...trial,
        outcome:
          trial.outcome.kind === 'measured'
            ? { ...trial.outcome, samples: trial.outcome.samples.map((sample) => ({ ...sample, voided: 'gpu-error' as const })) }
            : trial.outcome,
      },
    ]);
    const absent = broken(() => []);
    for (const entry of [failed, empty, absent]) {
      expect(entry.measured_share_of_time).toBeLessThan(1);
      expect(entry.trials).not.toContain(first);
      expect(entry.seconds_per_step.value).toBe(failed.seconds_per_step.value);
    }
  });

  it('calls a cell partly measured below 90 % of its time, on either side of the boundary', () => {
    const cell = taken.cells.find(({ size, phase: name }) => size === 'gpt-2-124m' && name === 'prefill');
    if (cell === undefined) throw new Error('no cell');
    const model = fitDeviceModel(taken);
    const only = (parts: readonly Part[]) =>
      summarise({ ...taken, cells: [{ ...cell, parts: [...parts] }] }, model).sizes[0]?.phases[0];
    const [head, ...rest] = cell.parts;
    if (head === undefined) throw new Error('no part');
    const projected = { ...head, trial: null };
    const rest1 = only(rest)?.seconds_per_step.value ?? NaN;
    const one = predict(model, projected.operation, 4).value;
    const share = (of: number) => only([{ ...projected, count: (rest1 * (1 - of)) / of / one }, ...rest]);
    expect(share(0.91)?.kind).toBe('measured');
    expect(share(0.89)?.kind).toBe('partly');
    expect(share(0.89)?.measured_share_of_time).toBeCloseTo(0.89, 6);
  });

  it('scales with time: every duration and the clock twice as long makes every second twice and every rate half', () => {
    const slow = summarise({
      ...taken,
      clock: { ...taken.clock, resolution_seconds: 2 * taken.clock.resolution_seconds },
      trials: taken.trials.map((trial) =>
        trial.outcome.kind !== 'measured'
          ? trial
          : {
              ...trial,
              outcome: {
                ...trial.outcome,
                samples: trial.outcome.samples.map((sample) => ({ ...sample, duration_seconds: 2 * sample.duration_seconds })),
              },
            },
      ),
    });
    const fast = summarise(taken);
    expect(slow.peak_flop_per_second.value * 2).toBeCloseTo(fast.peak_flop_per_second.value, -3);
    fast.sizes.forEach((size, at) =>
      size.phases.forEach((entry, index) => {
        const other = slow.sizes[at]?.phases[index];
        for (const key of ['value', 'low', 'high'] as const) {
          expect((other?.seconds_per_step[key] ?? 0) / entry.seconds_per_step[key]).toBeCloseTo(2, 6);
          expect((other?.tokens_per_second[key] ?? 0) / entry.tokens_per_second[key]).toBeCloseTo(0.5, 6);
        }
      }),
    );
  });

  it('lists every size of the ladder for which there is a cell', () => {
    const all = LADDER.map(({ id }) => id);
    const summary = summarise(run(all.slice(0, 2), all.slice(2)));
    expect(summary.sizes.map(({ id }) => id)).toEqual(all);
    expect(summary.sizes.every(({ phases }) => phases.length === 3)).toBe(true);
  });
});

describe('a slice', () => {
  const launch = { value: 5e-6, low: 4.5e-6, high: 5.5e-6 };
  const dispatch = { value: 1.05e-4, low: 1e-4, high: 1.1e-4 };

  it('pays the launch once and its work in proportion', () => {
    expect(wholeOfSlice(dispatch, 0.25, launch).value).toBeCloseTo(5e-6 + 4 * 1e-4, 12);
    const whole = wholeOfSlice(dispatch, 1, launch);
    for (const key of ['value', 'low', 'high'] as const) expect(whole[key]).toBeCloseTo(dispatch[key], 15);
  });

  it('stays positive, ordered and no shorter than itself where the launch probe is longer than the trial', () => {
    for (const seconds of [1e-9, 1e-6, 5e-6, 6e-6]) {
      const whole = wholeOfSlice({ value: seconds, low: seconds / 1.1, high: seconds * 1.1 }, 0.01, launch);
      expect(whole.low).toBeGreaterThan(0);
      expect(whole.low).toBeLessThanOrEqual(whole.value);
      expect(whole.high).toBeGreaterThanOrEqual(whole.value);
      expect(whole.value).toBeGreaterThanOrEqual(seconds);
    }
  });

  it('makes a cell less certain the smaller its share, and flags it', () => {
    const taken = run(['gpt-2-124m'], []);
    const cell = taken.cells.find(({ phase: name }) => name === 'prefill');
    if (cell === undefined) throw new Error('no cell');
    const model = fitDeviceModel(taken);
    const cut = (share: number) =>
      summarise({ ...taken, cells: [{ ...cell, parts: cell.parts.map((part) => ({ ...part, share })) }] }, model).sizes[0]
        ?.phases[0];
    const shares = [1, 0.5, 0.1, 0.01, 1e-4].map(cut);
    expect(shares.map((entry) => entry?.is_sliced)).toEqual([false, true, true, true, true]);
    const widths = shares.map((entry) => width(entry?.seconds_per_step ?? { low: 1, high: 1 }));
    expect(widths.toSorted((a, b) => a - b)).toEqual(widths);
    expect(new Set(widths).size).toBe(widths.length);
  });

  it('of a hundredth leaves at least a factor 1.44 above the time of its part, 100^0.08', () => {
    const taken = run(['gpt-2-124m'], []);
    const [cell] = taken.cells;
    const part = cell?.parts.find(({ name }) => name === 'expand');
    if (cell === undefined || part === undefined) throw new Error('no part');
    const { value, low, high } = summarise({ ...taken, cells: [{ ...cell, parts: [{ ...part, share: 0.01 }] }] }).sizes[0]
      ?.phases[0]?.seconds_per_step ?? { value: 1, low: 1, high: 1 };
    expect(high / value).toBeGreaterThan(1.44);
    expect(value / low).toBeGreaterThan(1.4);
  });
});

describe('a step', () => {
  const part = (group: string, error: number) => ({ value: 1, errors: [{ group, down: error, up: error }] });

  it('adds errors of one group and takes independent ones in quadrature', () => {
    expect(stepSeconds([part('a', 0.3), part('a', 0.3)]).high).toBeCloseTo(2.6, 12);
    expect(stepSeconds([part('a', 0.3), part('b', 0.4)])).toEqual({ value: 2, low: 1.5, high: 2.5 });
  });

  it('stays positive and falls on as the error grows past its value', () => {
    const lows = [0.1, 0.49, 0.5, 0.51, 0.99, 1, 5, 100].map((error) => stepSeconds([part('a', error)]).low);
    expect(lows.toSorted((a, b) => b - a)).toEqual(lows);
    expect(lows.at(-1)).toBeGreaterThan(0);
  });
});
