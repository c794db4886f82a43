// The kernels of a report against the planted roofline that the run's samples come from.
import { describe, expect, it } from 'vitest';
import { fitDeviceModel } from '../../src/device-model/fit.ts';
import { kernelChoices } from '../../src/report/kernel-choices.ts';
import type { Operation } from '../../src/workload/operation.ts';
import { bytes, flop, operationKey } from '../../src/workload/operation.ts';
import { buildRun, PLANTED } from '../fixtures/run-builder.ts';

const run = buildRun();
const model = fitDeviceModel(run);
const [contest] = run.tuning ?? [];
if (contest === undefined) throw new Error('the planted run has a contest');

describe('the kernels of a report', () => {
  it('have the runner-up that was planted, at its planted distance within the interval', () => {
    const [choice] = kernelChoices(run, model);
    expect(choice).toMatchObject({ kernel: 'planted-fast/f32', from: 'measured', candidateCount: contest.candidates.length });
    expect(choice?.runnerUp?.kernel).toBe('planted-slow/f32');
    // Planted 1.5 times as slow; each median is off by at most the noise.
    const { value = NaN, low = NaN, high = NaN } = choice?.runnerUp?.slowdown ?? {};
    expect(Math.abs(value / 1.5 - 1)).toBeLessThan(2.1 * PLANTED.noise);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  });

  it.each<Operation>([
    { kind: 'matmul', m: 1024, n: 1024, k: 1024, transpose: 'nt' },
    { kind: 'copy', elements: 2 ** 26 },
  ])('reach the ceiling where the planted kernel does, which is the right one: %o', (operation) => {
    const trial = run.trials.find((entry) => operationKey(entry.operation) === operationKey(operation));
    if (trial === undefined) throw new Error('no such probe');
    const tuning = [{ class: 'x', size_class: 'y', kernel: trial.kernel, from: 'default' as const, candidates: [trial.id] }];
    const [choice] = kernelChoices({ ...run, tuning }, model);
    const isArithmetic = flop(operation) / PLANTED.flopPerSecond > bytes(operation, 4) / PLANTED.bytesPerSecond;
    expect(choice?.ceiling).toBe(isArithmetic ? 'peak' : 'bandwidth');
    // The planted law is the ceiling itself plus a launch; the noise enters the kernel's time and the ceiling's.
    const launchShare =
      PLANTED.launchSeconds / (flop(operation) / PLANTED.flopPerSecond || bytes(operation, 4) / PLANTED.bytesPerSecond);
    expect(Math.abs((choice?.share.value ?? NaN) - 1)).toBeLessThan(launchShare + 2.1 * PLANTED.noise);
    expect(choice?.runnerUp).toBeUndefined();
  });

  it('leave out a choice whose winner was never timed, and are none in a run that does not say its choices', () => {
    expect(kernelChoices({ ...run, tuning: [{ ...contest, kernel: 'matmul-naive/nt/f32' }] }, model)).toEqual([]);
    const { tuning: _, ...silent } = run;
    expect(kernelChoices(silent, model)).toEqual([]);
  });
});
