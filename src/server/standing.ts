// Changes of where a stored run stands, each one transaction with its counts and its line in the public log:
// an operator holds, hides and restores; whoever has the secret deletes.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { LogEntry } from '../contract/devices.ts';
import type { Database, RunRow, Tables } from './database/database.ts';
import { transact } from './database/transaction.ts';
import { tally } from './device-tally.ts';
import { entryOf } from './run-insert.ts';

/** `deleted`: the document is gone, so nothing can be shown again. `unchanged`: it stands there already; nothing was logged. */
export type StandingChange = 'changed' | 'unchanged' | 'not-found' | 'deleted';
export type Removal = 'deleted' | 'not-found' | 'wrong-secret' | 'gone';

export interface NewStanding {
  readonly standing: 'listed' | 'held' | 'hidden';
  /** For the log; held and hidden runs show it too. */
  readonly reason: string;
  readonly action: Exclude<LogEntry['action'], 'deleted'>;
}

const DELETED = 'Deleted by whoever submitted it.';

/** What a deleted run keeps is its id, so that its permalink can say so. Everything that came from the submitter is blanked. */
const TOMBSTONE = {
  created_at: new Date(0).toISOString(),
  gpu: '',
  is_fallback: 0,
  browser: '',
  os: '',
  length: '',
  precision: '',
  suite_version: '',
  suite_major: 0,
  peak_flop_per_second: 0,
  peak_flop_per_second_low: 0,
  peak_flop_per_second_high: 0,
  bandwidth_bytes_per_second: 0,
  bandwidth_bytes_per_second_low: 0,
  bandwidth_bytes_per_second_high: 0,
  sizes_measured: 0,
  verified_flop_per_second: null,
  verification: null,
  standing: 'deleted',
  reason: DELETED,
  delete_hash: null,
} as const satisfies Omit<RunRow, 'id'>;

export async function changeStanding(database: Database, id: string, to: NewStanding): Promise<StandingChange> {
  const at = await timeOf(database);
  const reason = to.standing === 'listed' ? null : to.reason;
  return transact(database, async (transaction) => {
    const row = await rowForUpdate(transaction, database.kind, id);
    if (row === undefined) return 'not-found';
    if (row.standing === 'deleted') return 'deleted';
    if (row.standing === to.standing && row.reason === reason) return 'unchanged';
    await transaction.updateTable('runs').set({ standing: to.standing, reason }).where('id', '=', id).execute();
    if (row.standing === 'listed' && to.standing !== 'listed') await tally(transaction, [{ row, runs: -1 }]);
    if (row.standing !== 'listed' && to.standing === 'listed') await tally(transaction, [{ row, runs: 1 }]);
    await transaction
      .insertInto('log')
      .values(entryOf(id, at, to.action, to.reason))
      .execute();
    return 'changed';
  });
}

/** Deletes a run for whoever knows its secret (32 hexadecimal digits). Hidden and held runs can be deleted too. */
export async function removeRun(database: Database, id: string, secret: string): Promise<Removal> {
  const at = await timeOf(database);
  return transact(database, async (transaction) => {
    const row = await rowForUpdate(transaction, database.kind, id);
    if (row === undefined) return 'not-found';
    if (row.standing === 'deleted') return 'gone';
    if (!isSecretOf(row.delete_hash, secret)) return 'wrong-secret';
    await transaction.deleteFrom('documents').where('id', '=', id).execute();
    // What was said of it before may name its device and its rates.
    await transaction.updateTable('log').set({ reason: DELETED }).where('run_id', '=', id).execute();
    await transaction.updateTable('runs').set(TOMBSTONE).where('id', '=', id).execute();
    if (row.standing === 'listed') await tally(transaction, [{ row, runs: -1 }]);
    await transaction
      .insertInto('log')
      .values(entryOf(id, at, 'deleted', DELETED))
      .execute();
    return 'deleted';
  });
}

/** SQLite's transactions hold the only write lock already. */
async function rowForUpdate(transaction: Kysely<Tables>, kind: Database['kind'], id: string): Promise<RunRow | undefined> {
  const query = transaction.selectFrom('runs').selectAll().where('id', '=', id);
  return (kind === 'postgresql' ? query.forUpdate() : query).executeTakeFirst();
}

/** Compares hashes of equal length in a time that says nothing. A run without a hash has no secret that fits. */
function isSecretOf(hash: string | null, secret: string): boolean {
  const given = createHash('sha256').update(secret).digest();
  const stored = Buffer.from(hash ?? '', 'hex');
  return stored.length === given.length && timingSafeEqual(stored, given);
}

async function timeOf(database: Database): Promise<string> {
  return new Date(await database.now()).toISOString();
}
