// pg's pool for Kysely, without connections that no longer answer: one whose statement ran out of time is never used again. pg alone
// would give it to the next request, and behind a broken network to every one after it.
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';

/** What pg rejects with where `query_timeout` has passed. */
const OUT_OF_TIME = 'Query read timeout';

export function watchedPool(pool: Pool): PostgresPool {
  return {
    connect: async () => new WatchedClient(await pool.connect()),
    end: () => pool.end(),
    options: pool.options,
  };
}

class WatchedClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  #isStuck = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(query: string | PostgresCursor<R>, parameters: readonly unknown[] = []): unknown {
    if (typeof query === 'string') return this.#ask(query, parameters);
    throw new Error('results are read whole here, not through cursors');
  }

  release(destroy?: boolean): void {
    this.#client.release(this.#isStuck || destroy === true);
  }

  async #ask(text: string, parameters: readonly unknown[]): Promise<unknown> {
    // A rollback would wait behind the statement that does not end.
    if (this.#isStuck) throw new Error('the connection no longer answers');
    try {
      return await this.#client.query(text, [...parameters]);
    } catch (error) {
      this.#isStuck = error instanceof Error && error.message === OUT_OF_TIME;
      throw error;
    }
  }
}
