// Databases of earlier versions come forward whole: contents, counts, and from a start that was killed in the middle.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../src/server/database/database.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { openPostgresql } from '../../src/server/database/postgresql.ts';
import { openSqlite, openSqliteBeside } from '../../src/server/database/sqlite.ts';
import { DeviceStore } from '../../src/server/device-store.ts';
import { findCountFaults } from '../../src/server/recount.ts';
import { RunStore } from '../../src/server/run-store.ts';
import { startChild } from './child.ts';
import { oldRuns, plant0001, plant0002, type OldRun } from './older-schema.ts';
import { findPostgresql, startPostgresql, type PostgresqlServer } from './postgresql.ts';
import { temporaryFolder } from './temporary-folder.ts';

const binaries = findPostgresql();
let server: PostgresqlServer | undefined;
beforeAll(async () => {
  if (binaries !== undefined) server = await startPostgresql(binaries);
}, 60_000);
afterAll(() => server?.stop(), 60_000);

interface Place {
  readonly settings: Readonly<Record<string, string>>;
  open(): Promise<Database>;
  /** Whether a migration is writing just now, without waiting for it. */
  isMigrating(): Promise<boolean>;
}

async function placeOn(kind: Database['kind']): Promise<Place> {
  if (kind === 'sqlite') {
    const DATA_DIR = temporaryFolder();
    const log = join(DATA_DIR, 'scalewall.sqlite-wal');
    return {
      settings: { DATA_DIR },
      open: async () => openSqlite(DATA_DIR),
      // Pages that the cache no longer holds go to the write-ahead log before the commit.
      isMigrating: async () => (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 500_000,
    };
  }
  const url = (await server?.createDatabase()) ?? '';
  const watch = await openPostgresql(url, () => {});
  onTestFinished(() => watch.close());
  return {
    settings: { DATABASE_URL: url },
    open: () => openPostgresql(url, () => {}),
    isMigrating: async () => {
      const { rows } = await sql<{ readonly active: number }>`select count(*) as active from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query like 'insert into "documents"%'`.execute(
        watch.queries,
      );
      return Number(rows[0]?.active) > 0;
    },
  };
}

async function expectContent(database: Database, old: readonly OldRun[]): Promise<void> {
  const runs = new RunStore(database);
  const stored = await runs.findMany(old.map(({ id }) => id));
  const byId = new Map(stored.map(({ row, document }) => [row.id, { row, document }]));
  for (const { id, gpu, peak, document } of old) {
    const found = byId.get(id);
    expect(found?.document).toBe(document);
    expect(found?.row).toMatchObject({
      gpu,
      peak_flop_per_second: peak,
      created_at: `2026-06-01T00:00:00.${id.slice(-3)}Z`,
      suite_major: 0,
      standing: 'listed',
      reason: null,
      verified_flop_per_second: null,
      verification: null,
      delete_hash: null,
    });
  }
  expect(await runs.count()).toBe(old.length);
  expect(await findCountFaults(database.queries)).toEqual({ devices: [], counts: [] });
}

for (const kind of ['sqlite', 'postgresql'] as const) {
  const isMissing = kind === 'postgresql' && binaries === undefined;
  describe.skipIf(isMissing)(`on ${kind}${isMissing ? ' is skipped: not installed (no initdb found)' : ''}`, () => {
    test('runs of 0001 keep every value and every byte of their documents, and are counted', async () => {
      const place = await placeOn(kind);
      const database = await place.open();
      onTestFinished(() => database.close());
      const old = oldRuns(230, 500);
      await plant0001(database, old);
      await migrate(database);
      await expectContent(database, old);
      expect((await new RunStore(database).sizesOf(old.map(({ id }) => id))).size).toBe(0);
      const devices = await new DeviceStore(database).list(0);
      expect(devices.map(({ gpu, runs }) => [gpu, runs]).toSorted()).toEqual([
        ['gpu 0', 77],
        ['gpu 1', 77],
        ['gpu 2', 76],
      ]);
    });

    test('an empty database of 0001 comes forward too', async () => {
      const place = await placeOn(kind);
      const database = await place.open();
      onTestFinished(() => database.close());
      await plant0001(database, []);
      await migrate(database);
      await expectContent(database, []);
    });

    test('runs of 0002 are counted by device where they are listed, each population apart', async () => {
      const place = await placeOn(kind);
      const database = await place.open();
      onTestFinished(() => database.close());
      await plant0002(database);
      await migrate(database);
      expect(await new RunStore(database).count()).toBe(16);
      const { devices } = await findCountFaults(database.queries);
      expect(devices).toEqual([]);
    });

    test('a start that is killed in the middle leaves the old tables, and the next start brings all forward', async () => {
      const place = await placeOn(kind);
      const planted = await place.open();
      const old = oldRuns(250, 40_000);
      await plant0001(planted, old);
      if (kind === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(planted.queries);
      await planted.close();
      const child = startChild(place.settings);
      const watch = { hasEnded: false };
      void child.ended.then(() => {
        watch.hasEnded = true;
      });
      while (!watch.hasEnded && !(await place.isMigrating())) await pause(2);
      child.kill('SIGKILL');
      expect(await child.ended).toMatchObject({ signal: 'SIGKILL', output: '' });
      const beside = kind === 'sqlite' ? openSqliteBeside(place.settings['DATA_DIR'] ?? '') : await place.open();
      const { rows } = await sql<{ readonly name: string }>`select name from kysely_migration`.execute(beside.queries);
      expect(rows.map(({ name }) => name)).toEqual(['0001-runs']);
      const kept = await sql<{ readonly runs: number }>`select count(submission) as runs from runs`.execute(beside.queries);
      expect(kept.rows).toEqual([{ runs: old.length }]);
      await beside.close();
      const database = await place.open();
      onTestFinished(() => database.close());
      await migrate(database);
      await expectContent(database, old);
    });
  });
}

test('on sqlite sizes stand before the document that they would else be read behind', async () => {
  const database = await (await placeOn('sqlite')).open();
  onTestFinished(() => database.close());
  await migrate(database);
  const { rows } = await sql<{ readonly name: string }>`select name from pragma_table_info('documents')`.execute(
    database.queries,
  );
  expect(rows.map(({ name }) => name)).toEqual(['id', 'sizes', 'body']);
});
