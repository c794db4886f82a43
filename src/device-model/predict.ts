// What a device model says of operations that were not measured, each with a 95 % interval. Rests on fit.ts.
import { expandedInterval } from '../statistics/bootstrap.ts';
import type { Estimate } from '../units/estimate.ts';
import type { Bytes, Fraction, Seconds } from '../units/units.ts';
import type { Operation } from '../workload/operation.ts';
import type { Ceilings } from './ceilings.ts';
import { forMember, type ClassFit } from './class-fit.ts';
import { machineOf, type DeviceModel } from './fit.ts';
import { classOf, memberOf, type OperationClass } from './operation-class.ts';
import { launchesOfWork, lawSeconds, workOf, type Machine, type Work } from './roofline-law.ts';

/**
 * 95 % half-width, per factor e of work, of the exponent by which an efficiency may go on changing where nothing was
 * measured: work × 10 adds a factor 1.2, work × 1,000 a factor 1.7. The same exponent bounds what a slice may hide.
 */
export const EXPONENT_HALF_WIDTH = 0.08;

/**
 * Seconds of one dispatch on the device of the model. The interval joins, as independent logarithmic terms: the spread
 * of the fitted parameters; the scatter of single operations about the law, at least as wide as a trial of the class
 * is itself, so that no projection claims more than a measurement; the launch's own interval; and the distance from
 * the measured range of the class. Always positive, ordered, and rising in work at a given kind of operation.
 */
export function predict(model: DeviceModel, operation: Operation, bytesPerElement: Bytes): Estimate<Seconds> {
  return predictOn(model, model, operation, bytesPerElement);
}

/**
 * The same on another machine that runs the same kernels alike in dimensionless terms: equal efficiencies at equal
 * work in units of peak × launch. Its ceilings' own intervals are the caller's to add, where they matter.
 */
export function predictOn(
  model: DeviceModel,
  ceilings: Ceilings,
  operation: Operation,
  bytesPerElement: Bytes,
): Estimate<Seconds> {
  const name = classOf(operation);
  if (name === undefined) return ceilings.launch;
  const fit = model.classes[name];
  const machine = machineOf(ceilings);
  const work = workOf(operation, bytesPerElement);
  const member = memberOf(operation);
  const value = lawSeconds(machine, forMember(fit, fit.best, member), work);
  const drawn = fit.draws.map((draw) => lawSeconds(machine, forMember(fit, draw, member), work));
  const spread = expandedInterval(drawn, Math.max(2, fit.trialCount));
  const common = Math.hypot(
    Math.max(fit.scatterHalfWidth, fit.trialHalfWidth),
    EXPONENT_HALF_WIDTH * distanceFromRange(fit, launchesOfWork(machine, work)),
  );
  const launchUp = (ceilings.launch.high - ceilings.launch.value) / value;
  const launchDown = (ceilings.launch.value - ceilings.launch.low) / value;
  const up = Math.hypot(Math.log(Math.max(spread.high, value) / value), common, Math.log1p(launchUp));
  const down = Math.hypot(Math.log(value / Math.min(spread.low, value)), common, Math.log1p(launchDown));
  return { value, low: value * Math.exp(-down), high: value * Math.exp(up) };
}

/** Logarithm of how far work lies outside of a class's measured range; 0 within it, and where there is no range. */
function distanceFromRange({ range }: ClassFit, launches: number): number {
  if (range === undefined || !(launches > 0)) return 0;
  return Math.max(0, Math.log(launches / range.most), Math.log(range.least / launches));
}

export type Bound = 'arithmetic' | 'traffic';

/**
 * What carries over to another machine: the share of a ceiling that a class reaches at work that lasts `launches`
 * launches at that ceiling (FLOP / (peak · launch), or bytes / (bandwidth · launch)), bound by that ceiling alone.
 * It is limit · x / (x + half), with half = limit · (1 + fill): rising from 0 to the class's limit.
 */
export function efficiencyAgainstWork(
  model: DeviceModel,
  name: OperationClass,
  bound: Bound,
  launches: number,
): Estimate<Fraction> {
  const fit = model.classes[name];
  const unit: Machine = { peak: 1, bandwidth: 1, launch: 1 };
  const work: Work = bound === 'arithmetic' ? { flop: launches, bytes: 0, rows: 0 } : { flop: 0, bytes: launches, rows: 0 };
  const share = (parameters: ClassFit['best']) => launches / lawSeconds(unit, parameters.shared, work);
  const value = share(fit.best);
  const { low, high } = expandedInterval(fit.draws.map(share), Math.max(2, fit.trialCount));
  const ceiling = bound === 'arithmetic' ? model.peak : model.bandwidth;
  const common = Math.hypot(fit.scatterHalfWidth, EXPONENT_HALF_WIDTH * distanceFromRange(fit, launches));
  const up = Math.hypot(Math.log(Math.max(high, value) / value), common, Math.log(ceiling.value / ceiling.low));
  const down = Math.hypot(Math.log(value / Math.min(low, value)), common, Math.log(ceiling.high / ceiling.value));
  return { value, low: value * Math.exp(-down), high: value * Math.exp(up) };
}
