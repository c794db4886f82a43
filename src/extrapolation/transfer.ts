// What a run tells about an H100: the shape of efficiency against work, never its level. Rests on device-model/.
// Carried over, each in dimensionless terms and shrunk towards what was believed before: launches that an operation costs
// beyond its work, pipeline depths that a matrix product pays for its k, and the loss in the last wave of tiles.
// Not carried over, as no measurement elsewhere can tell it: the peak and the bandwidth (data sheets), what software
// reaches of them (measured maxima, published runs), and networks. All intervals here are 90 %.
import type { Run } from '../contract/run.ts';
import { forMember } from '../device-model/class-fit.ts';
import { machineOf, type DeviceModel } from '../device-model/fit.ts';
import { observe } from '../device-model/observation.ts';
import { memberOf } from '../device-model/operation-class.ts';
import { launchesOfWork, lawSeconds } from '../device-model/roofline-law.ts';
import { NORMAL_POINT, NORMAL_POINT_90 } from '../statistics/distribution.ts';
import { withinFactor, type Estimate } from '../units/estimate.ts';
import { shapeOf, type ShapeObservation } from './matmul-shape.ts';

export type TermName = 'overhead' | 'depth' | 'wave';

export interface Term {
  readonly name: TermName;
  /** Why this term exists on any GPU, and why its number should be alike on another. */
  readonly reason: string;
  readonly prior: Estimate;
  /** Of this run; its interval is that of the measurement alone. Undefined where the run could not tell. */
  readonly measured: Estimate | undefined;
  /** Products of the run behind it. */
  readonly trialCount: number;
  /** What is used for an H100. */
  readonly value: Estimate;
  /** Share of the run's own word in it, 0 to 1; the rest is the prior's. */
  readonly weight: number;
  /** Logarithmic 90 % half-widths that the measurement, and the step from this device to an H100, leave. */
  readonly measurementHalfWidth: number;
  readonly transferHalfWidth: number;
}

export type Transfer = Readonly<Record<TermName, Term>>;

/**
 * How alike two devices are in such a number: batch-1 decode of 15 devices under CUDA, Metal and WebGPU has overheads that
 * spread by this factor about their common value (90 %; data/published/local.csv, a test recomputes it). Within one software stack it is 1.7.
 */
export const DEVICE_FACTOR = 3.2;

const REASONS: Readonly<Record<TermName, string>> = {
  overhead:
    'Every kernel is launched, ramps up and drains, whatever its work; counted in launches of the device, devices under three software stacks agree within a factor of 3.2.',
  depth:
    'A tile loads its first operands and writes its result once for all of k; counted in depths of its tile, that depends on the kernel’s pipeline and not on the device’s speed.',
  wave: 'Tiles come in waves of as many as the device holds; the last one is rarely full. The share of that loss which splitting k does not hide depends on kernels, the number of places on the device’s data sheet.',
};

const PRIORS: Readonly<Record<TermName, Estimate>> = {
  // One launch beyond an empty one: published runs of 0.1 B models are consistent with it.
  overhead: withinFactor(1, 3.2),
  // The 48 elements of k that the cluster model takes a product to lose (kernel-rates.ts), in depths of 64 of an H100's tile.
  depth: withinFactor(0.75, 4),
  // Between hidden altogether and lost altogether.
  wave: { value: 0.5, low: 0.2, high: 1 },
};

/** Fewest products, and least span of their work, k or tiles, from which a run can tell a term. */
const FEWEST_TRIALS = 6;
const LEAST_SPAN = 10;

/** Without a run the priors speak alone, with their whole width. */
export function transferOf(run: { readonly run: Run; readonly model: DeviceModel } | undefined): Transfer {
  if (run === undefined) return { overhead: prior('overhead'), depth: prior('depth'), wave: prior('wave') };
  const products = productsOf(run.run, run.model);
  const shape = products.length >= FEWEST_TRIALS ? shapeOf(products) : undefined;
  const canTell = (of: (product: ShapeObservation) => number) => spanOf(products.map(of)) >= LEAST_SPAN;
  return {
    overhead: joined('overhead', measuredOverhead(run.model), run.model.classes.matmul.trialCount),
    depth: joined('depth', canTell(({ depths }) => depths) ? shape?.depth : undefined, products.length),
    wave: joined('wave', canTell(({ tiles }) => tiles) ? shape?.wave : undefined, products.length),
  };
}

