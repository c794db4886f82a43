// What a database's error means for whoever wrote: try again, blame one row, or give up. Both databases' codes, nothing else.

/** Serialisation failure, deadlock, statement cancelled by a distributed engine's retry protocol (postgresql.org, appendix A). */
const TRY_AGAIN = new Set(['40001', '40P01']);
/** Classes of SQLSTATE that one row's values cause: data exceptions and integrity violations. */
const ROW_CLASSES = new Set(['22', '23']);
/** Primary result codes of SQLite (sqlite.org/rescode.html). */
export const SQLITE = { busy: 5, corrupt: 11, tooBig: 18, constraint: 19, mismatch: 20, notADatabase: 26 } as const;

export type Fault = 'again' | 'row' | 'database';

/** `again`: another transaction was in the way. `row`: these values can never be stored. `database`: everything else. */
export function faultOf(error: unknown): Fault {
  const code = sqliteCode(error);
  if (code === SQLITE.busy) return 'again';
  if (code === SQLITE.tooBig || code === SQLITE.constraint || code === SQLITE.mismatch) return 'row';
  const state = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (TRY_AGAIN.has(state)) return 'again';
  return code === undefined && /^[0-9A-Z]{5}$/.test(state) && ROW_CLASSES.has(state.slice(0, 2)) ? 'row' : 'database';
}

/** SQLite's primary result code; undefined for errors that are not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
