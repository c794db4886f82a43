// The device model: ceilings and class efficiencies of one device, from the trials of one run. Rests on contract/,
// statistics/, workload/. What it says of an operation stands in predict.ts.
import type { Run } from '../contract/run.ts';
import type { Prior } from '../statistics/least-squares.ts';
import { createRandom } from '../statistics/random.ts';
import { median } from '../statistics/summary.ts';
import { findCeilings, isGrounded, type CeilingBasis, type Ceilings } from './ceilings.ts';
import { fitClass, type ClassFit, type ClassPriors } from './class-fit.ts';
import { observe } from './observation.ts';
import { classOf, OPERATION_CLASSES, type OperationClass } from './operation-class.ts';
import type { Machine } from './roofline-law.ts';

export interface DeviceModel extends Ceilings {
  readonly basis: CeilingBasis;
  readonly classes: Readonly<Record<OperationClass, ClassFit>>;
}

/**
 * Before any trial: operations reach about half of the arithmetic ceiling and three quarters of the bandwidth, each
 * within a factor 9 or 6 (95 %), and need about one launch more than an empty dispatch, within a factor 20.
 */
const COLD_PRIORS: ClassPriors = {
  arithmetic: { mean: Math.log(0.5), deviation: Math.log(3) },
  traffic: { mean: Math.log(0.75), deviation: Math.log(2.5) },
  fill: { mean: 0, deviation: 1.5 },
};

/** A class without trials borrows the others' median efficiencies, within a factor 5 either way (95 %). */
const BORROWED_DEVIATION = Math.log(5) / 2;

/** Trials from which a class's efficiencies are lent to those without. */
const FEWEST_TO_LEND = 3;

/** Probes reach their own ceilings by definition: their classes lean on 1 and lend nothing. */
const PROBE_PRIOR: Prior = { mean: 0, deviation: 0.2 };
const PROBE_PRIORS: ClassPriors = { ...COLD_PRIORS, arithmetic: PROBE_PRIOR, traffic: PROBE_PRIOR };

/** Whether a run has anything to fit: one measured trial with arithmetic or traffic. */
export function hasMeasurement(run: Run): boolean {
  return isGrounded(observe(run));
}

/**
 * Fits the model to every valid sample of a run; the same run gives the same model (the bootstrap is seeded by the
 * run's seed). Throws a RangeError where hasMeasurement(run) is false: such a run says nothing of its device.
 */
export function fitDeviceModel(run: Run): DeviceModel {
  const observations = observe(run);
  const { ceilings, basis } = findCeilings(observations);
  const machine = machineOf(ceilings);
  const fitted = OPERATION_CLASSES.map((name) => {
    const ofClass = observations.filter(({ operation }) => classOf(operation) === name);
    const fit = (priors: ClassPriors) => fitClass(machine, ofClass, priors, createRandom(seedOf(run.seed, name)));
    return { name, fit, own: ofClass.length > 0 || isProbe(name) ? fit(isProbe(name) ? PROBE_PRIORS : COLD_PRIORS) : undefined };
  });
  const borrowed = borrowPriors(fitted.flatMap(({ name, own }) => (own && !isProbe(name) && own.trialCount >= FEWEST_TO_LEND ? [own] : [])));
  const classes = Object.fromEntries(fitted.map(({ name, fit, own }) => [name, own ?? fit(borrowed)]));
  return { ...ceilings, basis, classes: classes as Record<OperationClass, ClassFit> };
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

function borrowPriors(lenders: readonly ClassFit[]): ClassPriors {
  const lend = (key: keyof ClassPriors): Prior =>
    lenders.length > 0 ? { mean: median(lenders.map(({ best }) => Math.log(best.shared[key]))), deviation: BORROWED_DEVIATION } : COLD_PRIORS[key];
  return { arithmetic: lend('arithmetic'), traffic: lend('traffic'), fill: lend('fill') };
}
