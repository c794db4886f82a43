// The public log: what was held, hidden, restored and deleted, newest first. Written where standings change (standing.ts).
import { sql } from 'kysely';
import type { Cursor } from './cursor.ts';
import type { Database, LogRow } from './database/database.ts';
import { guarded } from './storage-unavailable.ts';

export interface LogQuery {
  readonly limit: number;
  /** The last entry of the page before, its `at` as `created_at`. */
  readonly after: Cursor | undefined;
}

export class LogStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** `limit` entries after the cursor; `hasMore` says whether another page follows. */
  async list({ limit, after }: LogQuery): Promise<{ readonly rows: readonly LogRow[]; readonly hasMore: boolean }> {
    let query = this.#database.queries.selectFrom('log').selectAll();
    if (after !== undefined) query = query.where(sql<boolean>`(at, id) < (${after.created_at}, ${after.id})`);
    const page = query
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1);
    const rows = await guarded(() => page.execute());
    return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
  }
}
