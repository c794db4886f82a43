// PostgreSQL, or a distributed engine that speaks its protocol, through `pg` under Kysely.
// Needs no advisory locks: the migration lock is a row lock inside the migration's own transaction.
import { Kysely, PostgresAdapter, PostgresDialect, sql, type MigrationLockOptions } from 'kysely';
import { Pool, types } from 'pg';
import { StartError } from '../start-error.ts';
import type { Database, Tables } from './database.ts';
import { watchedPool } from './watched-pool.ts';

const CONNECT_MILLISECONDS = 5_000;
/** What the service asks takes milliseconds; a database that is silent for so long is gone. */
const STATEMENT_MILLISECONDS = 8_000;

interface PostgresqlOptions {
  /** How long a statement may take, in milliseconds; 0 for no end. */
  readonly statementMilliseconds?: number;
}

/** Connects once to prove the address; throws StartError without the password. Lost connections go to the log. */
export async function openPostgresql(
  url: string,
  log: (line: string) => void,
  { statementMilliseconds = STATEMENT_MILLISECONDS }: PostgresqlOptions = {},
): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    max: 10,
    application_name: 'scalewall',
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    query_timeout: statementMilliseconds,
    types: { getTypeParser },
  });
  // An idle connection that the server ends is replaced at the next query; without a listener it would end the process.
  pool.on('error', (error) => log(`a database connection ended: ${error.message}`));
  // So it would where one ends between two statements of a transaction; the next statement fails by itself.
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new StartError(
      `DATABASE_URL must lead to a PostgreSQL that answers; ${withoutPassword(url)} does not: ${messageOf(error)}.`,
      { cause: error },
    );
  }
  const queries = new Kysely<Tables>({ dialect: new RowLockDialect({ pool: watchedPool(pool) }) });
  return {
    kind: 'postgresql',
    queries,
    now: async () => {
      const { rows } = await pool.query<{ now: number }>(
        'select floor(extract(epoch from clock_timestamp()) * 1000)::double precision as now',
      );
      return rows[0]?.now ?? Number.NaN;
    },
    assertDurable: () => {},
    patiently: async (work) => {
      const patient = await openPostgresql(url, log, { statementMilliseconds: 0 });
      try {
        return await work(patient.queries);
      } finally {
        await patient.close();
      }
    },
    close: () => pool.end(),
  };
}

/** Bigints are numbers, as SQLite's are: what is counted here stays far below 2⁵³. pg's own parser leaves them texts. */
function getTypeParser(...[oid, format]: Parameters<typeof types.getTypeParser>): ReturnType<typeof types.getTypeParser> {
  return oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);
}

/** Kysely's own adapter takes pg_advisory_lock, which distributed engines and connection poolers lack. */
class RowLockDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new RowLockAdapter();
  }
}

class RowLockAdapter extends PostgresAdapter {
  override async acquireMigrationLock(db: Kysely<unknown>, options: MigrationLockOptions): Promise<void> {
    await sql`select id from ${sql.table(options.lockTable)} where id = ${options.lockRowId} for update`.execute(db);
  }

  /** The row lock ends with the transaction. */
  override async releaseMigrationLock(): Promise<void> {}
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  shown.search = '';
  return shown.href;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
