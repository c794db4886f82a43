// Each rule refuses its own forgery and no honest run; both sides of the boundaries that have one.
import { describe, expect, test } from 'vitest';
import { runSchema, type Run } from '../../src/contract/run.ts';
import { ladderComposition } from '../../src/server/composition.ts';
import { findImpossibility } from '../../src/server/impossible.ts';
import { findImplausibility } from '../../src/server/plausibility.ts';
import { LADDER } from '../../src/workload/ladder.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { FORGERIES } from './forgery.ts';

const NOW = new Date('2026-07-01T00:00:00Z');
const find = (run: Run, now = NOW) =>
  findImpossibility(run, { now, suiteVersions: [SUITE_VERSION], composition: ladderComposition });

describe('honest runs', () => {
  test('a planted run fits the schema and is possible', () => {
    expect(runSchema.parse(buildRun())).toEqual(buildRun());
    expect(find(buildRun())).toBeUndefined();
  });

  test('every size of the ladder in every phase is possible', () => {
    const run = buildRun({ sizes: LADDER.map(({ id }) => id), phases: ['prefill', 'decode', 'train'], sampleCount: 2 });
    expect(run.cells.length).toBe(3 * LADDER.length);
    expect(find(run)).toBeUndefined();
  });

  test('void samples, an adapter without a name and a run on a slow clock are possible', () => {
    const run = buildRun({ gpu: { vendor: '', architecture: '' } });
    const outcome = run.trials[0]?.outcome;
    if (outcome?.kind !== 'measured') throw new Error('the first trial is measured');
    Object.assign(outcome.samples[0] ?? {}, { duration_seconds: 0, voided: 'non-positive' });
    Object.assign(outcome.samples[1] ?? {}, { duration_seconds: 0, voided: 'gpu-error' });
    Object.assign(outcome.samples[2] ?? {}, { voided: 'hidden-tab' });
    run.clock.resolution_seconds = 1e-4;
    expect(find(run)).toBeUndefined();
  });

  test('planned devices from a slow laptop to the fastest accelerator are possible', () => {
    for (const flopPerSecond of [1e9, 1e12, 1e15]) {
      const roofline = { flopPerSecond, bytesPerSecond: flopPerSecond / 20, launchSeconds: 5e-6, noise: 0.05 };
      expect(find(buildRun({ roofline }))).toBeUndefined();
    }
  });
});

describe('forgeries', () => {
  test.each(FORGERIES)('$name is refused at $path', ({ edit, path }) => {
    const run = buildRun();
    edit(run);
    expect(runSchema.safeParse(run).success).toBe(true);
    expect(find(run)?.path.startsWith(path)).toBe(true);
  });
});

describe('boundaries', () => {
  test('a product above the FMA chain is possible by matrix units alone, on a device that has them, and not without limit', () => {
    const found = (kernel: string, features: readonly string[], factor: number) => {
      const run = buildRun({ roofline: { flopPerSecond: 1e9, bytesPerSecond: 1e9, launchSeconds: 5e-6, noise: 0.05 } });
      run.device.features.push(...features);
      const trial = run.trials.find(({ operation, outcome }) => operation.kind === 'matmul' && outcome.kind === 'measured');
      if (trial?.outcome.kind !== 'measured') throw new Error('no measured product in the run');
      trial.kernel = kernel;
      trial.outcome.dispatches_per_sample *= factor;
      return findImplausibility(run, NOW)?.reason ?? '';
    };
    const units = 'matmul-subgroup-matrix/nt/8x8x8/f32';
    const proposal = ['chromium-experimental-subgroup-matrix'];
    const refusal = "times the FLOP/s of the run's own FMA chain";
    expect(found(units, proposal, 40)).toBe('');
    expect(found(units, [], 200)).toContain(`more than 2 ${refusal}`);
    expect(found('matmul-tile/nt/64x64x16/f32', proposal, 200)).toContain(`more than 2 ${refusal}`);
    expect(found(units, proposal, 200)).toContain(`more than 60 ${refusal}`);
  });

  test('a clock a day ahead is possible, more is not', () => {
    const run = buildRun();
    const end = Date.parse(run.started_at) + run.duration_seconds * 1000;
    expect(find(run, new Date(end - 86_400_000 + 1_000))).toBeUndefined();
    expect(find(run, new Date(end - 86_400_000 - 1_000))?.path).toBe('run.started_at');
  });

  test('an error at the bound is possible', () => {
    const run = buildRun();
    const outcome = run.trials[3]?.outcome;
    if (outcome?.kind !== 'measured') throw new Error('the fourth trial is measured');
    outcome.verification.worst_error_over_bound = 1;
    expect(find(run)).toBeUndefined();
  });

  test('a span of half a clock step is possible', () => {
    const run = buildRun();
    const outcome = run.trials[0]?.outcome;
    if (outcome?.kind !== 'measured') throw new Error('the first trial is measured');
    Object.assign(outcome.samples[0] ?? {}, { duration_seconds: run.clock.resolution_seconds / 2 });
    expect(find(run)).toBeUndefined();
  });
});
