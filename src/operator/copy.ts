// `copy`: everything from SQLite to PostgreSQL. Can be cut off and run again at any time: what is there already is compared, not
// doubled, and what changed since is brought up to date. Ends by comparing both sides row for row.
import type { Kysely } from 'kysely';
import type { Database, RunRow, Tables } from '../server/database/database.ts';
import { migrate } from '../server/database/migrations.ts';
import { openPostgresql } from '../server/database/postgresql.ts';
import { lockFolder } from '../server/database/sqlite.ts';
import { tally, type Tallied } from '../server/device-tally.ts';
import { StartError } from '../server/start-error.ts';
import { formatWhole } from '../units/format.ts';
import { fingerprints } from './fingerprint.ts';
import { dataFolder } from './sqlite-only.ts';
import { UsageError, type Call, type Verb } from './verb.ts';

const BATCH = 500;

export const copy: Verb = {
  purpose: 'copy everything from SQLite to a PostgreSQL, and compare; can be repeated',
  operands: [],
  flags: { to: { type: 'string', value: 'URL', purpose: 'postgresql://user:password@host:5432/name, with no server on it yet' } },
  run: async (call) => {
    const folder = dataFolder(call.settings, 'The copy goes from SQLite: unset it and give the PostgreSQL with --to.');
    const to = call.flags.get('to') ?? '';
    if (!/^postgres(ql)?:$/.test(URL.parse(to)?.protocol ?? ''))
      throw new UsageError('--to must be a URL such as postgresql://user:password@host:5432/name.');
    const isRunning = isServerOn(folder);
    const source = await call.open();
    const target = await openPostgresql(to, call.say);
    try {
      await migrate(target);
      await copyRuns(source, target, call);
      await copyOthers(source, target);
      return await compare(source, target, isRunning, call);
    } finally {
      await target.close();
    }
  },
};

async function copyRuns(source: Database, target: Database, { say }: Call): Promise<void> {
  let [seen, written] = [0, 0];
  for (let after = ''; ;) {
    const rows = await source.queries.selectFrom('runs').selectAll().where('id', '>', after).orderBy('id').limit(BATCH).execute();
    const last = rows.at(-1);
    if (last === undefined) break;
    written += await target.queries.transaction().execute((transaction) => copyBatch(source, transaction, rows));
    after = last.id;
    seen += rows.length;
    if (seen % (20 * BATCH) === 0) say(`${formatWhole(seen)} runs read, ${formatWhole(written)} written …`);
  }
  say(`${formatWhole(seen)} runs read, ${formatWhole(written)} written.`);
}

/** Brings the target's rows, documents and counts of these runs to the source's; how many rows that took. */
async function copyBatch(source: Database, transaction: Kysely<Tables>, rows: readonly RunRow[]): Promise<number> {
  const ids = rows.map(({ id }) => id);
  const there = new Map(
    (await transaction.selectFrom('runs').selectAll().where('id', 'in', ids).execute()).map((row) => [row.id, row]),
  );
  const different = rows.filter((row) => !isSame(row, there.get(row.id)));
  if (different.length === 0) return 0;
  const replaced = different.flatMap(({ id }) => there.get(id) ?? []);
  const differentIds = different.map(({ id }) => id);
  for (const table of ['documents', 'runs'] as const)
    await transaction.deleteFrom(table).where('id', 'in', differentIds).execute();
  await transaction.insertInto('runs').values(different).execute();
  const documents = await source.queries.selectFrom('documents').selectAll().where('id', 'in', differentIds).execute();
  if (documents.length > 0) await transaction.insertInto('documents').values(documents).execute();
  const counted = (runs: Tallied['runs']) => (row: RunRow) => (row.standing === 'listed' ? [{ row, runs }] : []);
  await tally(transaction, [...replaced.flatMap(counted(-1)), ...different.flatMap(counted(1))]);
  return different.length;
}

function isSame(row: RunRow, other: RunRow | undefined): boolean {
  return other !== undefined && Object.entries(row).every(([name, value]) => other[name as keyof RunRow] === value);
}

/** The log, and challenges with where they stand. Limits are forgotten within a minute anyway. */
async function copyOthers(source: Database, target: Database): Promise<void> {
  // Those that the source has forgotten since an earlier copy.
  await target.queries.deleteFrom('challenges').execute();
  for (const table of ['log', 'challenges'] as const)
    for (let after = ''; ;) {
      const rows = await source.queries
        .selectFrom(table)
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(BATCH)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) break;
      const ids = rows.map(({ id }) => id);
      await target.queries.transaction().execute(async (transaction) => {
        await transaction.deleteFrom(table).where('id', 'in', ids).execute();
        await transaction.insertInto(table).values(rows).execute();
      });
      after = last.id;
    }
}

async function compare(source: Database, target: Database, isRunning: boolean, { say }: Call): Promise<'done' | 'faults'> {
  const [here, there] = [await fingerprints(source.queries), await fingerprints(target.queries)];
  let isEqual = true;
  for (const [table, { rows, digest }] of here) {
    const other = there.get(table);
    const isTableEqual = other?.rows === rows && other.digest === digest;
    isEqual &&= isTableEqual;
    say(
      `${table.padEnd(15)}${formatWhole(rows)} rows, ${isTableEqual ? `equal (${digest.slice(0, 12)})` : `but ${formatWhole(other?.rows ?? 0)} there, or others`}`,
    );
  }
  if (isRunning)
    say('A server runs on the source: what it takes from now on is not copied. Stop it and copy again before changing over.');
  else if (isEqual) say('Both hold the same. Start the servers with DATABASE_URL.');
  return isEqual ? 'done' : 'faults';
}

function isServerOn(folder: string): boolean {
  try {
    lockFolder(folder).close();
    return false;
  } catch (error) {
    if (error instanceof StartError) return true;
    throw error;
  }
}
