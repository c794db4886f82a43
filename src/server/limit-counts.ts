// Where the requests of a window are counted: in this process, or in the database for all its servers.
// Whoever counts first in a window makes its salt and deletes all windows before; a timer deletes the last one of a quiet service.
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from './database/database.ts';

export const WINDOW_MILLISECONDS = 60_000;
/** This long after a window's first request every server's clock agrees that one is over. */
const FORGET_MILLISECONDS = 65_000;

export interface Counts {
  /** Counts one request; how many that makes of this client in this window. */
  add(client: string, window: number): Promise<number>;
}

export class MemoryCounts implements Counts {
  readonly #counts = new Map<string, number>();
  #salt = newSalt();
  #window = Number.NaN;
  #forget: NodeJS.Timeout | undefined;

  async add(client: string, window: number): Promise<number> {
    if (window !== this.#window) this.#begin(window);
    const key = clientKey(this.#salt, client);
    const requests = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, requests);
    return requests;
  }

  #begin(window: number): void {
    this.#counts.clear();
    this.#salt = newSalt();
    this.#window = window;
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => this.#counts.clear(), FORGET_MILLISECONDS).unref();
  }
}

export class SharedCounts implements Counts {
  readonly #database: Database;
  #salt: { readonly window: number; readonly text: Promise<string> } | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(client: string, window: number): Promise<number> {
    const key = clientKey(await this.#saltOf(window), client);
    const { requests } = await this.#database.queries
      .insertInto('limits')
      .values({ client: key, window, requests: 1 })
      .onConflict((conflict) => conflict.columns(['client', 'window']).doUpdateSet({ requests: sql`limits.requests + 1` }))
      .returning('requests')
      .executeTakeFirstOrThrow();
    return requests;
  }

  #saltOf(window: number): Promise<string> {
    if (this.#salt?.window === window) return this.#salt.text;
    const text = this.#begin(window);
    this.#salt = { window, text };
    text.catch(() => {
      if (this.#salt?.text === text) this.#salt = undefined;
    });
    return text;
  }

  /** The window's salt, made by whoever comes first of all servers. */
  async #begin(window: number): Promise<string> {
    await deleteBefore(this.#database, window);
    const { queries } = this.#database;
    await queries
      .insertInto('salts')
      .values({ window, salt: newSalt() })
      .onConflict((conflict) => conflict.column('window').doNothing())
      .execute();
    // A database that is gone by then is asked again by the next window, here or in another server.
    setTimeout(() => void deleteBefore(this.#database, window + 1).catch(() => {}), FORGET_MILLISECONDS).unref();
    const { salt } = await queries.selectFrom('salts').select('salt').where('window', '=', window).executeTakeFirstOrThrow();
    return salt;
  }
}

/** Deletes the counts of minutes that are over, which a service that was killed has left. */
export async function forgetLimits(database: Database): Promise<void> {
  await deleteBefore(database, windowOf(await database.now()));
}

/** The minute that a time in milliseconds lies in. */
export function windowOf(milliseconds: number): number {
  return Math.floor(milliseconds / WINDOW_MILLISECONDS);
}

async function deleteBefore({ queries }: Database, window: number): Promise<void> {
  await queries.deleteFrom('salts').where('window', '<', window).execute();
  await queries.deleteFrom('limits').where('window', '<', window).execute();
}

/** A client's key under a window's salt, hex. Without the salt, which is random and goes with the window, it says nothing. */
function clientKey(salt: string, client: string): string {
  return createHash('sha256').update(salt).update('\0').update(client).digest('hex');
}

function newSalt(): string {
  return randomBytes(32).toString('hex');
}
