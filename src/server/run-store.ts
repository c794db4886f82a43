// Stored runs: add, find, list, count, on either database. Every failure of the database is a StorageUnavailable.
// A row is one statement, so nothing is ever half-stored; `add` returns after the commit.
import type { Database, RunRow } from './database/database.ts';
import type { Cursor } from './cursor.ts';
import { StorageUnavailable } from './storage-unavailable.ts';

export type ListedRow = Omit<RunRow, 'submission'>;
export type StoredRow = Pick<RunRow, 'id' | 'created_at' | 'submission'>;

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
    now: Date,
  ): Promise<{ readonly kind: 'stored' | 'already-stored'; readonly created_at: string }> {
    this.#newest = Math.max(now.getTime(), this.#newest + 1);
    const created_at = new Date(this.#newest).toISOString();
    return guarded(async () => {
      this.#database.assertDurable();
      const result = await this.#database.queries
        .insertInto('runs')
        .values({ ...row, created_at })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      return { kind: result.numInsertedOrUpdatedRows === 1n ? 'stored' : 'already-stored', created_at };
    });
  }

  async find(id: string): Promise<StoredRow | undefined> {
    return guarded(() =>
      this.#database.queries
        .selectFrom('runs')
        .select(['id', 'created_at', 'submission'])
        .where('id', '=', id)
        .executeTakeFirst(),
    );
  }

  /** Newest first, `limit` rows after the cursor; `hasMore` says whether another page follows. */
  async list({ gpu, limit, after }: ListQuery): Promise<{ readonly rows: readonly ListedRow[]; readonly hasMore: boolean }> {
    let query = this.#database.queries.selectFrom('runs').select(LISTED);
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

async function guarded<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw new StorageUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
