// Verbs that work on SQLite's file.
import { resolve } from 'node:path';
import type { Settings } from '../server/settings.ts';
import { UsageError } from './verb.ts';

/** The folder of the database. Throws UsageError where the settings name a PostgreSQL, with what to do there. */
export function dataFolder({ DATABASE_URL, DATA_DIR }: Settings, instead: string): string {
  if (DATABASE_URL !== undefined) throw new UsageError(`This is for SQLite, and DATABASE_URL is set. ${instead}`);
  return resolve(DATA_DIR);
}
