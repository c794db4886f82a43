// What the stores promise, the same on SQLite and on PostgreSQL: runs added together, standings, deletion, devices, log, limits.
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, RunRow } from '../../src/server/database/database.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { spreadOf } from '../../src/server/device-buckets.ts';
import { DeviceStore } from '../../src/server/device-store.ts';
import { LogStore } from '../../src/server/log-store.ts';
import { RunStore } from '../../src/server/run-store.ts';
import { postgresqlKind, sqliteKind } from './databases.ts';
import { plantedRow } from './planted-row.ts';

const NOW = new Date('2026-07-01T00:00:00.000Z');
const HIDE = { standing: 'hidden', reason: 'A test hides it.', action: 'hidden' } as const;
const RESTORE = { standing: 'listed', reason: 'A test restores it.', action: 'restored' } as const;

interface Stores {
  readonly database: Database;
  readonly runs: RunStore;
  readonly devices: DeviceStore;
  readonly log: LogStore;
  add(row: Partial<RunRow>, proof?: string): ReturnType<RunStore['add']>;
}

for (const kind of [sqliteKind(), postgresqlKind()]) {
  const isMissing = kind.missing !== undefined;
  describe.skipIf(isMissing)(`on ${kind.name}${isMissing ? ` is skipped: ${kind.missing}` : ''}`, () => {
    const opened: Database[] = [];
    beforeAll(() => kind.start(), 60_000);
    afterAll(async () => {
      for (const database of opened) await database.close();
      await kind.stop();
    }, 60_000);

    async function open(): Promise<Stores> {
      const database = await kind.open();
      opened.push(database);
      await migrate(database);
      const runs = new RunStore(database);
      return {
        database,
        runs,
        devices: new DeviceStore(database),
        log: new LogStore(database),
        add: (row, proof) => runs.add(plantedRow(row), '{"planted":true}', NOW, proof),
      };
    }

    test('runs that arrive together are all stored and counted, each once, repeats among them refused', async () => {
      const { runs, devices, add } = await open();
      const ids = Array.from({ length: 230 }, (_, index) => (index % 200).toString(16).padStart(32, '0'));
      const added = await Promise.all(ids.map((id) => add({ id })));
      expect(added.map(({ kind: outcome }) => outcome)).toEqual(
        ids.map((_, index) => (index < 200 ? 'stored' : 'already-stored')),
      );
      expect(await runs.count()).toBe(200);
      expect((await runs.findMany(ids)).map(({ document }) => document)).toEqual(Array<string>(200).fill('{"planted":true}'));
      const [device] = await devices.list(0);
      expect(device).toMatchObject({ runs: 200, rank: 1, peak_flop_per_second: { runs: 200 } });
    });

    test('of runs that arrive together one that the database refuses fails alone', async () => {
      const { runs, add } = await open();
      const bad = { browser: null } as unknown as Partial<RunRow>;
      const added = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => add(index === 7 ? bad : {})));
      expect(added.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([7]);
      expect(await runs.count()).toBe(19);
    });

    test('a proof is used up by the first run that it comes with, and by none without being passed', async () => {
      const { database, runs, add } = await open();
      for (const [id, state] of [
        ['a', 'passed'],
        ['b', 'refused'],
      ] as const)
        await database.queries
          .insertInto('challenges')
          .values({
            id,
            state,
            nonce: '',
            digest: '',
            rows: 256,
            links: 8,
            issued_ms: 0,
            committed_ms: 1,
            root: '',
            leaves: '',
            verification: '',
          })
          .execute();
      const outcomes = await Promise.all([
        add({ id: '1'.repeat(32) }, 'a'),
        add({ id: '2'.repeat(32) }, 'a'),
        add({}, 'b'),
        add({}, 'c'),
      ]);
      expect(outcomes.map(({ kind: outcome }) => outcome)).toEqual(['stored', 'proof-used', 'proof-used', 'proof-used']);
      expect((await add({ id: '2'.repeat(32) }, 'a')).kind).toBe('proof-used');
      expect(await runs.count()).toBe(1);
      expect(await runs.findMany(['2'.repeat(32)])).toEqual([]);
      const states = await database.queries.selectFrom('challenges').select(['id', 'state']).orderBy('id').execute();
      expect(states).toEqual([
        { id: 'a', state: 'used' },
        { id: 'b', state: 'refused' },
      ]);
    });

    test('hiding takes a run out of lists and counts, restoring brings it back, and the log says both', async () => {
      const { runs, devices, log, add } = await open();
      const id = 'a'.repeat(32);
      await add({ id });
      await add({});
      const before = await devices.list(0);
      expect(await runs.setStanding(id, HIDE)).toBe('changed');
      expect(await runs.setStanding(id, HIDE)).toBe('unchanged');
      expect(await runs.count()).toBe(1);
      expect((await runs.find(id))?.row).toMatchObject({ standing: 'hidden', reason: HIDE.reason });
      expect((await runs.list({ gpu: undefined, limit: 9, after: undefined })).rows.map((row) => row.id)).not.toContain(id);
      expect((await devices.list(0))[0]?.runs).toBe(1);
      expect(await runs.setStanding(id, RESTORE)).toBe('changed');
      expect((await runs.find(id))?.row).toMatchObject({ standing: 'listed', reason: null });
      expect(await devices.list(0)).toEqual(before);
      expect(await runs.setStanding('f'.repeat(32), HIDE)).toBe('not-found');
      const first = await log.list({ limit: 1, after: undefined });
      const [newest] = first.rows;
      expect(first).toMatchObject({ hasMore: true, rows: [{ run_id: id, action: 'restored', reason: RESTORE.reason }] });
      const after = { created_at: newest?.at ?? '', id: newest?.id ?? '' };
      expect(await log.list({ limit: 1, after })).toMatchObject({ hasMore: false, rows: [{ run_id: id, action: 'hidden' }] });
    });

    test('a run that is held counts nowhere and has its line in the log, and an operator can list it', async () => {
      const { runs, devices, log, add } = await open();
      const id = 'b'.repeat(32);
      await add({ id, standing: 'held', reason: 'Too good.' });
      expect(await runs.count()).toBe(0);
      expect(await devices.list(0)).toEqual([]);
      expect((await log.list({ limit: 5, after: undefined })).rows).toMatchObject([
        { run_id: id, action: 'held', reason: 'Too good.' },
      ]);
      await runs.setStanding(id, RESTORE);
      expect(await runs.count()).toBe(1);
      expect(await devices.majors()).toEqual([0]);
    });

    test('whoever has the secret deletes a run: its document and all that came from the submitter are gone, its id stays', async () => {
      const { database, runs, devices, log, add } = await open();
      const id = 'c'.repeat(32);
      const secret = randomBytes(16).toString('hex');
      await add({ id, browser: 'Rare 1', delete_hash: createHash('sha256').update(secret).digest('hex') });
      expect(await runs.remove(id, secret.replaceAll(/./g, '0'))).toBe('wrong-secret');
      expect(await runs.remove(id, '')).toBe('wrong-secret');
      expect(await runs.count()).toBe(1);
      expect(await runs.remove(id, secret)).toBe('deleted');
      const found = await runs.find(id);
      expect(found?.document).toBeUndefined();
      const kept = Object.fromEntries(
        Object.entries(found?.row ?? {}).filter(([, value]) => value !== '' && value !== 0 && value !== null),
      );
      expect(kept).toEqual({ id, created_at: '1970-01-01T00:00:00.000Z', standing: 'deleted', reason: expect.any(String) });
      expect(await database.queries.selectFrom('documents').select('id').execute()).toEqual([]);
      expect(await runs.remove(id, secret)).toBe('gone');
      expect(await runs.setStanding(id, RESTORE)).toBe('deleted');
      expect(await runs.remove('f'.repeat(32), secret)).toBe('not-found');
      expect((await add({ id })).kind).toBe('already-stored');
      expect(await devices.list(0)).toEqual([]);
      expect((await log.list({ limit: 5, after: undefined })).rows).toMatchObject([{ run_id: id, action: 'deleted' }]);
    });

    test('a run without a secret is deleted by nobody', async () => {
      const { runs, add } = await open();
      await add({ id: 'd'.repeat(32), delete_hash: null });
      expect(await runs.remove('d'.repeat(32), '')).toBe('wrong-secret');
    });

    test('lists show listed runs of one GPU, of one population, or of both', async () => {
      const { runs, add } = await open();
      for (let index = 0; index < 12; index++)
        await add({
          gpu: index % 2 ? 'a' : 'b',
          verified_flop_per_second: index % 3 ? null : 1e12,
          standing: index === 11 ? 'held' : 'listed',
        });
      const list = async (query: { readonly gpu?: string; readonly population?: 'verified' | 'unverified' }) =>
        (await runs.list({ gpu: query.gpu, population: query.population, limit: 20, after: undefined })).rows;
      expect(await list({})).toHaveLength(11);
      expect(await list({ gpu: 'a' })).toHaveLength(5);
      const verified = await list({ population: 'verified' });
      expect(verified.map((row) => row.verified_flop_per_second)).toEqual([1e12, 1e12, 1e12, 1e12]);
      expect(await list({ population: 'unverified' })).toHaveLength(7);
      const both = await list({ gpu: 'b', population: 'verified' });
      expect(both.map((row) => [row.gpu, row.verified_flop_per_second])).toEqual([
        ['b', 1e12],
        ['b', 1e12],
      ]);
    });

    test('devices are ranked from five runs within one population and major, never software, equal medians together', async () => {
      const { devices, add } = await open();
      const plant = async (runs: number, row: Partial<RunRow>) => {
        for (let index = 0; index < runs; index++) await add(row);
      };
      await plant(5, { gpu: 'slow', peak_flop_per_second: 1e12 });
      await plant(6, { gpu: 'fast', peak_flop_per_second: 9e12 });
      await plant(5, { gpu: 'twin', peak_flop_per_second: 1e12 });
      await plant(4, { gpu: 'few', peak_flop_per_second: 99e12 });
      await plant(5, { gpu: 'software (llvmpipe)', is_fallback: 1, peak_flop_per_second: 99e12 });
      await plant(5, { gpu: 'slow', peak_flop_per_second: 2e12, verified_flop_per_second: 1.5e12 });
      await plant(5, { gpu: 'old', suite_major: 1, peak_flop_per_second: 3e12 });
      const ranks = (await devices.list(0)).map((row) => [row.population, row.gpu, row.runs, row.rank]);
      expect(ranks).toEqual([
        ['verified', 'slow', 5, 1],
        ['unverified', 'fast', 6, 1],
        ['unverified', 'slow', 5, 2],
        ['unverified', 'twin', 5, 2],
        ['unverified', 'software (llvmpipe)', 5, null],
        ['unverified', 'few', 4, null],
      ]);
      expect(await devices.majors()).toEqual([1, 0]);
      expect((await devices.one('slow')).map((row) => [row.population, row.suite_major, row.rank])).toEqual([
        ['verified', 0, 1],
        ['unverified', 0, 2],
      ]);
      expect(await devices.one('nobody')).toEqual([]);
    });

    test('a list is the same array while nothing changes, and shows this process’s own writes at once', async () => {
      const { devices, add } = await open();
      await add({ gpu: 'a' });
      const first = await devices.list(0);
      expect(await devices.list(0)).toBe(first);
      await add({ gpu: 'b' });
      const second = await devices.list(0);
      expect(second.map(({ gpu }) => gpu)).toEqual(['a', 'b']);
      // A change elsewhere leaves the rows of other devices as they were made.
      await add({ gpu: 'b' });
      expect((await devices.list(0)).map(({ gpu, runs }) => [gpu, runs])).toEqual([
        ['b', 2],
        ['a', 1],
      ]);
    });

    test('what another process writes is seen after a second at the most', async () => {
      const { database, devices, add } = await open();
      await add({ gpu: 'a' });
      expect(await devices.list(0)).toHaveLength(1);
      const elsewhere = new RunStore({ ...database });
      await elsewhere.add(plantedRow({ gpu: 'b' }), '{}', NOW);
      await expect.poll(() => devices.list(0).then((rows) => rows.length), { timeout: 1_500, interval: 50 }).toBe(2);
    });

    test('spreads are those of the runs themselves to half a per cent, whatever order and however many at once', async () => {
      const { devices, add } = await open();
      const peaks = Array.from({ length: 101 }, (_, index) => 1e12 * 1.013 ** ((index * 37) % 101));
      await Promise.all(peaks.map((peak) => add({ peak_flop_per_second: peak })));
      const [row] = await devices.list(0);
      const ascending = peaks.toSorted((a, b) => a - b);
      for (const [quantile, index] of [
        ['p10', 10],
        ['median', 50],
        ['p90', 90],
      ] as const)
        expect((row?.peak_flop_per_second?.[quantile] ?? 0) / (ascending[index] ?? 1)).toBeCloseTo(1, 2);
      expect(row?.verified_flop_per_second).toBeNull();
      expect(spreadOf([])).toBeNull();
    });

    test('many devices in both populations are read in parts, and no count twice', async () => {
      const { devices, add } = await open();
      const gpus = Array.from({ length: 40 }, (_, index) => `gpu ${index}`);
      await Promise.all(gpus.flatMap((gpu) => [add({ gpu }), add({ gpu }), add({ gpu, verified_flop_per_second: 1e12 })]));
      const rows = await devices.list(0);
      expect(rows).toHaveLength(80);
      expect(rows.filter(({ runs, peak_flop_per_second }) => runs !== peak_flop_per_second?.runs)).toEqual([]);
    });

    test('the representative is the listed run nearest to the median, verified before unverified, of the newest major', async () => {
      const { devices, runs, add } = await open();
      expect(await devices.representative('a')).toBeUndefined();
      for (const peak of [1e12, 2e12, 4e12]) await add({ gpu: 'a', peak_flop_per_second: peak });
      const middle = await devices.representative('a');
      expect(middle?.peak_flop_per_second).toBe(2e12);
      await runs.setStanding(middle?.id ?? '', HIDE);
      expect((await devices.representative('a'))?.peak_flop_per_second).toBe(1e12);
      await add({ gpu: 'a', peak_flop_per_second: 7e12, verified_flop_per_second: 6e12 });
      expect((await devices.representative('a'))?.peak_flop_per_second).toBe(7e12);
      await add({ gpu: 'a', peak_flop_per_second: 5e12, suite_major: 1 });
      expect((await devices.representative('a'))?.peak_flop_per_second).toBe(5e12);
    });

    test('two servers that store the same runs at once store each once and count each once', async () => {
      const { database, runs, devices } = await open();
      const other = new RunStore({ ...database });
      const rows = Array.from({ length: 120 }, (_, index) => plantedRow({ gpu: `gpu ${index % 4}` }));
      const outcomes = await Promise.all([
        ...rows.map((row) => runs.add(row, '{}', NOW)),
        ...rows.toReversed().map((row) => other.add(row, '{}', NOW)),
      ]);
      expect(outcomes.filter(({ kind: outcome }) => outcome === 'stored')).toHaveLength(120);
      expect(outcomes.filter(({ kind: outcome }) => outcome === 'already-stored')).toHaveLength(120);
      expect(await runs.count()).toBe(120);
      expect((await devices.list(0)).map((row) => row.peak_flop_per_second?.runs)).toEqual([30, 30, 30, 30]);
    });

    test('counts are those of the rows after a hundred changes at once', async () => {
      const { database, runs, add } = await open();
      const ids = Array.from({ length: 40 }, (_, index) => index.toString(16).padStart(32, '0'));
      await Promise.all(
        ids.map((id, index) => add({ id, gpu: `gpu ${index % 3}`, peak_flop_per_second: 1e12 * (1 + (index % 5)) })),
      );
      await Promise.all(
        ids.flatMap((id, index) => [runs.setStanding(id, HIDE), ...(index % 2 ? [runs.setStanding(id, RESTORE)] : [])]),
      );
      const listed = await database.queries
        .selectFrom('runs')
        .select(sql<number>`count(*)`.as('runs'))
        .where('standing', '=', 'listed')
        .executeTakeFirst();
      expect(await runs.count()).toBe(Number(listed?.runs));
      const counted = await database.queries
        .selectFrom('device_counts')
        .select(sql<number>`sum(runs)`.as('runs'))
        .where('metric', '=', 'peak_flop_per_second')
        .executeTakeFirst();
      expect(Number(counted?.runs)).toBe(Number(listed?.runs));
    });
  });
}
