// The device model: ceilings and class efficiencies of one device, from the trials of one run. Rests on contract/,
// statistics/, workload/. What it says of an operation stands in predict.ts.
import type { Run } from '../contract/run.ts';
import type { Prior } from '../statistics/least-squares.ts';
import { createRandom } from '../statistics/random.ts';
import { median } from '../statistics/summary.ts';
import { findCeilings, type CeilingBasis, type Ceilings } from './ceilings.ts';
import { fitClass, type ClassFit, type ClassPriors } from './class-fit.ts';
import { bytesPerElement, observe, type Observation } from './observation.ts';
import { classOf, OPERATION_CLASSES, type OperationClass } from './operation-class.ts';
import { workOf, type Machine } from './roofline-law.ts';
import { validSeconds } from './trial-seconds.ts';

export interface DeviceModel extends Ceilings {
  readonly basis: CeilingBasis;
  readonly classes: Readonly<Record<OperationClass, ClassFit>>;
}

/**
 * Before any trial: operations reach about half of the arithmetic ceiling and three quarters of the bandwidth, each
 * within a factor 16 or 6 (95 %), and need about one launch more than an empty dispatch, within a factor 20.
 * A row takes from next to nothing on a GPU to two launches on a software device.
 */
const COLD_PRIORS: ClassPriors = {
  arithmetic: { mean: Math.log(0.5), deviation: Math.log(4) },
  traffic: { mean: Math.log(0.75), deviation: Math.log(2.5) },
  fill: { mean: 0, deviation: 1.5 },
  row: { mean: Math.log(0.03), deviation: 3 },
};

/**
 * A class with fewer than 3 trials leans on what the others show, within a factor 6 either way (95 %); where it has none,
 * that is all that is known of it.
 */
const BORROWED_DEVIATION = Math.log(6) / 2;
const FEWEST_OF_ITS_OWN = 3;

/** Which classes can tell a parameter: arithmetic only those that it binds, traffic the others, fill all. */
const LENDERS = {
  arithmetic: ['matmul', 'attention'],
  traffic: ['matvec', 'attention-decode', 'norm', 'element-wise'],
  fill: ['matmul', 'matvec', 'attention', 'attention-decode', 'norm', 'element-wise'],
} as const satisfies Partial<Record<keyof ClassPriors, readonly OperationClass[]>>;

/** Probes reach their own ceilings by definition: their classes lean on 1 and lend nothing. */
const PROBE_PRIOR: Prior = { mean: 0, deviation: 0.2 };
const PROBE_PRIORS: ClassPriors = { ...COLD_PRIORS, arithmetic: PROBE_PRIOR, traffic: PROBE_PRIOR };

/** Whether a run has anything to fit: one measured trial with arithmetic or traffic. */
export function hasMeasurement(run: Run): boolean {
  return run.trials.some((trial) => {
    const { flop, bytes } = workOf(trial.operation, bytesPerElement(trial.precision));
    return (flop > 0 || bytes > 0) && validSeconds(trial).length > 0;
  });
}

/**
 * Fits the model to every valid sample of a run; the same run gives the same model (the bootstrap is seeded by the
 * run's seed). Throws a RangeError where hasMeasurement(run) is false: such a run says nothing of its device.
 */
export function fitDeviceModel(run: Run): DeviceModel {
  const observations = observe(run);
  const { ceilings, basis } = findCeilings(observations);
  let classes: DeviceModel['classes'] | undefined;
  return {
    ...ceilings,
    basis,
    // A run whose every part was measured is summarised without them.
    get classes() {
      return (classes ??= fitClasses(run.seed, observations, machineOf(ceilings)));
    },
  };
}

function fitClasses(seed: number, observations: readonly Observation[], machine: Machine): DeviceModel['classes'] {
  const ofClass = (name: OperationClass) => observations.filter(({ operation }) => classOf(operation) === name);
  const fit = (name: OperationClass, priors: ClassPriors) =>
    fitClass(machine, ofClass(name), priors, createRandom(seedOf(seed, name)));
  const fitted = new Map<OperationClass, ClassFit>();
  for (const name of OPERATION_CLASSES) {
    if (isProbe(name)) fitted.set(name, fit(name, PROBE_PRIORS));
    else if (ofClass(name).length >= FEWEST_OF_ITS_OWN) fitted.set(name, fit(name, COLD_PRIORS));
  }
  const borrowed = borrowPriors(fitted);
  const classes = Object.fromEntries(OPERATION_CLASSES.map((name) => [name, fitted.get(name) ?? fit(name, borrowed)]));
  return classes as Record<OperationClass, ClassFit>;
}

/** The ceilings' best values, as the law takes them. */
export function machineOf({ peak, bandwidth, launch }: Ceilings): Machine {
  return { peak: peak.value, bandwidth: bandwidth.value, launch: launch.value };
}

function isProbe(name: OperationClass): boolean {
  return name === 'copy' || name === 'fma';
}

function seedOf(seed: number, name: OperationClass): number {
  return seed + 0x10001 * (1 + OPERATION_CLASSES.indexOf(name));
}

function borrowPriors(fitted: ReadonlyMap<OperationClass, ClassFit>): ClassPriors {
  const lend = (key: keyof typeof LENDERS): Prior => {
    const seen = LENDERS[key].flatMap((name) => fitted.get(name) ?? []).map(({ best }) => Math.log(best.shared[key]));
    return seen.length > 0 ? { mean: median(seen), deviation: BORROWED_DEVIATION } : COLD_PRIORS[key];
  };
  return { arithmetic: lend('arithmetic'), traffic: lend('traffic'), fill: lend('fill'), row: COLD_PRIORS.row };
}
