// New runs in one transaction: rows, documents, proofs that are used up, counts, and the log's entries for those that are held.
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { DocumentRow, RunRow, Tables } from './database/database.ts';
import { tally } from './device-tally.ts';

export interface NewRun {
  readonly row: RunRow;
  readonly document: Omit<DocumentRow, 'id'>;
  /** The challenge that verifies the run; a passed one is used up with it. */
  readonly proof: string | undefined;
}

/** `proof-used`: nothing was stored, as the challenge was not, or no longer, in the state `passed`. */
export type Added = 'stored' | 'already-stored' | 'proof-used';

/** One outcome for each run, in order. Of several with one id the first is stored. */
export async function insertRuns(transaction: Kysely<Tables>, runs: readonly NewRun[]): Promise<readonly Added[]> {
  const firsts = new Map<string, NewRun>();
  for (const run of runs) if (!firsts.has(run.row.id)) firsts.set(run.row.id, run);
  // In the order of ids, so that two servers that store the same runs wait for each other in one direction only.
  const candidates = [...firsts.values()].toSorted((a, b) => (a.row.id < b.row.id ? -1 : 1));
  const inserted = await transaction
    .insertInto('runs')
    .values(candidates.map(({ row }) => row))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  const insertedIds = new Set(inserted.map(({ id }) => id));
  const added = candidates.filter(({ row }) => insertedIds.has(row.id));
  const unproved = await useProofs(transaction, added);
  const stored = added.filter((run) => !unproved.has(run));
  await complete(transaction, stored);
  const storedRuns = new Set(stored);
  return runs.map((run) => (storedRuns.has(run) ? 'stored' : unproved.has(run) ? 'proof-used' : 'already-stored'));
}

/** Marks the proofs used, and takes back the rows of runs whose proof was not there to be used. */
async function useProofs(transaction: Kysely<Tables>, added: readonly NewRun[]): Promise<ReadonlySet<NewRun>> {
  const proofs = added.flatMap(({ proof }) => (proof === undefined ? [] : [proof])).toSorted();
  if (proofs.length === 0) return new Set();
  const marked = await transaction
    .updateTable('challenges')
    .set({ state: 'used' })
    .where('id', 'in', proofs)
    .where('state', '=', 'passed')
    .returning('id')
    .execute();
  const usable = new Set(marked.map(({ id }) => id));
  // A proof serves one run: the first takes it out of the set.
  const unproved = new Set(added.filter(({ proof }) => proof !== undefined && !usable.delete(proof)));
  if (unproved.size > 0)
    await transaction
      .deleteFrom('runs')
      .where(
        'id',
        'in',
        [...unproved].map(({ row }) => row.id),
      )
      .execute();
  return unproved;
}

async function complete(transaction: Kysely<Tables>, stored: readonly NewRun[]): Promise<void> {
  if (stored.length === 0) return;
  await transaction
    .insertInto('documents')
    .values(stored.map(({ row, document }) => ({ id: row.id, ...document })))
    .execute();
  await tally(
    transaction,
    stored.flatMap(({ row }) => (row.standing === 'listed' ? [{ row, runs: 1 as const }] : [])),
  );
  const held = stored.filter(({ row }) => row.standing === 'held');
  if (held.length > 0)
    await transaction
      .insertInto('log')
      .values(held.map(({ row }) => entryOf(row.id, row.created_at, 'held', row.reason ?? '')))
      .execute();
}

/** A row of the public log under a new random id. */
export function entryOf(run_id: string, at: string, action: Tables['log']['action'], reason: string): Tables['log'] {
  return { id: randomBytes(16).toString('hex'), run_id, at, action, reason };
}
