// The embedded database: node:sqlite under Kysely, in a folder that one process owns at a time.
// WAL with synchronous=FULL: a commit is on the disk before it returns. Statements block the event loop; each takes milliseconds.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { StartError } from '../start-error.ts';
import type { Database, Tables } from './database.ts';
import { SQLITE, sqliteCode } from './fault.ts';
import { faultAtStart } from './integrity.ts';
import { NodeSqliteDialect } from './sqlite-dialect.ts';

export function sqliteFile(folder: string): string {
  return join(folder, 'scalewall.sqlite');
}

/** Opens the database in `folder` and keeps the folder until closed. Throws StartError with what was asked and found. */
export function openSqlite(folder: string): Database {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw notWritable(folder, error);
  }
  const lock = lockFolder(folder);
  try {
    const file = sqliteFile(folder);
    const connection = openFile(file);
    const fault = faultAtStart(connection, file);
    if (fault === undefined) return databaseOf(connection, file, () => lock.close());
    connection.close();
    throw damaged(file, fault);
  } catch (error) {
    lock.close();
    throw reasonOf(error, folder);
  }
}

/** Opens the database beside the server that owns the folder, or without one. Throws StartError where there is none. */
export function openSqliteBeside(folder: string): Database {
  const file = sqliteFile(folder);
  if (!existsSync(file)) throw new StartError(`DATA_DIR must be the folder of a database; ${file} does not exist.`);
  try {
    return databaseOf(openFile(file), file, () => {});
  } catch (error) {
    throw reasonOf(error, folder);
  }
}

/**
 * An exclusive transaction on a file beside the database, never ended: the kernel drops its lock with the process, even
 * after SIGKILL. The database itself stays readable for backup tools while the service runs. Close it to give the folder back.
 */
export function lockFolder(folder: string): { close(): void } {
  let lock: DatabaseSync;
  try {
    lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  } catch (error) {
    throw notWritable(folder, error);
  }
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (sqliteCode(error) !== SQLITE.busy) throw notWritable(folder, error);
    throw new StartError(`DATA_DIR ${folder} is in use by another Scalewall server; stop that one or choose another folder.`);
  }
}

function databaseOf(connection: DatabaseSync, file: string, onClose: () => void): Database {
  const identity = identityOf(file);
  const queries = new Kysely<Tables>({ dialect: new NodeSqliteDialect(connection) });
  return {
    kind: 'sqlite',
    queries,
    // Steady: a step of the system's clock during a proof changes no time that it took.
    now: async () => performance.timeOrigin + performance.now(),
    patiently: (work) => work(queries),
    assertDurable: () => {
      if (identityOf(file) !== identity) throw new Error(`${file} was moved, deleted or replaced while the service runs`);
    },
    close: async () => {
      connection.close();
      onClose();
    },
  };
}

/** What a submitter deletes is overwritten. Another process's short writes are waited for; longer ones by trying again (transaction.ts). */
function openFile(file: string): DatabaseSync {
  const connection = new DatabaseSync(file);
  try {
    connection.exec('PRAGMA busy_timeout = 250');
    const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
    if (mode !== 'wal') throw new Error(`the file system takes no write-ahead log (journal mode ${String(mode)})`);
    connection.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function identityOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 'missing' : `${found.dev}:${found.ino}`;
}

function reasonOf(error: unknown, folder: string): StartError {
  if (error instanceof StartError) return error;
  const code = sqliteCode(error);
  if (code === SQLITE.corrupt || code === SQLITE.notADatabase) return damaged(sqliteFile(folder), messageOf(error));
  return notWritable(folder, error);
}

function damaged(file: string, fault: string): StartError {
  return new StartError(
    `The database ${file} is damaged: ${fault.replaceAll(/\s+/g, ' ').trim()}. Restore a backup: npm run operator -- restore-backup FILE.`,
  );
}

function notWritable(folder: string, error: unknown): StartError {
  return new StartError(`DATA_DIR must be a folder to write in; ${folder} is not: ${messageOf(error)}.`, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
