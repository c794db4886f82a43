// The columns of devices.csv: one row a GPU, suite major, population and metric. Medians are those that the service shows:
// read from counts in steps of 1 % (server/device-buckets.ts).
import type { Metric, Population, Spread } from '../contract/devices.ts';
import type { DeviceCountRow } from '../server/database/database.ts';
import { spreadOf } from '../server/device-buckets.ts';
import { column, type Column } from './column.ts';

export interface DeviceSpread extends Spread {
  readonly gpu: string;
  readonly suite_major: number;
  readonly population: Population;
  readonly metric: Metric;
}

/** Sorted by its four keys, by code unit, so that every database gives the same order. */
export function deviceSpreads(counts: readonly DeviceCountRow[]): readonly DeviceSpread[] {
  const groups = Map.groupBy(counts, ({ gpu, suite_major, population, metric }) =>
    JSON.stringify([gpu, suite_major, population, metric]),
  );
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group;
      const spread = spreadOf(group);
      if (first === undefined || spread === null) return [];
      const { gpu, suite_major, population, metric } = first;
      return [{ gpu, suite_major, population, metric, ...spread }];
    });
}

const QUANTILE = 'right to ±0.5 %';

export const DEVICE_COLUMNS: readonly Column<DeviceSpread>[] = [
  column('gpu', 'text', '', 'Name under which runs of one GPU are grouped.', ({ gpu }) => gpu),
  column('suite_major', 'integer', '', 'Runs of different majors are never compared.', ({ suite_major }) => suite_major),
  column('population', 'text', '', 'verified or unverified; the two are never mixed.', ({ population }) => population),
  column('metric', 'text', '', 'Name of the quantity, which ends in its unit.', ({ metric }) => metric),
  column('runs', 'integer', '', 'Runs counted. Below five there is no rank.', ({ runs }) => runs),
  column('p10', 'number', 'of the metric', `Tenth percentile of the runs, ${QUANTILE}.`, ({ p10 }) => p10),
  column('median', 'number', 'of the metric', `Median of the runs, ${QUANTILE}.`, ({ median }) => median),
  column('p90', 'number', 'of the metric', `Ninetieth percentile of the runs, ${QUANTILE}.`, ({ p90 }) => p90),
];
