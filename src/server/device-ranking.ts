// Rows of devices from their counts, and their order: pure. Verified and unverified runs are ranked apart, by the median of what
// each population is trusted for; software and devices with few runs follow unranked.
import {
  LEAST_RUNS_TO_RANK,
  METRICS,
  POPULATIONS,
  type DeviceRow,
  type Metric,
  type Population,
  type Spread,
} from '../contract/devices.ts';
import { isSoftwareName } from '../report/gpu-name.ts';
import { spreadOf, type Count } from './device-buckets.ts';

export interface MetricCount extends Count {
  readonly metric: Metric;
}

/** What one device measured in one suite major and population, unranked. `counts` are all of its counts there. */
export function deviceRow(
  device: Pick<DeviceRow, 'gpu' | 'suite_major' | 'population' | 'runs'>,
  counts: readonly MetricCount[],
): DeviceRow {
  const [peak, bandwidth, verified] = METRICS.map((metric) => spreadOf(counts.filter((count) => count.metric === metric)));
  return {
    ...device,
    is_fallback: isSoftwareName(device.gpu),
    rank: null,
    peak_flop_per_second: peak ?? null,
    bandwidth_bytes_per_second: bandwidth ?? null,
    verified_flop_per_second: verified ?? null,
  };
}

/** Best first within each population, verified before unverified. Equal medians share a rank, as they are equal to 1 %. */
export function ranked(rows: readonly DeviceRow[]): readonly DeviceRow[] {
  return POPULATIONS.flatMap((population) => {
    const ordered = rows.filter((row) => row.population === population).toSorted(byMerit);
    let rank = 0;
    return ordered.map((row, index) => {
      if (!isRankable(row)) return row;
      if (medianOf(row) !== medianOf(ordered[index - 1])) rank = index + 1;
      return { ...row, rank };
    });
  });
}

/** What a population is ranked by. */
export function meritOf(row: DeviceRow): Spread | null {
  const merit: Readonly<Record<Population, Spread | null>> = {
    verified: row.verified_flop_per_second,
    unverified: row.peak_flop_per_second,
  };
  return merit[row.population];
}

function byMerit(a: DeviceRow, b: DeviceRow): number {
  return (
    Number(isRankable(b)) - Number(isRankable(a)) || medianOf(b) - medianOf(a) || b.runs - a.runs || (a.gpu < b.gpu ? -1 : 1)
  );
}

function isRankable(row: DeviceRow): boolean {
  return !row.is_fallback && row.runs >= LEAST_RUNS_TO_RANK && meritOf(row) !== null;
}

function medianOf(row: DeviceRow | undefined): number {
  return (row && meritOf(row)?.median) ?? 0;
}
