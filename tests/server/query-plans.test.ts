// How both databases go about what is read often: with an index that holds the rows in their order, never through a whole table.
import { CompiledQuery, sql, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/server/database/database.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { DeviceStore } from '../../src/server/device-store.ts';
import { LogStore } from '../../src/server/log-store.ts';
import { RunStore } from '../../src/server/run-store.ts';
import { postgresqlKind, sqliteKind } from './databases.ts';

/** Enough that no planner prefers to read it all. */
const RUNS = 20_000;
const AFTER = { created_at: '2026-07-01T00:00:00.100Z', id: '0'.repeat(32) };

for (const kind of [sqliteKind(), postgresqlKind()]) {
  const isMissing = kind.missing !== undefined;
  describe.skipIf(isMissing)(`on ${kind.name}${isMissing ? ` is skipped: ${kind.missing}` : ''}`, () => {
    let database: Database;
    const seen: RootOperationNode[] = [];
    beforeAll(async () => {
      await kind.start();
      database = await kind.open();
      await migrate(database);
      await plant(database);
    }, 60_000);
    afterAll(async () => {
      await database.close();
      await kind.stop();
    }, 60_000);

    /** The plans of every query that `read` makes. */
    async function plansOf(read: (watched: Database) => Promise<unknown>): Promise<readonly string[]> {
      seen.length = 0;
      await read({ ...database, queries: database.queries.withPlugin(watching(seen)) });
      const plans: string[] = [];
      for (const node of seen) {
        const { sql: text, parameters } = database.queries.getExecutor().compileQuery(node, { queryId: 'plan' });
        const explain = kind.name === 'sqlite' ? 'explain query plan' : 'explain (costs off)';
        const { rows } = await database.queries.executeQuery<Record<string, unknown>>(
          CompiledQuery.raw(`${explain} ${text}`, [...parameters]),
        );
        plans.push(rows.map((row) => String(row['detail'] ?? row['QUERY PLAN'])).join('\n'));
      }
      return plans;
    }

    const list = (query: Partial<Parameters<RunStore['list']>[0]>) => (watched: Database) =>
      new RunStore(watched).list({ gpu: undefined, limit: 20, after: undefined, ...query });
    test.each<readonly [string, (watched: Database) => Promise<unknown>]>([
      ['the newest runs', list({})],
      ['a later page', list({ after: AFTER })],
      ['runs of one GPU', list({ gpu: 'gpu 7' })],
      ['a later page of one GPU', list({ gpu: 'gpu 7', after: AFTER })],
      ['verified runs', list({ population: 'verified', after: AFTER })],
      ['unverified runs', list({ population: 'unverified', after: AFTER })],
      ['verified runs of one GPU', list({ gpu: 'gpu 7', population: 'verified', after: AFTER })],
      ['unverified runs of one GPU', list({ gpu: 'gpu 7', population: 'unverified', after: AFTER })],
      ['some runs by id, as in a comparison', (watched) => new RunStore(watched).findMany(['1'.repeat(32), '2'.repeat(32)])],
      ['their sizes', (watched) => new RunStore(watched).sizesOf(['1'.repeat(32), '2'.repeat(32)])],
      ['all devices', (watched) => new DeviceStore(watched).list(0)],
      ['one device', (watched) => new DeviceStore(watched).one('gpu 7')],
      ['representatives of devices', (watched) => new DeviceStore(watched).representatives(['gpu 7', 'gpu 8'])],
      ['a device’s representative', (watched) => new DeviceStore(watched).representative('gpu 7')],
      ['the log', (watched) => new LogStore(watched).list({ limit: 20, after: undefined })],
      ['a later page of the log', (watched) => new LogStore(watched).list({ limit: 20, after: AFTER })],
    ])('%s: an index, no whole table and no sorting', async (_, read) => {
      const plans = await plansOf(read);
      expect(plans.length).toBeGreaterThan(0);
      for (const plan of plans) {
        expect(plan).toMatch(/index|Index/i);
        expect(plan).not.toMatch(/Seq Scan|\bSort\b|TEMP B-TREE|^SCAN \w+$/m);
      }
    });

    test('the check sees a query that reads a whole table', async () => {
      const [plan] = await plansOf((watched) =>
        watched.queries.selectFrom('runs').select('id').where('browser', '=', 'x').execute(),
      );
      expect(plan).toMatch(/Seq Scan|^SCAN \w+$/m);
    });
  });
}

function watching(seen: RootOperationNode[]): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      seen.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

/** Runs over 400 GPUs, a tenth of them verified, with counts and log: the planner's view of a service in use. */
async function plant({ queries, kind }: Database): Promise<void> {
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(RUNS)})`;
  const text = (value: string) => sql.raw(kind === 'sqlite' ? `printf(${value})` : `format(${value})`);
  const gpu = text(`'gpu %s', i % 400`);
  const at = text(`'2026-07-01T00:00:%s.%sZ', 10 + i % 50, 100 + i % 900`);
  const verified = sql`case when i % 10 = 0 then 1e12 + i else null end`;
  const id = text(`'%s', 10000000000000000 + i`);
  await sql`insert into runs (id, created_at, gpu, is_fallback, browser, os, length, precision, suite_version, suite_major,
    peak_flop_per_second, peak_flop_per_second_low, peak_flop_per_second_high, bandwidth_bytes_per_second,
    bandwidth_bytes_per_second_low, bandwidth_bytes_per_second_high, sizes_measured, verified_flop_per_second, standing)
    ${numbers} select ${id}, ${at}, ${gpu}, 0, '', '', '', '', '0.3.0', 0, 2e12 + i, 0, 0, 1, 1, 1, 1, ${verified}, 'listed' from n`.execute(
    queries,
  );
  await sql`insert into devices (gpu, suite_major, population, runs, changes)
    ${numbers} select ${text(`'gpu %s', i`)}, 0, case when i % 2 = 0 then 'verified' else 'unverified' end, i % 97, 1 from n`.execute(
    queries,
  );
  await sql`insert into device_counts (gpu, suite_major, population, metric, bucket, runs)
    ${numbers} select ${text(`'gpu %s', i / 40`)}, 0, 'unverified', 'peak_flop_per_second', 2800 + i % 40, 5 from n`.execute(
    queries,
  );
  await sql`insert into documents (id, body) ${numbers} select ${id}, ${sql.raw(kind === 'sqlite' ? "x'00'" : "'x'::bytea")} from n`.execute(
    queries,
  );
  await sql`insert into log (id, run_id, at, action, reason) ${numbers} select ${id}, '', ${at}, 'held', '' from n`.execute(
    queries,
  );
  // PostgreSQL does this by itself in time; SQLite never does.
  if (kind === 'postgresql') await sql`analyze`.execute(queries);
}
