// What bounds every operation on a device: arithmetic, memory, launch. Rests on observation.ts and units/.
// Each ceiling says what it stands on, so that a run without a probe still has one, and it is seen to be weaker.
import type { Estimate } from '../units/estimate.ts';
import { product, quotient, withinFactor } from '../units/estimate.ts';
import type { BytesPerSecond, FlopPerByte, FlopPerSecond, Seconds } from '../units/units.ts';
import type { Observation } from './observation.ts';

/** probe: its own probe. fastest-operation: the best rate of any other trial. other-ceiling: the other one and a typical balance. */
export type Basis = 'probe' | 'fastest-operation' | 'other-ceiling';

export interface Ceilings {
  /** FLOP/s that the FMA chain reaches, or what beat it. */
  readonly peak: Estimate<FlopPerSecond>;
  /** Bytes/s, read and written, of the largest copy. */
  readonly bandwidth: Estimate<BytesPerSecond>;
  /** Seconds of a dispatch that does nothing, one after the other as they are timed. */
  readonly launch: Estimate<Seconds>;
}

export type CeilingBasis = Readonly<Record<keyof Ceilings, Basis>>;

/**
 * FLOP per byte at the ridge of a device whose one ceiling was not seen: processors and GPUs of the years 2015 to 2025
 * have f32 balances of about 5 (server processors) to 80 (consumer GPUs); the factor covers both ends.
 */
const TYPICAL_BALANCE: Estimate<FlopPerByte> = withinFactor(20, 5);

/** A rate seen in an operation is a floor of the ceiling, and the ceiling may well be twice as high. */
const UNSEEN_HEADROOM = 2;

/** A launch that no probe saw is at most the shortest dispatch; it may be any smaller part of it. */
const UNSEEN_LAUNCH_FACTOR = 10;

/** Least share of a dispatch's time that is held to be work, however long a launch seems. */
const LEAST_WORK_SHARE = 0.05;

/** Whether anything was measured that ceilings can stand on: a trial with arithmetic or traffic. */
function isGrounded(observations: readonly Observation[]): boolean {
  return observations.some(({ flop, bytes }) => flop > 0 || bytes > 0);
}

/** Throws a RangeError where nothing was measured (isGrounded false): then there is nothing to say about the device. */
export function findCeilings(observations: readonly Observation[]): {
  readonly ceilings: Ceilings;
  readonly basis: CeilingBasis;
} {
  if (!isGrounded(observations)) throw new RangeError('no trial of this run was measured: nothing is known of the device');
  const launch = findLaunch(observations);
  const rates = observations.map((observation) => {
    const seconds = netOfLaunch(observation.seconds, launch.estimate);
    return { observation, flop: rate(observation.flop, seconds), bytes: rate(observation.bytes, seconds) };
  });
  const kind = (name: string) => rates.filter(({ observation }) => observation.operation.kind === name);
  const others = rates.filter(({ observation }) => observation.operation.kind !== 'fma' && observation.operation.kind !== 'copy');
  const peak = findPeak(
    kind('fma').map((entry) => ({ ...entry.flop, work: entry.observation.flop })),
    // Whole numbers have units of their own, which say nothing about the arithmetic of everything else.
    others.filter(({ observation }) => observation.operation.kind !== 'matmul-quantised-int8').map((entry) => entry.flop),
  );
  const bandwidth = findBandwidth(
    kind('copy').map((entry) => ({ ...entry.bytes, work: entry.observation.bytes })),
    others.map((entry) => entry.bytes),
  );
  const fromBandwidth = bandwidth && { estimate: product(bandwidth.estimate, TYPICAL_BALANCE), basis: 'other-ceiling' as const };
  const fromPeak = peak && { estimate: quotient(peak.estimate, TYPICAL_BALANCE), basis: 'other-ceiling' as const };
  const top = peak ?? fromBandwidth;
  const flow = bandwidth ?? fromPeak;
  if (top === undefined || flow === undefined) throw new RangeError('neither arithmetic nor traffic was measured');
  return {
    ceilings: { peak: top.estimate, bandwidth: flow.estimate, launch: launch.estimate },
    basis: { peak: top.basis, bandwidth: flow.basis, launch: launch.basis },
  };
}

/** Time of the work alone: the launch taken off, but never more than leaves 5 % of the time. Positive and ordered. */
export function netOfLaunch(seconds: Estimate<Seconds>, launch: Estimate<Seconds>): Estimate<Seconds> {
  const net = (total: Seconds, off: Seconds) => Math.max(total - off, LEAST_WORK_SHARE * total);
  return { value: net(seconds.value, launch.value), low: net(seconds.low, launch.high), high: net(seconds.high, launch.low) };
}

interface Found<Q extends number> {
  readonly estimate: Estimate<Q>;
  readonly basis: Basis;
}
interface Rated extends Estimate {
  readonly work: number;
}

function rate(work: number, seconds: Estimate<Seconds>): Estimate {
  return { value: work / seconds.value, low: work / seconds.high, high: work / seconds.low };
}

function findLaunch(observations: readonly Observation[]): Found<Seconds> {
  const empty = observations.find(({ operation }) => operation.kind === 'empty');
  if (empty) return { estimate: empty.seconds, basis: 'probe' };
  const shortest = Math.min(...observations.map(({ seconds }) => seconds.value));
  return { estimate: withinFactor(shortest / UNSEEN_LAUNCH_FACTOR, UNSEEN_LAUNCH_FACTOR), basis: 'fastest-operation' };
}

/**
 * The best of the longest chains: of those with at least an eighth of the most work, the one whose lower bound is
 * highest, which prefers the fast but not the lucky. A ceiling that an operation beats is none: then that one counts.
 */
function findPeak(probes: readonly Rated[], others: readonly Estimate[]): Found<FlopPerSecond> | undefined {
  const most = Math.max(0, ...probes.map(({ work }) => work));
  const [probe] = probes.filter(({ work }) => work > 0 && work >= most / 8).toSorted((a, b) => b.low - a.low);
  const fastest = highest(others);
  if (probe !== undefined && !(fastest !== undefined && fastest.low > probe.high)) {
    return { estimate: { value: probe.value, low: probe.low, high: probe.high }, basis: 'probe' };
  }
  return fastest && { estimate: probe ? fastest : withHeadroom(fastest), basis: 'fastest-operation' };
}

/** The largest copy: smaller ones may have stayed in a cache. Operations beat it for the same reason, so they do not count. */
function findBandwidth(probes: readonly Rated[], others: readonly Estimate[]): Found<BytesPerSecond> | undefined {
  const [probe] = probes.filter(({ work }) => work > 0).toSorted((a, b) => b.work - a.work);
  if (probe) return { estimate: { value: probe.value, low: probe.low, high: probe.high }, basis: 'probe' };
  const fastest = highest(others);
  return fastest && { estimate: withHeadroom(fastest), basis: 'fastest-operation' };
}

function highest(rates: readonly Estimate[]): Estimate | undefined {
  return rates.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value)[0];
}

function withHeadroom(seen: Estimate): Estimate {
  return { value: seen.value, low: seen.low, high: seen.high * UNSEEN_HEADROOM };
}
