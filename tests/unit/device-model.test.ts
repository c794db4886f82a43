import { describe, expect, it } from 'vitest';
import type { Run, Trial } from '../../src/contract/run.ts';
import { forMember } from '../../src/device-model/class-fit.ts';
import { fitDeviceModel, hasMeasurement } from '../../src/device-model/fit.ts';
import { efficiencyAgainstWork, predict, predictOn } from '../../src/device-model/predict.ts';
import type { DeviceModel } from '../../src/device-model/fit.ts';
import { createRandom } from '../../src/statistics/random.ts';
import type { Estimate } from '../../src/units/estimate.ts';
import { withinFactor } from '../../src/units/estimate.ts';
import { LADDER } from '../../src/workload/ladder.ts';
import { flop, type Operation } from '../../src/workload/operation.ts';
import { stepParts } from '../../src/workload/step.ts';
import { IDEAL_DEVICE, MID_DEVICE, PROBE_OPERATIONS, plantedRun, plantedSeconds } from '../fixtures/planted-device.ts';

const square = (extent: number): Operation => ({ kind: 'matmul', m: extent, n: extent, k: extent, transpose: 'nt' });
const everyOperation = LADDER.flatMap(({ architecture }) =>
  (['prefill', 'decode', 'train'] as const).flatMap((phase) =>
    stepParts(architecture, phase, 512).map(({ operation }) => operation),
  ),
);
/** Every seventh, so that all kinds and sizes are among them. */
const someOperations = everyOperation.filter((_, index) => index % 7 === 0);
const width = ({ low, high }: Estimate) => Math.log(high / low);
const taken = (operations: readonly Operation[], sampleCount = 7) =>
  plantedRun({ device: MID_DEVICE, seed: 1, sampleCount }, operations);
const without = (run: Run, kind: Operation['kind']): Run => ({
  ...run,
  trials: run.trials.filter(({ operation }) => operation.kind !== kind),
});

function expectSound(model: DeviceModel): void {
  const estimates = [
    model.peak,
    model.bandwidth,
    model.launch,
    ...someOperations.map((operation) => predict(model, operation, 4)),
  ];
  for (const { value, low, high } of estimates) {
    expect(low).toBeGreaterThan(0);
    expect(value).toBeGreaterThanOrEqual(low);
    expect(high).toBeGreaterThanOrEqual(value);
    expect(high).toBeLessThan(Infinity);
  }
}

const SMALL = everyOperation.slice(0, 150);
const full = fitDeviceModel(taken([...PROBE_OPERATIONS, ...SMALL]));

