import { describe, expect, it } from 'vitest';
import { PHASES, runSchema, type DeviceProfile, type Phase, type Run } from '../../src/contract/run.ts';
import { Bench } from '../../src/measure/bench.ts';
import { runCampaign } from '../../src/measure/campaign.ts';
import { runDocument, type RunContext } from '../../src/measure/run-document.ts';
import type { Surroundings } from '../../src/measure/stopwatch.ts';
import { budgetOf } from '../../src/plan/budget.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { median } from '../../src/statistics/summary.ts';
import { LADDER } from '../../src/workload/ladder.ts';
import { classNameOf } from '../../src/workload/size-class.ts';
import { PlantedStopwatch, type Planted } from '../fixtures/planted-stopwatch.ts';

const GPU: Planted = { peak: 5e12, bandwidth: 3e11, launch: 5e-6, noise: 0.01, seed: 7, clockStep: 1e-6 };

const device: DeviceProfile = {
  gpu: { vendor: 'planted', architecture: 'roofline', device: '', description: '', is_fallback: false },
  host: { kind: 'node', browser: 'none', os: 'none', is_isolated: true, is_headless: true },
  features: [],
  limits: {},
  subgroup_min: 0,
  subgroup_max: 0,
};

async function measure(
  planted: Planted,
  over: (watch: PlantedStopwatch) => Partial<Surroundings> = () => ({}),
  seconds: number | null = null,
  phases: readonly Phase[] = PHASES,
) {
  const watch = new PlantedStopwatch(planted);
  const budget = budgetOf('quick', device, seconds);
  const bench = new Bench(watch, watch.surroundings(over(watch)), budget, createRandom(planted.seed));
  const traits = { features: [], limits: {}, isSoftware: false };
  const snapshots: Run[] = [];
  const context: RunContext = {
    suite: { version: '0.1.0', shaders: [] },
    startedAt: '2026-11-23T00:00:00Z',
    length: 'quick',
    seed: planted.seed,
    precision: 'f32',
    sequenceLength: 1024,
    requested: { sizes: [], phases: [], budget_seconds: budget.seconds },
    device,
    flags: [],
  };
  const cells = await runCampaign(
    bench,
    { sizes: LADDER, phases, sequenceLength: 1024, precision: 'f32', traits, earlier: new Map() },
    (progress) => {
      if (progress.isMilestone) snapshots.push(runDocument(bench, progress.cells, context));
    },
  );
  return { run: runDocument(bench, cells, context), watch, snapshots };
}

const secondsOf = (trial: Run['trials'][number]) =>
  trial.outcome.kind === 'measured'
    ? trial.outcome.samples
        .filter(({ voided }) => voided === null)
        .map(
          ({ duration_seconds }) =>
            duration_seconds / (trial.outcome.kind === 'measured' ? trial.outcome.dispatches_per_sample : 1),
        )
    : [];

