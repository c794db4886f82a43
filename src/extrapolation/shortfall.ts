// How far decoding falls short of the memory's bandwidth as a model shrinks, and whether that carries from device to
// device. Rests on statistics/. The law has two numbers that devices are taken to share, dimensionless or nearly so:
//   seconds a token = launches · bare launch + bytes / (bandwidth · limit)
// The left term is the same kernels launched on another device; it is what a measurement elsewhere can tell. The
// bandwidth is the device's own and comes from its data sheet.
import { median } from '../statistics/summary.ts';

/** One decode of a device: bytes of weights over the sheet's bandwidth, and what a token took. */
export interface DecodeRow {
  readonly device: string;
  /** Seconds that the weights need at the full bandwidth. */
  readonly ideal: number;
  readonly seconds: number;
}

export interface Shortfall {
  /** Seconds a token that do not shrink with the weights. */
  readonly overhead: number;
  /** Share of the bandwidth that large weights reach. */
  readonly limit: number;
}

const LIMITS: readonly number[] = Array.from({ length: 41 }, (_, index) => 0.6 + index / 100);
const OVERHEADS: readonly number[] = Array.from({ length: 81 }, (_, index) => 10 ** (-4 + index / 40));

/** The pair with the least mean over devices of the absolute logarithmic error; by grid, as there are two numbers. */
export function fitShortfall(rows: readonly DecodeRow[]): Shortfall {
  const devices = [...Map.groupBy(rows, ({ device }) => device).values()];
  const error = (law: Shortfall) =>
    devices.reduce((sum, own) => sum + own.reduce((total, row) => total + Math.abs(logError(law, row)), 0) / own.length, 0);
  let best: Shortfall = { overhead: 0, limit: 1 };
  let least = Infinity;
  for (const limit of LIMITS) {
    for (const overhead of OVERHEADS) {
      const found = error({ overhead, limit });
      if (found < least) [best, least] = [{ overhead, limit }, found];
    }
  }
  return best;
}

export function logError({ overhead, limit }: Shortfall, { ideal, seconds }: DecodeRow): number {
  return Math.log((overhead + ideal / limit) / seconds);
}

export interface LeftOut {
  readonly device: string;
  /** Median absolute logarithmic error on the device's rows. */
  readonly transferred: number;
  /** The same, with one share of the bandwidth for all sizes: no shape is carried over. */
  readonly constant: number;
  /** With the weight that the other devices, left out in turn, give to the transfer. */
  readonly shrunk: number;
  readonly weight: number;
}

const WEIGHTS: readonly number[] = [0, 0.25, 0.5, 0.75, 1];

/** Each device predicted from all the others. Throws with fewer than three devices. */
export function leaveOneDeviceOut(rows: readonly DecodeRow[]): readonly LeftOut[] {
  const devices = [...new Set(rows.map(({ device }) => device))];
  if (devices.length < 3) throw new RangeError('leaving one device out needs at least three');
  return devices.map((device) => {
    const own = rows.filter((row) => row.device === device);
    const others = rows.filter((row) => row.device !== device);
    const weight = weightOf(others);
    const errorsAt = (share: number) => median(own.map((row) => Math.abs(blended(others, row, share))));
    return { device, weight, transferred: errorsAt(1), constant: errorsAt(0), shrunk: errorsAt(weight) };
  });
}

/** The weight of the transfer at which these devices predict each other best. */
function weightOf(rows: readonly DecodeRow[]): number {
  const devices = [...new Set(rows.map(({ device }) => device))];
  const errorAt = (weight: number) =>
    devices.reduce((sum, device) => {
      const others = rows.filter((row) => row.device !== device);
      const own = rows.filter((row) => row.device === device);
      return sum + median(own.map((row) => Math.abs(blended(others, row, weight))));
    }, 0);
  return WEIGHTS.map((weight) => ({ weight, error: errorAt(weight) })).toSorted((a, b) => a.error - b.error)[0]?.weight ?? 0;
}

function blended(others: readonly DecodeRow[], row: DecodeRow, weight: number): number {
  return weight * logError(lawOf(others), row) + (1 - weight) * logError({ overhead: 0, limit: constantShare(others) }, row);
}

function constantShare(rows: readonly DecodeRow[]): number {
  const devices = [...Map.groupBy(rows, ({ device }) => device).values()];
  return median(devices.map((own) => median(own.map(({ ideal, seconds }) => ideal / seconds))));
}

const fitted = new WeakMap<readonly DecodeRow[], Shortfall>();

function lawOf(rows: readonly DecodeRow[]): Shortfall {
  const known = fitted.get(rows) ?? fitShortfall(rows);
  fitted.set(rows, known);
  return known;
}