describe('the device model', () => {
  it('is the same for the same run, whatever the order of the samples', () => {
    const run = taken([...PROBE_OPERATIONS, ...SMALL.slice(0, 20)]);
    const turned = run.trials.map((trial): Trial => ({
      ...trial,
      outcome:
        trial.outcome.kind === 'measured' ? { ...trial.outcome, samples: trial.outcome.samples.toReversed() } : trial.outcome,
    }));
    expect(fitDeviceModel(structuredClone(run))).toEqual(fitDeviceModel(run));
    expect(fitDeviceModel({ ...run, trials: turned })).toEqual(fitDeviceModel(run));
  });

  it('finds an ideal device exactly: launch, bandwidth and, less the launch, peak', () => {
    const model = fitDeviceModel(plantedRun({ device: IDEAL_DEVICE, seed: 1 }, PROBE_OPERATIONS));
    for (const [name, truth] of [
      ['launch', IDEAL_DEVICE.launchSeconds],
      ['bandwidth', IDEAL_DEVICE.bandwidth],
      ['peak', IDEAL_DEVICE.peak],
    ] as const) {
      expect(Math.abs(model[name].value / truth - 1), name).toBeLessThan(1e-9);
    }
    expect(model.basis).toEqual({ peak: 'probe', bandwidth: 'probe', launch: 'probe' });
  });

  it('is not fooled by void samples nor by the losers of a contest', () => {
    const run = taken([...PROBE_OPERATIONS, square(512)]);
    const clean = fitDeviceModel(run);
    const voided = run.trials.map((trial): Trial => ({
      ...trial,
      outcome:
        trial.outcome.kind === 'measured'
          ? {
              ...trial.outcome,
              samples: [...trial.outcome.samples, { duration_seconds: 1e5, at_seconds: 1, voided: 'hidden-tab' as const }],
            }
          : trial.outcome,
    }));
    const losers = run.trials
      .filter(({ operation }) => operation.kind === 'matmul')
      .map((trial): Trial => ({
        ...trial,
        id: `contest/${trial.id}`,
        role: 'probe',
        outcome:
          trial.outcome.kind === 'measured'
            ? {
                ...trial.outcome,
                samples: trial.outcome.samples.map((sample) => ({ ...sample, duration_seconds: 20 * sample.duration_seconds })),
              }
            : trial.outcome,
      }));
    expect(fitDeviceModel({ ...run, trials: voided })).toEqual(clean);
    expect(fitDeviceModel({ ...run, trials: [...run.trials, ...losers] })).toEqual(clean);
  });

  it('barely moves for one trial in twenty that a stall made ten times slower', () => {
    const run = taken([...PROBE_OPERATIONS, ...SMALL]);
    const stalled = run.trials.map((trial, index): Trial =>
      index % 20 !== 19 || trial.outcome.kind !== 'measured'
        ? trial
        : {
            ...trial,
            outcome: {
              ...trial.outcome,
              samples: trial.outcome.samples.map((sample) => ({ ...sample, duration_seconds: 10 * sample.duration_seconds })),
            },
          },
    );
    const model = fitDeviceModel({ ...run, trials: stalled });
    for (const operation of [square(4096), { kind: 'matvec', n: 8192, k: 8192 } as const]) {
      expect(Math.abs(Math.log(predict(model, operation, 4).value / predict(full, operation, 4).value))).toBeLessThan(
        2 * MID_DEVICE.scatter,
      );
    }
  });

  it('is sound with all trials, with the probes alone, with one sample each, and without any one probe', () => {
    expectSound(full);
    expectSound(fitDeviceModel(taken(PROBE_OPERATIONS)));
    expectSound(fitDeviceModel(taken([...PROBE_OPERATIONS, ...SMALL.slice(0, 20)], 1)));
    for (const kind of ['empty', 'copy', 'fma', 'matmul'] as const)
      expectSound(fitDeviceModel(without(taken([...PROBE_OPERATIONS, ...SMALL]), kind)));
  });

  it('is sound with a single trial of any kind', () => {
    for (const operation of [
      square(64),
      ...SMALL.slice(0, 12),
      { kind: 'fma', invocations: 65536, iterations: 1024 } as const,
      { kind: 'copy', elements: 65536 } as const,
    ]) {
      expectSound(fitDeviceModel(taken([operation])));
    }
  });

  it('says what a ceiling stands on where its probe is missing, and is less certain of it', () => {
    const run = taken([...PROBE_OPERATIONS, ...SMALL]);
    for (const [kind, ceiling] of [
      ['fma', 'peak'],
      ['copy', 'bandwidth'],
      ['empty', 'launch'],
    ] as const) {
      const model = fitDeviceModel(without(run, kind));
      expect(model.basis[ceiling]).toBe('fastest-operation');
      expect(width(model[ceiling])).toBeGreaterThan(width(full[ceiling]));
    }
    expect(fitDeviceModel(taken([{ kind: 'copy', elements: 65536 }])).basis.peak).toBe('other-ceiling');
  });

  it('raises the peak to an operation that certainly beats the probe', () => {
    const run = taken([...PROBE_OPERATIONS, ...SMALL]);
    const slowed = run.trials.map((trial): Trial =>
      trial.operation.kind !== 'fma' || trial.outcome.kind !== 'measured'
        ? trial
        : {
            ...trial,
            outcome: {
              ...trial.outcome,
              samples: trial.outcome.samples.map((sample) => ({ ...sample, duration_seconds: 4 * sample.duration_seconds })),
            },
          },
    );
    const model = fitDeviceModel({ ...run, trials: slowed });
    expect(model.basis.peak).toBe('fastest-operation');
    expect(model.peak.value).toBeGreaterThan(MID_DEVICE.peak / 4);
  });

  it('refuses a run without one measured trial, and hasMeasurement tells beforehand', () => {
    for (const operations of [[], [{ kind: 'empty' } as const]]) {
      expect(hasMeasurement(taken(operations))).toBe(false);
      expect(() => fitDeviceModel(taken(operations))).toThrow(RangeError);
    }
    expect(hasMeasurement(taken([square(64)]))).toBe(true);
  });

  it('stays sound for samples of any size that the contract allows', () => {
    expect.hasAssertions();
    const random = createRandom(9);
    const run = taken([...PROBE_OPERATIONS.slice(0, 12), ...SMALL.slice(0, 12)]);
    for (let round = 0; round < 12; round++) {
      const wild = run.trials.map((trial): Trial =>
        trial.outcome.kind !== 'measured'
          ? trial
          : {
              ...trial,
              outcome: {
                ...trial.outcome,
                samples: trial.outcome.samples.map((sample) => ({
                  ...sample,
                  duration_seconds: random.next() < 0.1 ? 0 : 10 ** (6 - 24 * random.next()),
                })),
              },
            },
      );
      if (hasMeasurement({ ...run, trials: wild })) expectSound(fitDeviceModel({ ...run, trials: wild }));
    }
  });
});

