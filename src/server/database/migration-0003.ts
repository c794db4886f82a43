// Numbers of runs by device, and indexes so that no list, however filtered, reads more rows than it shows.
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from './database.ts';

export async function migrate0003(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('devices')
    .addColumn('gpu', 'text', (column) => column.notNull())
    .addColumn('suite_major', 'integer', (column) => column.notNull())
    .addColumn('population', 'text', (column) => column.notNull())
    .addColumn('runs', 'bigint', (column) => column.notNull())
    .addColumn('changes', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('devices_key', ['gpu', 'suite_major', 'population'])
    .execute();
  await sql`
    insert into devices (gpu, suite_major, population, runs, changes)
    select gpu, suite_major, case when verified_flop_per_second is null then 'unverified' else 'verified' end, count(*), 1
    from runs where standing = 'listed' group by 1, 2, 3`.execute(db);
  await db.schema.createIndex('log_by_run').on('log').columns(['run_id']).execute();
  await db.schema.createIndex('devices_by_runs').on('devices').columns(['suite_major', 'population', 'runs', 'gpu']).execute();
  await replaceIndexes(db);
}

async function replaceIndexes(db: Kysely<Tables>): Promise<void> {
  await db.schema.dropIndex('runs_newest').execute();
  await db.schema.dropIndex('runs_by_gpu').execute();
  await db.schema.createIndex('runs_by_gpu').on('runs').columns(['gpu', 'standing', 'created_at', 'id']).execute();
  for (const [population, test] of [
    ['verified', sql`is not null`],
    ['unverified', sql`is null`],
  ] as const) {
    const where = sql`standing = 'listed' and verified_flop_per_second ${test}`;
    const partial = (name: string, columns: string) =>
      sql`create index ${sql.raw(`${population}_${name}`)} on runs (${sql.raw(columns)}) where ${where}`.execute(db);
    await partial('newest', 'created_at, id');
    await partial('by_gpu', 'gpu, created_at, id');
    await partial('by_peak', 'gpu, suite_major, peak_flop_per_second');
  }
}
