// Stored runs: add, find, list, count, change, remove, on either database. Every failure of the database is a StorageUnavailable.
// A run, its document and its counts are one transaction, so nothing is ever half-stored; `add` returns after the commit, which
// runs that arrive together share.
import { sql, type NotNull } from 'kysely';
import type { Population } from '../contract/devices.ts';
import type { Database, RunRow } from './database/database.ts';
import { faultOf } from './database/fault.ts';
import { transact } from './database/transaction.ts';
import type { Cursor } from './cursor.ts';
import { compressDocument, readDocument, readSizes, type StoredDocument } from './document.ts';
import { insertRuns, type Added, type NewRun } from './run-insert.ts';
import { changeStanding, removeRun, type NewStanding, type Removal, type StandingChange } from './standing.ts';
import { guarded } from './storage-unavailable.ts';
import { WriteQueue } from './write-queue.ts';

/** What a list shows of a run. */
export type ListedRow = Omit<RunRow, 'suite_major' | 'verification' | 'standing' | 'reason' | 'delete_hash'>;

export interface StoredRow {
  readonly row: RunRow;
  /** The submission's JSON text; undefined where it was deleted. */
  readonly document: string | undefined;
}

export interface ListQuery {
  readonly gpu: string | undefined;
  /** Both populations where undefined. */
  readonly population?: Population | undefined;
  readonly limit: number;
  readonly after: Cursor | undefined;
}

/** Columns of a `ListedRow`. */
export const LISTED = [
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
/** Under load, so that several runs share a commit's statements and its fsync; nobody who submits feels a fiftieth of a second. */
const COMMITS_APART_MILLISECONDS = 20;
/** Runs that one commit holds at the most. */
const MOST_TOGETHER = 100;

export class RunStore {
  readonly #database: Database;
  readonly #queue: WriteQueue<NewRun, Added>;
  #newest = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#queue = new WriteQueue({
      write: (batch) => transact(database, (transaction) => insertRuns(transaction, batch)),
      isEntryFault: (error) => faultOf(error) === 'row',
      most: MOST_TOGETHER,
      apartMilliseconds: COMMITS_APART_MILLISECONDS,
    });
  }

  get kind(): Database['kind'] {
    return this.#database.kind;
  }

  /**
   * Stores a row under its id, or says why not. `document` may be the submission's text alone. `proof` is the id of the challenge that the row's verification came from; it is
   * used up in the same transaction. A row that is held gets its line in the log. The creation time is at least a millisecond
   * after the last one given here, so that what one server stored has one order.
   */
  async add(
    row: Omit<RunRow, 'created_at'>,
    document: string | StoredDocument,
    now: Date,
    proof?: string,
  ): Promise<{ readonly kind: Added; readonly created_at: string }> {
    this.#newest = Math.max(now.getTime(), this.#newest + 1);
    const created_at = new Date(this.#newest).toISOString();
    const stored = typeof document === 'string' ? { body: compressDocument(document), sizes: null } : document;
    const kind = await guarded(() => this.#queue.add({ row: { ...row, created_at }, document: stored, proof }));
    return { kind, created_at };
  }

  /** Holds, hides or restores a run, with its counts and a line in the log. */
  setStanding(id: string, to: NewStanding): Promise<StandingChange> {
    return guarded(() => changeStanding(this.#database, id, to));
  }

  /** Deletes a run for whoever knows its secret. */
  remove(id: string, secret: string): Promise<Removal> {
    return guarded(() => removeRun(this.#database, id, secret));
  }

  async find(id: string): Promise<StoredRow | undefined> {
    return (await this.findMany([id]))[0];
  }

  /** Those of the runs that exist, in no order, wherever they stand. */
  async findMany(ids: readonly string[]): Promise<readonly StoredRow[]> {
    if (ids.length === 0) return [];
    return guarded(async () => {
      const found = await this.#database.queries
        .selectFrom('runs')
        .leftJoin('documents', 'documents.id', 'runs.id')
        .selectAll('runs')
        .select('documents.body')
        .where('runs.id', 'in', ids)
        .execute();
      return Promise.all(
        found.map(async ({ body, ...row }) => ({ row, document: body === null ? undefined : await readDocument(body) })),
      );
    });
  }

  /** The same without their documents. */
  async rows(ids: readonly string[]): Promise<readonly RunRow[]> {
    if (ids.length === 0) return [];
    return guarded(() => this.#database.queries.selectFrom('runs').selectAll().where('id', 'in', ids).execute());
  }

  /** JSON texts of the sizes of those of the runs that have them beside their documents, by id, wherever they stand. */
  async sizesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    return guarded(async () => {
      const found = await this.#database.queries
        .selectFrom('documents')
        .select(['id', 'sizes'])
        .where('id', 'in', ids)
        .where('sizes', 'is not', null)
        .$narrowType<{ sizes: NotNull }>()
        .execute();
      return new Map(found.map(({ id, sizes }) => [id, readSizes(sizes)]));
    });
  }

  /** Listed runs, newest first, `limit` rows after the cursor; `hasMore` says whether another page follows. */
  async list({ gpu, population, limit, after }: ListQuery): Promise<{
    readonly rows: readonly ListedRow[];
    readonly hasMore: boolean;
  }> {
    // Literals and a row comparison, so that the planner sees which index holds exactly these rows in this order.
    let query = this.#database.queries
      .selectFrom('runs')
      .select(LISTED)
      .where('standing', '=', sql.lit('listed' as const));
    if (gpu !== undefined) query = query.where('gpu', '=', gpu);
    if (population === 'verified') query = query.where('verified_flop_per_second', 'is not', null);
    if (population === 'unverified') query = query.where('verified_flop_per_second', 'is', null);
    if (after !== undefined) query = query.where(sql<boolean>`(created_at, id) < (${after.created_at}, ${after.id})`);
    const page = query
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1);
    const rows = await guarded(() => page.execute());
    return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
  }

  /** GPUs with listed runs, from the counts. */
  async gpus(): Promise<readonly { readonly gpu: string; readonly runs: number }[]> {
    const rows = await guarded(() =>
      this.#database.queries
        .selectFrom('devices')
        .select((select) => ['gpu', select.fn.sum('runs').as('runs')])
        .where('runs', '>', 0)
        .groupBy('gpu')
        .orderBy('runs', 'desc')
        .orderBy('gpu')
        .limit(MOST_GPUS)
        .execute(),
    );
    return rows.map(({ gpu, runs }) => ({ gpu, runs: Number(runs) }));
  }

  /** Listed runs, from the counts. */
  async count(): Promise<number> {
    const row = await guarded(() =>
      this.#database.queries
        .selectFrom('devices')
        .select((select) => select.fn.sum('runs').as('runs'))
        .executeTakeFirst(),
    );
    return Number(row?.runs ?? 0);
  }
}