describe('a prediction', () => {
  it('adds a time for each row of a norm where the device shows one', () => {
    const rowSeconds = 2 * MID_DEVICE.launchSeconds;
    const device = {
      ...MID_DEVICE,
      efficiencies: { ...MID_DEVICE.efficiencies, norm: { ...MID_DEVICE.efficiencies.norm, rowSeconds } },
    };
    const norms = [1, 4, 16, 64].flatMap((rows) =>
      [256, 1024, 4096].map((extent) => ({ kind: 'rmsnorm', rows, width: extent }) as const),
    );
    const model = fitDeviceModel(plantedRun({ device, seed: 4 }, [...PROBE_OPERATIONS, ...norms]));
    const seconds = predict(model, { kind: 'rmsnorm', rows: 512, width: 2048 }, 4);
    expect(Math.abs(Math.log(seconds.value / (512 * rowSeconds)))).toBeLessThan(2 * device.scatter);
    const wide = predict(full, { kind: 'rmsnorm', rows: 512, width: 2048 }, 4);
    expect(wide.value).toBeLessThan(10 * rowSeconds);
  });

  it('rises with each extent of each kind of operation', () => {
    const doubled: readonly (readonly [Operation, Operation])[] = everyOperation.flatMap((operation) =>
      Object.entries(operation).flatMap(([key, extent]): [Operation, Operation][] =>
        typeof extent === 'number' && key !== 'queryOffset' && key !== 'vocabulary'
          ? [[operation, { ...operation, [key]: 2 * extent }]]
          : [],
      ),
    );
    expect(doubled.length).toBeGreaterThan(1000);
    for (const [small, large] of doubled) {
      // Key positions that the causal mask hides are no work: then nothing changes.
      expect(predict(full, large, 4).value).toBeGreaterThanOrEqual(predict(full, small, 4).value);
    }
    expect(predict(full, square(513), 4).value).toBeGreaterThan(predict(full, square(512), 4).value);
  });

  it('is at least the launch, and tends to launch and fill for no work and to the ceilings for much', () => {
    expect(predict(full, { kind: 'empty' }, 4)).toEqual(full.launch);
    const tiny = predict(full, square(1), 4).value;
    expect(tiny).toBeGreaterThan(full.launch.value);
    expect(tiny).toBeLessThan(full.launch.value + 3 * MID_DEVICE.efficiencies.matmul.fillSeconds);
    const huge = square(2 ** 17);
    const rate = flop(huge) / predict(full, huge, 4).value;
    const { arithmetic, member } = forMember(full.classes.matmul, full.classes.matmul.best, 'nt');
    expect(rate / full.peak.value).toBeCloseTo(arithmetic / member, 4);
  });

  it('is less certain the farther it lies outside of the measured range, on both sides', () => {
    const run = fitDeviceModel(
      taken([...PROBE_OPERATIONS.filter(({ kind }) => kind !== 'matmul'), ...[256, 384, 512, 768, 1024].map(square)]),
    );
    const up = [1024, 4096, 16384, 65536].map((extent) => width(predict(run, square(extent), 4)));
    expect(up.toSorted((a, b) => a - b)).toEqual(up);
    expect(width(predict(run, square(16), 4))).toBeGreaterThan(width(predict(run, square(512), 4)));
    // A thousandfold of the most work measured: the efficiency may have drifted by 1000^±0.08, a factor 1.7.
    const { low, value, high } = predict(run, square(10240), 4);
    expect(high / value).toBeGreaterThan(1.7);
    expect(value / low).toBeGreaterThan(1.7);
  });

  it('never claims more than the trials of its class did of themselves', () => {
    const noisy = fitDeviceModel(
      plantedRun({ device: { ...MID_DEVICE, noise: 0.3, scatter: 0 }, seed: 2 }, [...PROBE_OPERATIONS, ...SMALL]),
    );
    for (const extent of [128, 512, 2048])
      expect(width(predict(noisy, square(extent), 4)) / 2).toBeGreaterThanOrEqual(noisy.classes.matmul.trialHalfWidth);
    expect(noisy.classes.matmul.trialHalfWidth).toBeGreaterThan(full.classes.matmul.trialHalfWidth);
  });

  it('borrows for a class without trials, with a factor of at least 3 either way, and holds the planted truth', () => {
    const operation = { kind: 'matvec', n: 4096, k: 4096 } as const;
    const model = fitDeviceModel(without(taken([...PROBE_OPERATIONS, ...SMALL]), 'matvec'));
    expect(model.classes.matvec.trialCount).toBe(0);
    const predicted = predict(model, operation, 4);
    const truth = plantedSeconds(MID_DEVICE, operation, 4);
    expect(predicted.low).toBeLessThan(truth);
    expect(predicted.high).toBeGreaterThan(truth);
    expect(predicted.high / predicted.value).toBeGreaterThan(3);
    expect(predicted.value / predicted.low).toBeGreaterThan(3);
    expect(width(predicted)).toBeGreaterThan(3 * width(predict(full, operation, 4)));
  });

  it('is less certain of a member of a class that was not seen than of one that was', () => {
    const model = fitDeviceModel(taken([...PROBE_OPERATIONS, ...SMALL.filter(({ kind }) => kind !== 'rmsnorm')]));
    const norm = { kind: 'rmsnorm', rows: 512, width: 1024 } as const;
    expect(width(predict(model, norm, 4))).toBeGreaterThan(2 * width(predict(full, norm, 4)));
  });

  it('narrows with more trials', () => {
    const count = (trials: number) =>
      width(
        predict(
          fitDeviceModel(
            taken([
              ...PROBE_OPERATIONS.filter(({ kind }) => kind !== 'matmul'),
              ...[200, 300, 400, 500, 600, 700, 800, 900, 1000].slice(0, trials).map(square),
            ]),
          ),
          square(450),
          4,
        ),
      );
    expect(count(1)).toBeGreaterThan(count(4));
    expect(count(4)).toBeGreaterThan(count(9));
  });

  it('carries over to a machine twice as fast in everything as half the time', () => {
    const faster = {
      peak: withinFactor(2 * full.peak.value, 1),
      bandwidth: withinFactor(2 * full.bandwidth.value, 1),
      launch: withinFactor(full.launch.value / 2, 1),
    };
    for (const operation of everyOperation.slice(0, 40)) {
      expect(predictOn(full, faster, operation, 4).value / predict(full, operation, 4).value).toBeCloseTo(0.5, 12);
    }
  });
});

