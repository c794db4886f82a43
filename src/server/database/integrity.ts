// Whether a SQLite file is sound: at every start as much as fits into seconds, for the operator all of it.
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * A file up to this size is read whole at the start. `quick_check` reads 0.7 GB a second from memory and as fast as the disk is
 * otherwise. In a larger file the documents, which are nearly all of it, are left to the operator's `check`; what remains is
 * 0.7 GB with a million runs.
 */
const READ_WHOLE_BYTES = 1024 ** 3;
/** Faults that are worth telling. */
const MOST_FAULTS = 20;

/** The first fault that a start finds; undefined where there is none. Throws SQLite's error where the file cannot be read at all. */
export function faultAtStart(connection: DatabaseSync, file: string): string | undefined {
  if (statSync(file).size <= READ_WHOLE_BYTES) return faults(connection, 'quick_check(1)')[0];
  for (const table of tablesOf(connection)) {
    if (table === 'documents') continue;
    const [fault] = faults(connection, `quick_check('${table.replaceAll("'", "''")}')`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Everything that SQLite itself can find wrong, indexes against tables too; minutes for many gigabytes. */
export function allFaults(connection: DatabaseSync): readonly string[] {
  return faults(connection, `integrity_check(${MOST_FAULTS})`);
}

function tablesOf(connection: DatabaseSync): readonly string[] {
  const rows = connection.prepare(`select name from sqlite_schema where type = 'table'`).all();
  return rows.map((row) => String(row['name']));
}

function faults(connection: DatabaseSync, check: string): readonly string[] {
  return connection
    .prepare(`PRAGMA ${check}`)
    .all()
    .map((row) => String(Object.values(row)[0]))
    .filter((line) => line !== 'ok');
}
