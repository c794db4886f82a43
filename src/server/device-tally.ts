// The aggregates that go with every run: numbers of runs by device and by 1 % steps of each metric. Additions only, in one order,
// so that concurrent transactions neither lose counts nor wait for each other in a circle.
import { sql, type Kysely } from 'kysely';
import type { DeviceCountRow, DeviceRunsRow, RunRow, Tables } from './database/database.ts';
import { countsOf, populationOf } from './device-buckets.ts';

/** A listed run to be counted (1), or one that is listed no longer (-1). */
export interface Tallied {
  readonly row: RunRow;
  readonly runs: 1 | -1;
}

/** Rows of one statement; each brings six parameters of SQLite's 32,766. */
const MOST_ROWS = 1_000;

export async function tally(transaction: Kysely<Tables>, changed: readonly Tallied[]): Promise<void> {
  for (const values of slices(deviceRuns(changed)))
    await transaction
      .insertInto('devices')
      .values(values)
      .onConflict((conflict) =>
        conflict
          .columns(['gpu', 'suite_major', 'population'])
          .doUpdateSet({ runs: sql`devices.runs + excluded.runs`, changes: sql`devices.changes + excluded.changes` }),
      )
      .execute();
  for (const values of slices(deviceCounts(changed)))
    await transaction
      .insertInto('device_counts')
      .values(values)
      .onConflict((conflict) =>
        conflict
          .columns(['gpu', 'suite_major', 'population', 'metric', 'bucket'])
          .doUpdateSet({ runs: sql`device_counts.runs + excluded.runs` }),
      )
      .execute();
}

/** What the changed runs add to the numbers of runs by device, one row a device, in the order of their keys. */
export function deviceRuns(changed: readonly Tallied[]): readonly DeviceRunsRow[] {
  const sums = new Map<string, DeviceRunsRow>();
  for (const { row, runs } of changed) {
    const { gpu, suite_major } = row;
    const population = populationOf(row);
    const key = [gpu, suite_major, population].join('\0');
    const known = sums.get(key);
    sums.set(key, { gpu, suite_major, population, runs: (known?.runs ?? 0) + runs, changes: (known?.changes ?? 0) + 1 });
  }
  return inOrder(sums);
}

/** What the changed runs add to the counts by 1 % steps, one row a step, in the order of their keys. */
export function deviceCounts(changed: readonly Tallied[]): readonly DeviceCountRow[] {
  const sums = new Map<string, DeviceCountRow>();
  for (const { row, runs } of changed)
    for (const { metric, bucket } of countsOf(row)) {
      const { gpu, suite_major } = row;
      const population = populationOf(row);
      const key = [gpu, suite_major, population, metric, bucket].join('\0');
      sums.set(key, { gpu, suite_major, population, metric, bucket, runs: (sums.get(key)?.runs ?? 0) + runs });
    }
  return inOrder(sums);
}

function inOrder<Row>(sums: ReadonlyMap<string, Row>): readonly Row[] {
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function slices<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  return Array.from({ length: Math.ceil(rows.length / MOST_ROWS) }, (_, index) =>
    rows.slice(index * MOST_ROWS, (index + 1) * MOST_ROWS),
  );
}
