// Stored runs: add, find, list, count, on either database. Every failure of the database is a StorageUnavailable.
// A run, its document and its counts are one transaction, so nothing is ever half-stored; `add` returns after the commit.
import { sql, type Kysely } from 'kysely';
import type { Database, RunRow, Tables } from './database/database.ts';
import type { Cursor } from './cursor.ts';
import { countsOf, populationOf } from './device-buckets.ts';
import { compressDocument, readDocument } from './document.ts';
import { StorageUnavailable } from './storage-unavailable.ts';

/** What a list shows of a run. */
export type ListedRow = Omit<RunRow, 'suite_major' | 'verification' | 'standing' | 'reason' | 'delete_hash'>;

export interface StoredRow {
  readonly row: RunRow;
  /** The submission's JSON text; undefined where it was deleted. */
  readonly document: string | undefined;
}

export interface ListQuery {
  readonly gpu: string | undefined;
  readonly limit: number;
  readonly after: Cursor | undefined;
}

const LISTED = [
  'id',
  'created_at',
  'gpu',
  'is_fallback',
  'browser',
  'os',
  'length',
  'precision',
  'suite_version',
  'peak_flop_per_second',
  'peak_flop_per_second_low',
  'peak_flop_per_second_high',
  'bandwidth_bytes_per_second',
  'bandwidth_bytes_per_second_low',
  'bandwidth_bytes_per_second_high',
  'sizes_measured',
  'verified_flop_per_second',
] as const satisfies readonly (keyof ListedRow)[];

/** GPUs listed, the most submitted first. */
const MOST_GPUS = 500;

export class RunStore {
  readonly #database: Database;
  #newest = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  get kind(): Database['kind'] {
    return this.#database.kind;
  }

  /**
   * Stores a row under its id, or says that the id is there already. The creation time is at least a millisecond after the
   * last one given here, so that what one server stored has one order.
   */
  async add(
    row: Omit<RunRow, 'created_at'>,
    document: string,
    now: Date,
  ): Promise<{ readonly kind: 'stored' | 'already-stored'; readonly created_at: string }> {
    this.#newest = Math.max(now.getTime(), this.#newest + 1);
    const created_at = new Date(this.#newest).toISOString();
    const body = await compressDocument(document);
    return guarded(async () => {
      this.#database.assertDurable();
      const kind = await this.#database.queries
        .transaction()
        .execute((transaction) => insert(transaction, { ...row, created_at }, body));
      return { kind, created_at };
    });
  }

  async find(id: string): Promise<StoredRow | undefined> {
    return guarded(async () => {
      const found = await this.#database.queries
        .selectFrom('runs')
        .leftJoin('documents', 'documents.id', 'runs.id')
        .selectAll('runs')
        .select('documents.body')
        .where('runs.id', '=', id)
        .executeTakeFirst();
      if (found === undefined) return undefined;
      const { body, ...row } = found;
      return { row, document: body === null ? undefined : await readDocument(body) };
    });
  }

  /** Newest first, `limit` rows after the cursor; `hasMore` says whether another page follows. */
  async list({ gpu, limit, after }: ListQuery): Promise<{ readonly rows: readonly ListedRow[]; readonly hasMore: boolean }> {
    let query = this.#database.queries.selectFrom('runs').select(LISTED).where('standing', '=', 'listed');
    if (gpu !== undefined) query = query.where('gpu', '=', gpu);
    if (after !== undefined) {
      query = query.where((where) =>
        where.or([
          where('created_at', '<', after.created_at),
          where.and([where('created_at', '=', after.created_at), where('id', '<', after.id)]),
        ]),
      );
    }
    const rows = await guarded(() =>
      query
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute(),
    );
    return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
  }

  async gpus(): Promise<readonly { readonly gpu: string; readonly runs: number }[]> {
    const rows = await guarded(() =>
      this.#database.queries
        .selectFrom('runs')
        .select((select) => ['gpu', select.fn.countAll().as('runs')])
        .groupBy('gpu')
        .orderBy('runs', 'desc')
        .orderBy('gpu')
        .limit(MOST_GPUS)
        .execute(),
    );
    return rows.map(({ gpu, runs }) => ({ gpu, runs: Number(runs) }));
  }

  async count(): Promise<number> {
    const row = await guarded(() =>
      this.#database.queries
        .selectFrom('runs')
        .select((select) => select.fn.countAll().as('runs'))
        .executeTakeFirstOrThrow(),
    );
    return Number(row.runs);
  }
}

async function insert(transaction: Kysely<Tables>, row: RunRow, body: Uint8Array): Promise<'stored' | 'already-stored'> {
  const result = await transaction
    .insertInto('runs')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow();
  if (result.numInsertedOrUpdatedRows !== 1n) return 'already-stored';
  await transaction.insertInto('documents').values({ id: row.id, body }).execute();
  if (row.standing === 'listed') await count(transaction, row, 1);
  return 'stored';
}

/** Adds a run to the counts of its device, or takes it out again. */
async function count(transaction: Kysely<Tables>, row: RunRow, runs: 1 | -1): Promise<void> {
  const { gpu, suite_major } = row;
  const values = countsOf(row).map((key) => ({ gpu, suite_major, population: populationOf(row), ...key, runs }));
  if (values.length === 0) return;
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

async function guarded<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw new StorageUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
