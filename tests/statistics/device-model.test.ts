import { describe, expect, it } from 'vitest';
import type { Cell, Part, Run } from '../../src/contract/run.ts';
import { fitDeviceModel, type DeviceModel } from '../../src/device-model/fit.ts';
import { predict } from '../../src/device-model/predict.ts';
import { summarise } from '../../src/report/summarise.ts';
import type { Estimate } from '../../src/units/estimate.ts';
import { LADDER, type Size } from '../../src/workload/ladder.ts';
import { operationKey, type Operation } from '../../src/workload/operation.ts';
import { stepParts, stepTokens } from '../../src/workload/step.ts';
import {
  MID_DEVICE,
  PROBE_OPERATIONS,
  plantedDeparture,
  plantedRun,
  plantedSeconds,
  type PlantedDevice,
} from '../fixtures/planted-device.ts';

const SEQUENCE = 256;
const PHASES = ['prefill', 'decode', 'train'] as const;
const holds = ({ low, high }: Estimate, truth: number) => low <= truth && truth <= high;

/** The distinct operations of sizes in all phases. */
function operationsOf(sizes: readonly Size[]): Operation[] {
  const distinct = new Map<string, Operation>();
  for (const { architecture } of sizes) {
    for (const phase of PHASES) {
      for (const { operation } of stepParts(architecture, phase, SEQUENCE)) distinct.set(operationKey(operation), operation);
    }
  }
  return [...distinct.values()];
}

/** Another device than the middle one in everything: software on few cores, where arithmetic binds even a matvec. */
const SLOW_DEVICE: PlantedDevice = {
  peak: 6e10,
  bandwidth: 1.2e10,
  launchSeconds: 3e-5,
  scatter: 0.12,
  noise: 0.06,
  efficiencies: {
    matmul: { arithmetic: 0.35, traffic: 0.7, fillSeconds: 5e-5 },
    matvec: { arithmetic: 0.06, traffic: 0.8, fillSeconds: 2e-5 },
    attention: { arithmetic: 0.08, traffic: 0.5, fillSeconds: 8e-5 },
    'attention-decode': { arithmetic: 0.05, traffic: 0.5, fillSeconds: 3e-5 },
    norm: { arithmetic: 0.1, traffic: 0.6, fillSeconds: 1e-5, rowSeconds: 4e-4 },
    'element-wise': { arithmetic: 0.1, traffic: 0.6, fillSeconds: 1e-5 },
    copy: { arithmetic: 1, traffic: 1, fillSeconds: 0 },
    fma: { arithmetic: 1, traffic: 1, fillSeconds: 0 },
    quantised: { arithmetic: 0.06, traffic: 0.7, fillSeconds: 2e-5 },
  },
};

interface Simulation {
  readonly model: DeviceModel;
  readonly run: Run;
  readonly seed: number;
}

function simulate(device: PlantedDevice, sizes: readonly Size[], rounds: number): readonly Simulation[] {
  const operations = operationsOf(sizes);
  return Array.from({ length: rounds }, (_, index) => {
    const run = plantedRun({ device, seed: index + 1 }, [...PROBE_OPERATIONS, ...operations]);
    return { run, model: fitDeviceModel(run), seed: index + 1 };
  });
}

/** What the device of a seed takes for an operation. */
function truthOf(device: PlantedDevice, operation: Operation, seed: number): number {
  return plantedSeconds(device, operation, 4) * plantedDeparture(device, operation, seed);
}

/** Share of operations whose true time lies in the predicted interval; and the mean factor of its half-width. */
function coverageOf(device: PlantedDevice, simulations: readonly Simulation[], operations: readonly Operation[]) {
  let [held, count, logHalfWidth] = [0, 0, 0];
  for (const { model, seed } of simulations) {
    for (const operation of operations) {
      const truth = truthOf(device, operation, seed);
      const predicted = predict(model, operation, 4);
      if (holds(predicted, truth)) held++;
      logHalfWidth += Math.log(predicted.high / predicted.low) / 2;
      count++;
    }
  }
  return { share: held / count, factor: Math.exp(logHalfWidth / count) };
}

const SMALL = LADDER.slice(0, 8);
const LARGE = LADDER.slice(8);
const ROUNDS = 24;

