// The embedded database: node:sqlite under Kysely, in a folder that one process owns at a time.
// WAL with synchronous=FULL: a commit is on the disk before it returns. Statements block the event loop; each takes milliseconds.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { StartError } from '../start-error.ts';
import type { Database, Tables } from './database.ts';
import { sqliteCode } from './fault.ts';
import { NodeSqliteDialect } from './sqlite-dialect.ts';

/** SQLite's primary result code for a lock held by another connection (sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;

/** Opens the database in `folder` and keeps the folder until closed. Throws StartError with what was asked and found. */
export function openSqlite(folder: string): Database {
  const file = join(folder, 'scalewall.sqlite');
  try {
    mkdirSync(folder, { recursive: true });
    const lock = lockFolder(folder);
    const connection = openFile(file);
    const identity = identityOf(file);
    return {
      kind: 'sqlite',
      queries: new Kysely<Tables>({ dialect: new NodeSqliteDialect(connection) }),
      now: async () => Date.now(),
      assertDurable: () => {
        if (identityOf(file) !== identity) throw new Error(`${file} was moved, deleted or replaced while the service runs`);
      },
      close: async () => {
        connection.close();
        lock.close();
      },
    };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`DATA_DIR must be a folder to write in; ${folder} is not: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * An exclusive transaction on a file beside the database, never ended: the kernel drops its lock with the process, even
 * after SIGKILL. The database itself stays readable for backup tools while the service runs.
 */
function lockFolder(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (sqliteCode(error) !== SQLITE_BUSY) throw error;
    throw new StartError(`DATA_DIR ${folder} is in use by another Scalewall server; stop that one or choose another folder.`);
  }
}

/** What a submitter deletes is overwritten. Another process's short writes are waited for; longer ones by trying again (transaction.ts). */
function openFile(file: string): DatabaseSync {
  const connection = new DatabaseSync(file);
  const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') throw new Error(`the file system takes no write-ahead log (journal mode ${String(mode)})`);
  connection.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 250');
  return connection;
}

function identityOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 'missing' : `${found.dev}:${found.ino}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