describe('a run', () => {
  it('keeps to its time, obeys the schema, and gives every measured trial that is not eliminated at least 6 samples', async () => {
    const { run } = await measure(GPU);
    expect(runSchema.safeParse(run).error).toBeUndefined();
    expect(run.duration_seconds).toBeLessThan(31);
    const measured = run.trials.filter(({ outcome }) => outcome.kind === 'measured');
    expect(measured.length).toBeGreaterThan(100);
    for (const trial of measured) {
      const isEliminated = trial.outcome.kind === 'measured' && trial.outcome.stopped_because === 'eliminated';
      expect(secondsOf(trial).length, trial.id).toBeGreaterThanOrEqual(isEliminated ? 1 : 6);
    }
  });

  it('has a cell for every size and phase of the ladder, each part either tried or left to the model', async () => {
    const { run } = await measure(GPU);
    expect(run.cells).toHaveLength(3 * LADDER.length);
    const ids = new Set(run.trials.map(({ id }) => id));
    for (const part of run.cells.flatMap(({ parts }) => parts))
      if (part.trial !== null) expect(ids.has(part.trial), part.trial).toBe(true);
  });

  it.each([
    ['an integrated GPU', 3e11, 3e10],
    ['a desktop GPU', 1e13, 4e11],
    ['a large GPU', 4e13, 1e12],
  ])(
    'reaches every size in prefill and decode and most in training on %s with a slow host and a clock of 100 µs',
    async (_name, peak, bandwidth) => {
      const { run } = await measure({ ...GPU, peak, bandwidth, clockStep: 1e-4, prepareSeconds: 0.012, waitSeconds: 0.008 });
      const trials = new Map(run.trials.map((trial) => [trial.id, trial]));
      const heavy = ['matmul', 'matvec', 'attention', 'attention-decode'];
      const reached = (phase: string) =>
        run.cells.filter(
          (cell) =>
            cell.phase === phase &&
            cell.parts
              .filter(({ name, operation }) => heavy.includes(operation.kind) && !name.endsWith('-backward'))
              .every(({ trial }) => trial !== null && secondsOf(trials.get(trial) as Run['trials'][number]).length >= 6),
        ).length;
      expect({ prefill: reached('prefill'), decode: reached('decode') }).toEqual({
        prefill: LADDER.length,
        decode: LADDER.length,
      });
      expect(reached('train')).toBeGreaterThan(LADDER.length / 2);
    },
  );

  it('recovers the planted time of each trial within a few standard errors', async () => {
    const { run } = await measure({ ...GPU, clockStep: 1e-9 });
    let sum = 0;
    let count = 0;
    for (const trial of run.trials.filter(({ role }) => role === 'ladder')) {
      const found = secondsOf(trial);
      if (found.length === 0) continue;
      const truth = PlantedStopwatch.seconds(GPU, { operation: trial.operation } as never);
      const deviation = Math.log(median(found) / truth);
      expect(Math.abs(deviation), trial.id).toBeLessThan(0.04);
      sum += deviation;
      count++;
    }
    expect(count).toBeGreaterThan(100);
    expect(Math.abs(sum / count)).toBeLessThan(0.004);
  });

  it('holds contests only between kernels of the steps that were asked for', async () => {
    const { run } = await measure(GPU, undefined, null, ['decode']);
    const asked = new Set(run.cells.flatMap(({ parts }) => parts).map(({ operation }) => classNameOf(operation)));
    expect(run.tuning?.length).toBeGreaterThan(5);
    for (const entry of run.tuning ?? []) expect([...asked], entry.class).toContain(entry.class);
  });

  it('makes samples last at least 20 steps of a coarse clock', async () => {
    const { run } = await measure({ ...GPU, clockStep: 1e-4 });
    const durations = run.trials.flatMap(({ outcome }) =>
      outcome.kind === 'measured' ? outcome.samples.map(({ duration_seconds }) => duration_seconds) : [],
    );
    const long = durations.filter((seconds) => seconds >= 15e-4);
    expect(long.length / durations.length).toBeGreaterThan(0.99);
  });

  it('sends no more than about 0.2 s of work to the device before it waits', async () => {
    const { watch } = await measure(GPU);
    for (const requests of watch.asked) {
      const seconds = requests.reduce(
        (total, { trial, dispatches }) => total + dispatches * PlantedStopwatch.seconds(GPU, trial),
        0,
      );
      expect(seconds).toBeLessThan(0.35);
    }
  });

  it('draws the smallest sizes first', async () => {
    const { snapshots } = await measure(GPU);
    const drawn = snapshots.map(({ cells, trials }) => {
      const measured = new Set(trials.filter(({ outcome }) => outcome.kind === 'measured').map(({ id }) => id));
      return new Set(
        cells.filter(({ parts }) => parts.some(({ trial }) => trial !== null && measured.has(trial))).map(({ size }) => size),
      ).size;
    });
    expect(drawn.length).toBeGreaterThan(10);
    expect(drawn[0]).toBeLessThan(4);
    expect(drawn.toSorted((a, b) => a - b)).toEqual(drawn);
  });

  it('ends with what it has when it is stopped, and says so', async () => {
    const { run } = await measure(GPU, (watch) => ({ isStopped: () => watch.time_ > 5 }));
    expect(run.completion.kind).toBe('stopped');
    expect(run.duration_seconds).toBeLessThan(5.5);
    expect(runSchema.safeParse(run).error).toBeUndefined();
    expect(run.trials.some(({ outcome }) => outcome.kind === 'measured')).toBe(true);
  });

  it('ends with what it has when the device is lost, and says so', async () => {
    const { run } = await measure({ ...GPU, lostAfter: 4 });
    expect(run.completion).toEqual({ kind: 'device-lost', detail: 'planted loss' });
    expect(runSchema.safeParse(run).error).toBeUndefined();
    expect(run.trials.some(({ outcome }) => outcome.kind === 'measured')).toBe(true);
  });

  it('never lets a kernel with a wrong output onto the ladder', async () => {
    const { run } = await measure({ ...GPU, isWrong: ({ kernel }) => kernel.id.startsWith('matmul-tile') });
    const wrong = run.trials.filter(({ kernel }) => kernel.startsWith('matmul-tile'));
    expect(wrong.length).toBeGreaterThan(0);
    for (const trial of wrong) expect(trial.outcome.kind, trial.id).toBe('failed');
    expect(
      run.trials.some(
        ({ role, operation, outcome }) => role === 'ladder' && operation.kind === 'matmul' && outcome.kind === 'measured',
      ),
    ).toBe(true);
  });

  it('voids samples of a hidden page, flags them and waits', async () => {
    let waits = 0;
    const { run } = await measure(GPU, (watch) => ({
      isHidden: () => watch.time_ > 6 && watch.time_ < 8,
      whenVisible: () => {
        waits++;
        watch.time_ = Math.max(watch.time_, 8);
        return Promise.resolve();
      },
    }));
    expect(waits).toBeGreaterThan(0);
    expect(run.flags.map(({ kind }) => kind)).toContain('hidden-tab');
  });

  it('suspects throttling when the device slows down for good, and not when it keeps its pace', async () => {
    const steady = await measure(GPU);
    expect(steady.run.flags.map(({ kind }) => kind)).not.toContain('throttling-suspected');
    const slowed = await measure({ ...GPU, pace: (at) => (at > 0.8 * steady.run.duration_seconds ? 1.4 : 1) });
    expect(slowed.run.flags.map(({ kind }) => kind)).toContain('throttling-suspected');
  });

  it('is the same run again from the same seed', async () => {
    const [first, second] = [await measure(GPU, undefined, 5), await measure(GPU, undefined, 5)];
    expect(second.run).toEqual(first.run);
  });
});
