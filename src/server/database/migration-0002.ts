// From one table to standings, proofs, documents apart and compressed, counts by device, log, challenges and limits.
// What 0001 stored goes on: its documents are compressed in batches, its runs are listed, unverified, and counted.
import { sql, type Kysely } from 'kysely';
import { countsOf } from '../device-buckets.ts';
import { compressDocument } from '../document.ts';
import type { Database, RunRow, Tables } from './database.ts';

const BATCH = 100;

export async function migrate0002(db: Kysely<unknown>, kind: Database['kind']): Promise<void> {
  await makeTables(db, kind);
  await addColumns(db);
  await carryRuns(db);
  await db.schema.alterTable('runs').dropColumn('submission').execute();
  await db.schema.createIndex('runs_by_standing').on('runs').columns(['standing', 'created_at', 'id']).execute();
}

async function makeTables(db: Kysely<unknown>, kind: Database['kind']): Promise<void> {
  const bytes = sql.raw(kind === 'sqlite' ? 'blob' : 'bytea');
  await db.schema
    .createTable('documents')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('body', bytes as never, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('device_counts')
    .addColumn('gpu', 'text', (column) => column.notNull())
    .addColumn('suite_major', 'integer', (column) => column.notNull())
    .addColumn('population', 'text', (column) => column.notNull())
    .addColumn('metric', 'text', (column) => column.notNull())
    .addColumn('bucket', 'integer', (column) => column.notNull())
    .addColumn('runs', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('device_counts_key', ['gpu', 'suite_major', 'population', 'metric', 'bucket'])
    .execute();
  await db.schema
    .createTable('log')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('log_newest').on('log').columns(['at', 'id']).execute();
  await db.schema
    .createTable('challenges')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('nonce', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('rows', 'integer', (column) => column.notNull())
    .addColumn('links', 'integer', (column) => column.notNull())
    .addColumn('issued_ms', 'double precision', (column) => column.notNull())
    .addColumn('committed_ms', 'double precision')
    .addColumn('root', 'text')
    .addColumn('leaves', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('verification', 'text')
    .execute();
  await db.schema.createIndex('challenges_by_digest').on('challenges').columns(['digest', 'state']).execute();
  await db.schema.createIndex('challenges_oldest').on('challenges').columns(['issued_ms']).execute();
  await db.schema
    .createTable('limits')
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('window', 'bigint', (column) => column.notNull())
    .addColumn('requests', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('limits_key', ['client', 'window'])
    .execute();
  await db.schema
    .createTable('salts')
    .addColumn('window', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('salt', 'text', (column) => column.notNull())
    .execute();
}

async function addColumns(db: Kysely<unknown>): Promise<void> {
  const runs = () => db.schema.alterTable('runs');
  await runs()
    .addColumn('suite_major', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await runs().addColumn('verified_flop_per_second', 'double precision').execute();
  await runs().addColumn('verification', 'text').execute();
  await runs()
    .addColumn('standing', 'text', (column) => column.notNull().defaultTo('listed'))
    .execute();
  await runs().addColumn('reason', 'text').execute();
  await runs().addColumn('delete_hash', 'text').execute();
}

/** Every suite before this step was of major 0, which the new column's default says. */
async function carryRuns(db: Kysely<Tables>): Promise<void> {
  for (let after = ''; ;) {
    const { rows } = await sql<RunRow & { readonly submission: string }>`
      select * from runs where id > ${after} order by id limit ${sql.lit(BATCH)}`.execute(db);
    for (const row of rows) {
      await db
        .insertInto('documents')
        .values({ id: row.id, body: compressDocument(row.submission) })
        .execute();
      for (const { metric, bucket } of countsOf({ ...row, verified_flop_per_second: null })) {
        await db
          .insertInto('device_counts')
          .values({ gpu: row.gpu, suite_major: 0, population: 'unverified', metric, bucket, runs: 1 })
          .onConflict((conflict) =>
            conflict
              .columns(['gpu', 'suite_major', 'population', 'metric', 'bucket'])
              .doUpdateSet({ runs: sql`device_counts.runs + 1` }),
          )
          .execute();
      }
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
