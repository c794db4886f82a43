// node:sqlite under Kysely, whose own driver speaks better-sqlite3 and takes SQLite's schema changes for untransactional.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDatabase,
  type TransactionSettings,
} from 'kysely';

/** Statements that stay prepared; a batch of rows has one text for each number of rows. */
const MOST_PREPARED = 500;

export class NodeSqliteDialect extends SqliteDialect {
  readonly #connection: DatabaseSync;

  constructor(connection: DatabaseSync) {
    super({ database: asKyselyDatabase(connection) });
    this.#connection = connection;
  }

  override createDriver(): SqliteDriver {
    return new TransactionDriver(this.#connection);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** SQLite rolls back CREATE, ALTER and DROP like everything else (sqlite.org/lang_transaction.html). */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class TransactionDriver extends SqliteDriver {
  readonly #connection: DatabaseSync;

  constructor(connection: DatabaseSync) {
    super({ database: asKyselyDatabase(connection) });
    this.#connection = connection;
  }

  /**
   * Takes the write lock at once: a transaction that first reads and then writes would fail where another process, such as the
   * operator's command, has written in between. Read-only ones take a snapshot and stop nobody.
   */
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(settings?.accessMode === 'read only' ? 'begin' : 'begin immediate'));
  }

  /** After a full disk SQLite has rolled back by itself, and a second rollback would hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#connection.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** Kysely's driver wants a `reader` flag, and parameters as one array. */
function asKyselyDatabase(connection: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, StatementSync>();
  return {
    close: () => connection.close(),
    prepare: (text) => {
      const statement = prepared.get(text) ?? connection.prepare(text);
      prepared.delete(text);
      prepared.set(text, statement);
      const [oldest] = prepared.keys();
      if (prepared.size > MOST_PREPARED && oldest !== undefined) prepared.delete(oldest);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        // A statement that is read step by step is nobody else's.
        iterate: (parameters) => connection.prepare(text).iterate(...values(parameters)),
      };
    },
  };
}

/** Kysely's parameters are what its compiled queries bind: texts, numbers and bytes. */
function values(parameters: readonly unknown[]): readonly SQLInputValue[] {
  return parameters as readonly SQLInputValue[];
}