describe.each([
  ['a mid-sized GPU', MID_DEVICE],
  ['a software device', SLOW_DEVICE],
] as const)('a planted roofline on %s', (_, device) => {
  const simulations = simulate(device, SMALL, ROUNDS);

  it('gives its ceilings back: intervals hold the truth in at least 90 % of seeds less three standard errors', () => {
    const least = ROUNDS * (0.9 - 3 * Math.sqrt((0.9 * 0.1) / ROUNDS));
    const truths = { peak: device.peak, bandwidth: device.bandwidth, launch: device.launchSeconds };
    for (const [name, truth] of Object.entries(truths)) {
      const held = simulations.filter(({ model }) => holds(model[name as keyof typeof truths], truth)).length;
      expect(held, name).toBeGreaterThanOrEqual(least);
      expect(simulations.every(({ model }) => model.basis[name as keyof typeof truths] === 'probe')).toBe(true);
    }
  });

  it('gives back the efficiencies that its trials can tell: arithmetic of matrix products, and the scatter', () => {
    const limits = simulations.map(({ model }) => model.classes.matmul.best.shared.arithmetic).toSorted((a, b) => a - b);
    const middle = limits[ROUNDS / 2] ?? NaN;
    expect(Math.abs(Math.log(middle / device.efficiencies.matmul.arithmetic))).toBeLessThan(device.scatter);
    const scatters = simulations.map(({ model }) => model.classes.matmul.scatter).toSorted((a, b) => a - b);
    // Not below the planted one, and at most half above: the law's soft ridge and the samples' noise come on top.
    expect(scatters[ROUNDS / 2]).toBeGreaterThan(0.8 * device.scatter);
    expect(scatters[ROUNDS / 2]).toBeLessThan(1.6 * Math.hypot(device.scatter, device.noise / 2));
  });

  it('predicts the operations of the measured sizes from the law alone: 95 % intervals hold at least 92 %, and are no wider than twice what scatter asks', () => {
    const { share, factor } = coverageOf(device, simulations, operationsOf(SMALL));
    expect(share).toBeGreaterThan(0.92);
    expect(Math.log(factor)).toBeLessThan(2 * 1.96 * Math.hypot(device.scatter, device.noise));
  });

  it('projects the sizes above, a thousandfold: 95 % intervals hold at least 92 %, wider than those within the range', () => {
    const within = coverageOf(device, simulations, operationsOf(SMALL));
    const beyond = coverageOf(device, simulations, operationsOf(LARGE));
    expect(beyond.share).toBeGreaterThan(0.92);
    expect(beyond.factor).toBeGreaterThan(within.factor);
  });

  it('summarises steps whose intervals hold the true time in at least 90 %, measured and projected', () => {
    const held = { measured: [0, 0], projected: [0, 0] };
    for (const { run, model, seed } of simulations.slice(0, 12)) {
      const trials = new Set(run.trials.map(({ id }) => id));
      const sizes = [...SMALL.slice(5), ...LARGE.slice(0, 4)];
      const cells = sizes.flatMap(({ id, architecture }) =>
        PHASES.map((phase): Cell => ({
          size: id,
          phase,
          tokens: stepTokens(phase, SEQUENCE),
          parts: stepParts(architecture, phase, SEQUENCE).map(({ name, operation, count }): Part => {
            const trial = `ladder/${operationKey(operation)}/f32`;
            return { name, operation, count, trial: trials.has(trial) ? trial : null, share: 1, slice: '' };
          }),
        })),
      );
      for (const size of summarise({ ...run, cells }, model).sizes) {
        for (const entry of size.phases) {
          const cell = cells.find(({ size: id, phase }) => id === size.id && phase === entry.phase);
          const truth =
            cell?.parts.reduce((total, { operation, count }) => total + count * truthOf(device, operation, seed), 0) ?? NaN;
          const tally = entry.kind === 'measured' ? held.measured : held.projected;
          tally[0] = (tally[0] ?? 0) + (holds(entry.seconds_per_step, truth) ? 1 : 0);
          tally[1] = (tally[1] ?? 0) + 1;
        }
      }
    }
    for (const [name, [hits = 0, count = 0]] of Object.entries(held)) {
      expect(count, name).toBeGreaterThan(50);
      expect(hits / count, name).toBeGreaterThan(0.9);
    }
  });
});
