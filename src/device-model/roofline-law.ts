// The law by which one dispatch's time follows from its work: the only place where it is written. Rests on workload/.
//
//   seconds = launch + member · (fill + rows · row + (compute^p + traffic^p)^(1/p))
//   compute = FLOP / (peak · arithmetic efficiency)       traffic = bytes / (bandwidth · traffic efficiency)
//
// launch: what even an empty dispatch costs. fill: seconds in which a kernel of the class fills and drains the device,
// the same whatever the work, so that the efficiency is W / (W + W_half) of its limit at work W. The p-norm stands
// between the two extremes of perfect overlap (the larger of both) and none (their sum). member: how much slower than
// its class a member's kernel is. row: what a reduction over one row costs in barriers, whatever its width; next to
// nothing on a GPU, most of a norm's time on a software device, which runs few workgroups at once. Neglected: dependence on the shape at equal work, caches, clocks that change.
import type { Bytes, Flop, Fraction, Seconds } from '../units/units.ts';
import { bytes, flop, type Operation } from '../workload/operation.ts';
import { classOf } from './operation-class.ts';

/** Ceilings as plain numbers: within a fit they are fixed, as only their products with efficiencies matter. */
export interface Machine {
  readonly peak: number;
  readonly bandwidth: number;
  readonly launch: Seconds;
}

export interface Work {
  readonly flop: Flop;
  readonly bytes: Bytes;
  /** Rows that are reduced one by one: those of a norm; 0 of anything else. */
  readonly rows: number;
}

export function workOf(operation: Operation, bytesPerElement: Bytes): Work {
  const rows = classOf(operation) === 'norm' && 'rows' in operation ? operation.rows : 0;
  return { flop: flop(operation), bytes: bytes(operation, bytesPerElement), rows };
}

/** What a fit finds; all positive. */
export interface LawParameters {
  /** Share of the peak, and of the bandwidth, that large work reaches. */
  readonly arithmetic: Fraction;
  readonly traffic: Fraction;
  /** Fill in units of the launch, so that it carries over to another machine. */
  readonly fill: number;
  /** Reduction of one row, in launches. */
  readonly row: number;
  /** How much slower a member is than its class; 1 for a class of one member. */
  readonly member: number;
}

/** Overlap of arithmetic and traffic: at the ridge, where both take equally long, 2^(1/6) − 1 = 12 % above the larger. */
const OVERLAP = 6;

/** Seconds of one dispatch; rising in FLOP and in bytes. */
export function lawSeconds(machine: Machine, parameters: LawParameters, work: Work): Seconds {
  const { fill, rows, stream } = terms(machine, parameters, work);
  return machine.launch + parameters.member * (fill + rows + stream);
}

/** Seconds of one dispatch, and the derivatives of their logarithm by the logarithm of each parameter. */
export function lawSlopes(
  machine: Machine,
  parameters: LawParameters,
  work: Work,
): { readonly seconds: Seconds; readonly slopes: LawParameters } {
  const { member } = parameters;
  const { fill, rows, stream, computeShare } = terms(machine, parameters, work);
  const seconds = machine.launch + member * (fill + rows + stream);
  const slopes = {
    arithmetic: -(member * stream * computeShare) / seconds,
    traffic: -(member * stream * (1 - computeShare)) / seconds,
    fill: (member * fill) / seconds,
    row: (member * rows) / seconds,
    member: (member * (fill + rows + stream)) / seconds,
  };
  return { seconds, slopes };
}

function terms(machine: Machine, parameters: LawParameters, work: Work) {
  const compute = work.flop / machine.peak / parameters.arithmetic;
  const traffic = work.bytes / machine.bandwidth / parameters.traffic;
  // Taken relative to the longer one, so that powers neither overflow nor vanish; 0 where there is no work at all.
  const longer = Math.max(compute, traffic) || Number.MIN_VALUE;
  const computePower = power(compute / longer);
  const powers = computePower + power(traffic / longer);
  return {
    fill: machine.launch * parameters.fill,
    rows: machine.launch * parameters.row * work.rows,
    stream: powers > 0 ? longer * powers ** (1 / OVERLAP) : 0,
    computeShare: powers > 0 ? computePower / powers : 0,
  };
}

/** One of the two ratios is always 1, and fits evaluate the law a hundred thousand times. */
function power(ratio: number): number {
  return ratio === 1 ? 1 : ratio ** OVERLAP;
}

/** The work in dimensionless terms: seconds at the bare ceilings, the longer of both, in units of the launch. */
export function launchesOfWork(machine: Machine, work: Work): number {
  return Math.max(work.flop / machine.peak, work.bytes / machine.bandwidth) / machine.launch;
}
