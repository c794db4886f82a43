// The counts as the rows say they should be, against those that are kept. Reads every listed run once, in pages.
import { sql, type Kysely } from 'kysely';
import type { DeviceCountRow, DeviceRunsRow, RunRow, Tables } from './database/database.ts';
import { deviceCounts, deviceRuns, type Tallied } from './device-tally.ts';

const PAGE = 5_000;
/** Rows of one statement, of six parameters each. */
const MOST_ROWS = 1_000;

export interface CountFaults {
  /** With the number of runs that the rows give; 0 where they give none. */
  readonly devices: readonly DeviceRunsRow[];
  readonly counts: readonly DeviceCountRow[];
}

/** Every kept number that differs. `transaction` must be one snapshot: what is stored meanwhile is not a fault. */
export async function findCountFaults(transaction: Kysely<Tables>): Promise<CountFaults> {
  const devices = new Map<string, DeviceRunsRow>();
  const counts = new Map<string, DeviceCountRow>();
  for await (const rows of listedRuns(transaction)) {
    const tallied: readonly Tallied[] = rows.map((row) => ({ row, runs: 1 }));
    for (const row of deviceRuns(tallied)) add(devices, keyOf(row), row);
    for (const row of deviceCounts(tallied)) add(counts, keyOf(row), row);
  }
  const keptDevices = await transaction.selectFrom('devices').selectAll().execute();
  const keptCounts = await transaction.selectFrom('device_counts').selectAll().execute();
  return { devices: differences(devices, keptDevices), counts: differences(counts, keptCounts) };
}

/** Sets what was found; servers that keep readings of these devices will read them again. */
export async function mendCounts(transaction: Kysely<Tables>, { devices, counts }: CountFaults): Promise<void> {
  for (let start = 0; start < counts.length; start += MOST_ROWS)
    await transaction
      .insertInto('device_counts')
      .values(counts.slice(start, start + MOST_ROWS))
      .onConflict((conflict) =>
        conflict.columns(['gpu', 'suite_major', 'population', 'metric', 'bucket']).doUpdateSet({ runs: sql`excluded.runs` }),
      )
      .execute();
  for (let start = 0; start < devices.length; start += MOST_ROWS)
    await transaction
      .insertInto('devices')
      .values(devices.slice(start, start + MOST_ROWS))
      .onConflict((conflict) => conflict.columns(['gpu', 'suite_major', 'population']).doUpdateSet({ runs: sql`excluded.runs` }))
      .execute();
  await transaction
    .updateTable('devices')
    .set({ changes: sql`changes + 1` })
    .execute();
}

async function* listedRuns(transaction: Kysely<Tables>): AsyncGenerator<readonly RunRow[]> {
  for (let after = ''; ;) {
    const rows = await transaction.selectFrom('runs').selectAll().where('id', '>', after).orderBy('id').limit(PAGE).execute();
    yield rows.filter(({ standing }) => standing === 'listed');
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

function add<Row extends { readonly runs: number }>(sums: Map<string, Row>, key: string, row: Row): void {
  sums.set(key, { ...row, runs: row.runs + (sums.get(key)?.runs ?? 0) });
}

/** Rows whose number is not the kept one, with the number they should have. */
function differences<Row extends DeviceRunsRow | DeviceCountRow>(
  wanted: ReadonlyMap<string, Row>,
  kept: readonly Row[],
): readonly Row[] {
  const found = new Map(kept.map((row) => [keyOf(row), row.runs]));
  const wrong = [...wanted.values()].filter((row) => found.get(keyOf(row)) !== row.runs);
  const surplus = kept.filter((row) => row.runs !== 0 && !wanted.has(keyOf(row))).map((row) => ({ ...row, runs: 0 }));
  return [...wrong, ...surplus];
}

function keyOf(row: DeviceRunsRow | DeviceCountRow): string {
  const ofCount = 'bucket' in row ? [row.metric, row.bucket] : [];
  return [row.gpu, row.suite_major, row.population, ...ofCount].join('\0');
}
