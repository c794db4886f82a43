// What pictures and previews say of a run or a device, in words. Rests on contract/ and units/.
import type { DeviceRow } from '../../contract/devices.ts';
import { formatBandwidth, formatRate, formatWhole } from '../../units/format.ts';
import type { RunRow } from '../database/database.ts';

/** Whether its work is proved; `held` waits for a person. */
export type Trust = 'verified' | 'unverified' | 'held';

export interface Facts {
  readonly gpu: string;
  readonly trust: Trust;
  /** `verified ≥ 7.2 TFLOP/s f32`, `unverified · 8.1 TFLOP/s`. */
  readonly headline: string;
  /** The number of it alone. */
  readonly figure: string;
}

export interface RunFacts extends Facts {
  readonly bandwidth: string;
  /** `1 July 2026`. */
  readonly day: string;
  readonly suite: string;
  readonly sizes: string;
}

type Row = Pick<
  RunRow,
  | 'gpu'
  | 'standing'
  | 'verified_flop_per_second'
  | 'peak_flop_per_second'
  | 'bandwidth_bytes_per_second'
  | 'created_at'
  | 'suite_version'
  | 'sizes_measured'
>;

const DIGITS = 2;

export function runFacts(row: Row): RunFacts {
  const { gpu, verified_flop_per_second: verified } = row;
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return {
    ...factsOf(
      gpu,
      row.standing === 'held' ? 'held' : verified === null ? 'unverified' : 'verified',
      verified,
      row.peak_flop_per_second,
    ),
    bandwidth: formatBandwidth(row.bandwidth_bytes_per_second, DIGITS),
    day: day.format(new Date(row.created_at)),
    suite: row.suite_version,
    sizes: `${formatWhole(row.sizes_measured)} model ${row.sizes_measured === 1 ? 'size' : 'sizes'} measured`,
  };
}

/** Of the first of the device's rows: its newest suite major, verified before unverified. */
export function deviceFacts({ gpu, population, runs, ...row }: DeviceRow): Facts & { readonly runs: string } {
  const counted = `${formatWhole(runs)} ${runs === 1 ? 'run' : 'runs'}`;
  const verified = row.verified_flop_per_second?.median ?? null;
  const facts = factsOf(gpu, population, verified, row.peak_flop_per_second?.median ?? 0);
  return { ...facts, headline: `${facts.headline} · ${counted}`, runs: counted };
}

function factsOf(gpu: string, trust: Trust, verified: number | null, peak: number): Facts {
  if (trust === 'verified' && verified !== null) {
    const figure = `≥ ${formatRate(roundedDown(verified), DIGITS)}`;
    return { gpu, trust, figure, headline: `verified ${figure} f32` };
  }
  const figure = formatRate(peak, DIGITS);
  return { gpu, trust, figure, headline: trust === 'held' ? 'held for review' : `unverified · ${figure}` };
}

/** To as many digits as are written, so that "at least" stays true. */
function roundedDown(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - DIGITS + 1);
  return Math.floor(value / step) * step;
}
