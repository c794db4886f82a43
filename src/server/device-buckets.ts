// How a device's runs are counted: by steps of 1 % of each metric, so that a run is three additions, in any order, on any server,
// and medians are read from a few hundred counts, however many runs there are.
import { METRICS, type Metric, type Population, type Spread } from '../contract/devices.ts';
import type { RunRow } from './database/database.ts';

const STEP = Math.log(1.01);

/** The step that a positive value falls into. */
export function bucketOf(value: number): number {
  return Math.floor(Math.log(value) / STEP);
}

/** The middle of a step, at most 0.5 % from every value in it. */
export function valueOf(bucket: number): number {
  return Math.exp((bucket + 0.5) * STEP);
}

export interface Count {
  readonly bucket: number;
  readonly runs: number;
}

/** Nearest-rank quantiles of the counted runs; null where there are none. */
export function spreadOf(counts: readonly Count[]): Spread | null {
  const ascending = counts.filter(({ runs }) => runs > 0).toSorted((a, b) => a.bucket - b.bucket);
  const total = ascending.reduce((sum, { runs }) => sum + runs, 0);
  if (total === 0) return null;
  const at = (share: number) => {
    let below = 0;
    for (const { bucket, runs } of ascending) {
      below += runs;
      if (below >= share * total) return valueOf(bucket);
    }
    return valueOf(ascending.at(-1)?.bucket ?? 0);
  };
  return { runs: total, p10: at(0.1), median: at(0.5), p90: at(0.9) };
}

/** Verified runs count apart from all others. */
export function populationOf(row: Pick<RunRow, 'verified_flop_per_second'>): Population {
  return row.verified_flop_per_second === null ? 'unverified' : 'verified';
}

/** The counts that a run is part of. */
export function countsOf(row: Pick<RunRow, Metric>): readonly { readonly metric: Metric; readonly bucket: number }[] {
  return METRICS.flatMap((metric) => {
    const value = row[metric];
    return value === null || !(value > 0) ? [] : [{ metric, bucket: bucketOf(value) }];
  });
}
