// Limits of requests: shared where servers share a database, forgotten when their minute is over, never a failure of their own.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Database } from '../../src/server/database/database.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { forgetLimits } from '../../src/server/limit-counts.ts';
import { RequestLimit } from '../../src/server/request-limit.ts';
import { postgresqlKind, sqliteKind } from './databases.ts';

const MINUTE = 60_000;

for (const kind of [sqliteKind(), postgresqlKind()]) {
  const isMissing = kind.missing !== undefined;
  describe.skipIf(isMissing)(`on ${kind.name}${isMissing ? ` is skipped: ${kind.missing}` : ''}`, () => {
    beforeAll(() => kind.start(), 60_000);
    afterAll(() => kind.stop(), 60_000);
    const clock = { ms: 0 };
    let database: Database;
    beforeAll(async () => {
      const opened = await kind.open();
      await migrate(opened);
      database = { ...opened, now: async () => clock.ms };
    });
    afterAll(() => database.close());
    const limitOf = (most: number, of = 'submissions') => new RequestLimit({ database, kind: of, most });
    const stored = async () => ({
      limits: await database.queries.selectFrom('limits').selectAll().execute(),
      salts: await database.queries.selectFrom('salts').selectAll().execute(),
    });

    test('one request too many is told how long to wait, others and other kinds are not, and the next minute forgets', async () => {
      clock.ms = 10 * MINUTE + 15_000;
      const limit = limitOf(2);
      expect([await limit.refuse('a'), await limit.refuse('a'), await limit.refuse('a'), await limit.refuse('b')]).toEqual([
        undefined,
        undefined,
        45,
        undefined,
      ]);
      expect(await limitOf(2, 'challenges').refuse('a')).toBeUndefined();
      clock.ms = 11 * MINUTE;
      expect(await limit.refuse('a')).toBeUndefined();
    });

    test('requests that arrive together are each counted', async () => {
      clock.ms = 20 * MINUTE;
      const limit = limitOf(10);
      const waits = await Promise.all(Array.from({ length: 30 }, () => limit.refuse('a')));
      expect(waits.filter((wait) => wait === undefined)).toHaveLength(10);
    });

    test('0 is no limit', async () => {
      const limit = limitOf(0);
      for (let request = 0; request < 500; request++) expect(await limit.refuse('a')).toBeUndefined();
    });

    test('two servers on PostgreSQL count together, under one salt; SQLite has one server and stores no counts', async () => {
      clock.ms = 30 * MINUTE;
      const [one, other] = [limitOf(3), limitOf(3)];
      const waits = await Promise.all([one, other, one, other, one, other].map((limit) => limit.refuse('a')));
      const { limits, salts } = await stored();
      const passed = waits.filter((wait) => wait === undefined).length;
      expect({ passed, counts: limits.map(({ window, requests }) => [window, requests]), salts: salts.length }).toEqual(
        kind.name === 'postgresql' ? { passed: 3, counts: [[30, 6]], salts: 1 } : { passed: 6, counts: [], salts: 0 },
      );
    });

    test('no address is stored, and salt and counts of a minute are gone in the next', async () => {
      clock.ms = 40 * MINUTE;
      const limit = limitOf(3);
      await limit.refuse('203.0.113.7');
      const before = await stored();
      expect(JSON.stringify(before)).not.toContain('203.0.113');
      expect(before.limits.every(({ client }) => /^[0-9a-f]{64}$/.test(client))).toBe(true);
      clock.ms = 41 * MINUTE;
      await limit.refuse('203.0.113.8');
      const after = await stored();
      expect(after.limits.filter(({ window }) => window <= 40)).toEqual([]);
      expect(after.salts.filter(({ window }) => window <= 40)).toEqual([]);
    });

    test('the last minute of a quiet service is forgotten by itself, and that of a killed one at the next start', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        clock.ms = 50 * MINUTE;
        await limitOf(3).refuse('a');
        await vi.advanceTimersByTimeAsync(66_000);
      } finally {
        vi.useRealTimers();
      }
      await expect.poll(stored).toEqual({ limits: [], salts: [] });
      await database.queries.insertInto('salts').values({ window: 50, salt: 'left' }).execute();
      await database.queries.insertInto('limits').values({ window: 50, client: 'left', requests: 1 }).execute();
      clock.ms = 51 * MINUTE;
      await forgetLimits(database);
      expect(await stored()).toEqual({ limits: [], salts: [] });
    });

    test('without the database requests are still counted, in this process, and nothing is thrown', async () => {
      const gone = await kind.open();
      await migrate(gone);
      await gone.close();
      const limit = new RequestLimit({ database: gone, kind: 'submissions', most: 2 });
      expect([await limit.refuse('a'), await limit.refuse('a')]).toEqual([undefined, undefined]);
      expect(await limit.refuse('a')).toBeGreaterThan(0);
    });
  });
}
