// The databases that the contract tests run on, each opened empty. PostgreSQL runs wherever it is installed.
import type { Database } from '../../src/server/database/database.ts';
import { openPostgresql } from '../../src/server/database/postgresql.ts';
import { openSqlite } from '../../src/server/database/sqlite.ts';
import { findPostgresql, startPostgresql, type PostgresqlServer } from './postgresql.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface DatabaseKind {
  readonly name: Database['kind'];
  /** Why it cannot run here; undefined where it can. */
  readonly missing: string | undefined;
  start(): Promise<void>;
  /** A new empty database, without its tables. */
  open(): Promise<Database>;
  stop(): Promise<void>;
}

export function sqliteKind(): DatabaseKind {
  return {
    name: 'sqlite',
    missing: undefined,
    start: async () => {},
    open: async () => openSqlite(temporaryFolder()),
    stop: async () => {},
  };
}

export function postgresqlKind(): DatabaseKind {
  const binaries = findPostgresql();
  let server: PostgresqlServer | undefined;
  return {
    name: 'postgresql',
    missing: binaries === undefined ? 'PostgreSQL is not installed (no initdb found)' : undefined,
    start: async () => {
      if (binaries !== undefined) server = await startPostgresql(binaries);
    },
    open: async () => {
      if (server === undefined) throw new Error('PostgreSQL was not started');
      return openPostgresql(await server.createDatabase(), () => {});
    },
    stop: async () => server?.stop(),
  };
}
