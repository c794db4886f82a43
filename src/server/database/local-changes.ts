// How often this process has written to a database: whoever keeps a reading of it knows when that reading may be old.
// What other processes write is not seen here; a reading is also old after a while.
import type { Database } from './database.ts';

const changes = new WeakMap<Database, number>();

export function noteChange(database: Database): void {
  changes.set(database, changesOf(database) + 1);
}

export function changesOf(database: Database): number {
  return changes.get(database) ?? 0;
}
