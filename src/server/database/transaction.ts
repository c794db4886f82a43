// A transaction that is tried again where only another one was in the way. Nothing in the process waits meanwhile but its caller.
import type { Kysely } from 'kysely';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Tables } from './database.ts';
import { faultOf } from './fault.ts';
import { noteChange } from './local-changes.ts';

const ATTEMPTS = 8;
/** The first pause; each further one is twice as long, so that all together are about a second and a half. */
const FIRST_PAUSE_MILLISECONDS = 10;

/**
 * Runs `work` in one transaction and returns after the commit. `work` may run several times, so it changes nothing but the
 * database. Rejects with the database's error, also where what would be written would be lost.
 */
export async function transact<T>(database: Database, work: (transaction: Kysely<Tables>) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      database.assertDurable();
      const result = await database.queries.transaction().execute(work);
      noteChange(database);
      return result;
    } catch (error) {
      if (attempt === ATTEMPTS || faultOf(error) !== 'again') throw error;
      // Two that met once should not meet again in step.
      await pause(FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }
}
