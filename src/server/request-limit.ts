// How many requests of one kind a client may make in a minute. Counted through PostgreSQL where several servers share one, in
// memory on SQLite, which has one server; and in memory while the database does not answer.
// Keeps no addresses: clients are hashes under a random salt of the minute, and salt and counts are deleted when the minute is over.
import type { Database } from './database/database.ts';
import { MemoryCounts, SharedCounts, WINDOW_MILLISECONDS, windowOf, type Counts } from './limit-counts.ts';

export interface RequestLimitParts {
  readonly database: Database;
  /** What is counted, e.g. `submissions`: limits of other kinds count apart. */
  readonly kind: string;
  /** A minute and client; 0 for no limit. */
  readonly most: number;
}

export class RequestLimit {
  readonly #parts: RequestLimitParts;
  readonly #memory = new MemoryCounts();
  readonly #counts: Counts;

  constructor(parts: RequestLimitParts) {
    this.#parts = parts;
    this.#counts = parts.database.kind === 'postgresql' ? new SharedCounts(parts.database) : this.#memory;
  }

  /** Counts one attempt; the whole seconds to wait where it is one too many. Never rejects. */
  async refuse(client: string): Promise<number | undefined> {
    const { database, kind, most } = this.#parts;
    if (most === 0) return undefined;
    const shared = await database.now().catch(() => undefined);
    const now = shared ?? Date.now();
    const window = windowOf(now);
    const counts = shared === undefined ? this.#memory : this.#counts;
    const requests = await this.#count(counts, `${kind} ${client}`, window);
    const left = (window + 1) * WINDOW_MILLISECONDS - now;
    return requests > most ? Math.max(1, Math.ceil(left / 1000)) : undefined;
  }

  /** The request itself will find that the database is gone; until then this process counts alone. */
  async #count(counts: Counts, client: string, window: number): Promise<number> {
    try {
      return await counts.add(client, window);
    } catch {
      return this.#memory.add(client, window);
    }
  }
}