describe('efficiency against work', () => {
  it('rises from nothing to the limit of its class, half of it at limit × (1 + fill) launches', () => {
    const { arithmetic, fill } = full.classes.matmul.best.shared;
    const values = [1e-3, 0.1, 1, 10, 1e3, 1e6].map(
      (launches) => efficiencyAgainstWork(full, 'matmul', 'arithmetic', launches).value,
    );
    expect(values.toSorted((a, b) => a - b)).toEqual(values);
    expect(values[0]).toBeLessThan(0.001);
    expect(values.at(-1)).toBeCloseTo(arithmetic, 4);
    expect(efficiencyAgainstWork(full, 'matmul', 'arithmetic', arithmetic * (1 + fill)).value).toBeCloseTo(arithmetic / 2, 9);
  });

  it('holds the planted limit of both bounds, and is ordered', () => {
    const matmul = efficiencyAgainstWork(full, 'matmul', 'arithmetic', 1e4);
    const matvec = efficiencyAgainstWork(full, 'matvec', 'traffic', 1e4);
    for (const [{ low, value, high }, truth] of [
      [matmul, MID_DEVICE.efficiencies.matmul.arithmetic],
      [matvec, MID_DEVICE.efficiencies.matvec.traffic],
    ] as const) {
      expect(low).toBeLessThan(truth);
      expect(high).toBeGreaterThan(truth);
      expect(value).toBeGreaterThan(low);
      expect(high).toBeGreaterThan(value);
    }
  });
});