function prior(name: TermName): Term {
  return joined(name, undefined, 0);
}

function joined(name: TermName, measured: Estimate | undefined, trialCount: number): Term {
  const before = PRIORS[name];
  const reason = REASONS[name];
  const priorWidth = halfWidth(before);
  if (measured === undefined) {
    const widths = { measurementHalfWidth: 0, transferHalfWidth: priorWidth };
    return { name, reason, prior: before, measured, trialCount: 0, value: before, weight: 0, ...widths };
  }
  const ownWidth = Math.hypot(halfWidth(measured), Math.log(DEVICE_FACTOR));
  const weight = priorWidth ** 2 / (priorWidth ** 2 + ownWidth ** 2);
  const middle = Math.exp(weight * Math.log(measured.value) + (1 - weight) * Math.log(before.value));
  const measurementHalfWidth = weight * halfWidth(measured);
  const transferHalfWidth = Math.hypot(weight * Math.log(DEVICE_FACTOR), (1 - weight) * priorWidth);
  const width = Math.hypot(measurementHalfWidth, transferHalfWidth);
  const most = name === 'wave' ? 1 : Infinity;
  const value = {
    value: Math.min(most, middle),
    low: Math.min(most, middle * Math.exp(-width)),
    high: Math.min(most, middle * Math.exp(width)),
  };
  return { name, reason, prior: before, measured, trialCount, value, weight, measurementHalfWidth, transferHalfWidth };
}

function halfWidth({ low, high }: Estimate): number {
  return Math.log(high / low) / 2;
}

function measuredOverhead({ classes }: DeviceModel): Estimate | undefined {
  const { best, draws, trialCount, range } = classes.matmul;
  if (trialCount < FEWEST_TRIALS || range === undefined || range.most / range.least < LEAST_SPAN) return undefined;
  const logs = draws.map(({ shared }) => Math.log(1 + shared.fill));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / Math.max(1, logs.length - 1));
  return withinFactor(1 + best.shared.fill, Math.exp(NORMAL_POINT_90 * deviation));
}

/** Products whose time is mostly work: what shape costs is seen there, and not hidden by the launch. */
const LEAST_LAUNCHES = 3;

function productsOf(run: Run, model: DeviceModel): readonly ShapeObservation[] {
  const machine = machineOf(model);
  const fit = model.classes.matmul;
  const kernels = new Map(run.trials.map(({ id, kernel }) => [id, kernel]));
  return observe(run).flatMap((observation) => {
    const { operation, seconds, trial } = observation;
    if (operation.kind !== 'matmul' || launchesOfWork(machine, observation) < LEAST_LAUNCHES) return [];
    const tile = tileOf(kernels.get(trial) ?? '');
    const law = lawSeconds(machine, forMember(fit, fit.best, memberOf(operation)), observation);
    return [
      {
        depths: operation.k / tile.k,
        tiles: Math.ceil(operation.m / tile.m) * Math.ceil(operation.n / tile.n),
        excess: Math.log(seconds.value / law),
        deviation: Math.hypot(fit.scatter, Math.log(seconds.high / seconds.low) / 2 / NORMAL_POINT),
      },
    ];
  });
}

/** From the kernel's name, which says m × n × k; kernels without tiles count as the smallest tiled one. */
function tileOf(kernel: string): { readonly m: number; readonly n: number; readonly k: number } {
  const [, m, n, k] = /(\d+)x(\d+)x(\d+)/.exec(kernel) ?? [];
  return { m: Number(m ?? 32), n: Number(n ?? 32), k: Number(k ?? 16) };
}

function spanOf(values: readonly number[]): number {
  return values.length > 0 ? Math.max(...values) / Math.min(...values) : 0;
}
