// The schema's history, forward only, the same statements on both databases. A new step gets a new name; old ones never change.
// Keys suit a distributed PostgreSQL: the content's own id, no serials, no triggers, no second unique index.
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { StartError } from '../start-error.ts';
import { migrate0002 } from './migration-0002.ts';
import { migrate0003 } from './migration-0003.ts';
import { migrate0004 } from './migration-0004.ts';
import type { Database, Tables } from './database.ts';

/** Every step by its name, in order. */
export const migrationsFor = (kind: Database['kind']): Readonly<Record<string, Migration>> => ({
  '0001-runs': {
    up: async (db) => {
      await db.schema
        .createTable('runs')
        .ifNotExists()
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('gpu', 'text', (column) => column.notNull())
        .addColumn('is_fallback', 'integer', (column) => column.notNull())
        .addColumn('browser', 'text', (column) => column.notNull())
        .addColumn('os', 'text', (column) => column.notNull())
        .addColumn('length', 'text', (column) => column.notNull())
        .addColumn('precision', 'text', (column) => column.notNull())
        .addColumn('suite_version', 'text', (column) => column.notNull())
        .addColumn('peak_flop_per_second', 'double precision', (column) => column.notNull())
        .addColumn('peak_flop_per_second_low', 'double precision', (column) => column.notNull())
        .addColumn('peak_flop_per_second_high', 'double precision', (column) => column.notNull())
        .addColumn('bandwidth_bytes_per_second', 'double precision', (column) => column.notNull())
        .addColumn('bandwidth_bytes_per_second_low', 'double precision', (column) => column.notNull())
        .addColumn('bandwidth_bytes_per_second_high', 'double precision', (column) => column.notNull())
        .addColumn('sizes_measured', 'integer', (column) => column.notNull())
        .addColumn('submission', 'text', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('runs_newest').ifNotExists().on('runs').columns(['created_at', 'id']).execute();
      await db.schema.createIndex('runs_by_gpu').ifNotExists().on('runs').columns(['gpu', 'created_at', 'id']).execute();
    },
  },
  '0002-standings-documents-counts': { up: (db) => migrate0002(db, kind) },
  '0003-devices-indexes': { up: migrate0003 },
  '0004-sizes-beside-documents': { up: (db) => migrate0004(db, kind) },
});

/** Whether the database has exactly this version's steps; another version's server may have gone further. Rejects without an answer. */
export async function isSchemaCurrent(database: Database): Promise<boolean> {
  const { rows } = await sql<{ readonly name: string }>`select name from kysely_migration order by name`.execute(
    database.queries,
  );
  return rows.map(({ name }) => name).join() === Object.keys(migrationsFor(database.kind)).join();
}

/** How often a start that lost the race for the migration tables tries again. */
const ATTEMPTS = 5;

/**
 * Brings the schema to the newest step, or throws StartError. All steps are one transaction, on either database: a start that is
 * cut off leaves the schema that it found. Servers that start together on one PostgreSQL wait for each other.
 */
export async function migrate(database: Database): Promise<void> {
  try {
    await migrateOnce(database);
  } catch (error) {
    throw new StartError(
      `The database must take the tables of this version; it does not: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  }
}

/** Throws StartError where the tables are older or newer than those of this version. Changes nothing. */
export async function assertCurrent(database: Database): Promise<void> {
  const latest = Object.keys(migrationsFor(database.kind)).at(-1);
  const found = await sql<{ readonly name: string }>`select name from kysely_migration order by name desc limit 1`
    .execute(database.queries)
    .then(({ rows }) => rows[0]?.name)
    .catch(() => undefined);
  if (found === latest) return;
  const advice =
    found !== undefined && latest !== undefined && found > latest ? 'use the version that made it' : 'start the server once';
  throw new StartError(`The database must have the tables of this version (${latest}); it has ${found ?? 'none'}: ${advice}.`);
}

async function migrateOnce(database: Database): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.patiently((queries) =>
        queries.transaction().execute((transaction) => migrateToLatest(transaction, database.kind)),
      );
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function migrateToLatest(queries: Kysely<Tables>, kind: Database['kind']): Promise<void> {
  const migrator = new Migrator({ db: queries, provider: { getMigrations: async () => ({ ...migrationsFor(kind) }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
