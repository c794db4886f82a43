// Devices, the public log and deletion on the wire: the same claims on SQLite and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorSchema, runListSchema, storedRunSchema, submittedSchema, type Submitted } from '../../src/contract/api.ts';
import { deviceListSchema, deviceSchema, logSchema, type DeviceList, type LogEntry } from '../../src/contract/devices.ts';
import { buildRun, PLANTED } from '../fixtures/run-builder.ts';
import { NOW, openApplication, submissionOf, type Application } from './application.ts';
import { postgresqlKind, sqliteKind } from './databases.ts';
import { plantedRow } from './planted-row.ts';

const FAST = { vendor: 'a', architecture: 'fast' };
const SLOW = { vendor: 'a', architecture: 'slow/one' };

for (const kind of [sqliteKind(), postgresqlKind()]) {
  const isMissing = kind.missing !== undefined;
  describe.skipIf(isMissing)(`on ${kind.name}${isMissing ? ` is skipped: ${kind.missing}` : ''}`, () => {
    const opened: (() => Promise<void>)[] = [];
    beforeAll(() => kind.start(), 60_000);
    afterAll(async () => {
      for (const close of opened) await close();
      await kind.stop();
    }, 60_000);

    async function open(): Promise<Application> {
      const database = await kind.open();
      opened.push(() => database.close());
      return openApplication(database);
    }

    async function store(application: Application, options: Parameters<typeof buildRun>[0]): Promise<Submitted> {
      return submittedSchema.parse(await (await application.submit(submissionOf(buildRun(options)))).json());
    }

    async function storeFiveAndFour(application: Application): Promise<readonly string[]> {
      const ids: string[] = [];
      const slower = { ...PLANTED, flopPerSecond: PLANTED.flopPerSecond / 4 };
      for (let seed = 1; seed <= 5; seed++) ids.push((await store(application, { seed, gpu: FAST })).id);
      for (let seed = 6; seed <= 9; seed++) ids.push((await store(application, { seed, gpu: SLOW, roofline: slower })).id);
      return ids;
    }

    test('an empty service lists no devices, of its own suite major', async () => {
      const application = await open();
      const list = deviceListSchema.parse(await (await application.request('/api/v1/devices')).json());
      expect(list).toEqual({ suite_major: 0, devices: [] });
    });

    test('devices are listed with their spreads, and ranked from five runs', async () => {
      const application = await open();
      await storeFiveAndFour(application);
      const list = deviceListSchema.parse(await (await application.request('/api/v1/devices?suite_major=0')).json());
      expect(list.devices.map(({ gpu, rank, runs, population }) => [gpu, rank, runs, population])).toEqual([
        ['a fast', 1, 5, 'unverified'],
        ['a slow/one', null, 4, 'unverified'],
      ]);
      const [fast] = list.devices;
      expect(fast?.verified_flop_per_second).toBeNull();
      expect((fast?.peak_flop_per_second?.median ?? 0) / PLANTED.flopPerSecond).toBeCloseTo(1, 1);
      const later = deviceListSchema.parse(await (await application.request('/api/v1/devices?suite_major=1')).json());
      expect(later).toEqual({ suite_major: 1, devices: [] });
    });

    test('a device has its rows, newest runs and a representative near its median, whatever its name', async () => {
      const application = await open();
      const ids = await storeFiveAndFour(application);
      for (const [gpu, of] of [
        ['a fast', ids.slice(0, 5)],
        ['a slow/one', ids.slice(5)],
      ] as const) {
        const answer = await application.request(`/api/v1/devices/${encodeURIComponent(gpu)}`);
        expect(answer.status).toBe(200);
        const device = deviceSchema.parse(await answer.json());
        expect(device.gpu).toBe(gpu);
        expect(device.newest.map(({ id }) => id)).toEqual(of.toReversed());
        expect(of).toContain(device.representative.id);
        const median = device.rows[0]?.peak_flop_per_second?.median ?? 0;
        const distances = device.newest.map(({ peak_flop_per_second: { value } }) => Math.abs(value - median));
        expect(Math.abs(device.representative.peak_flop_per_second.value - median)).toBe(Math.min(...distances));
      }
      expect((await application.request('/api/v1/devices/none')).status).toBe(404);
    });

    test('verified runs are listed, ranked and shown on badges apart from unverified ones, and held ones nowhere', async () => {
      const application = await open();
      const document = JSON.stringify(submissionOf(buildRun()));
      const plant = async (given: Parameters<typeof plantedRow>[0]) => {
        const row = plantedRow({ gpu: 'a b', ...given });
        await application.runs.add(row, document, NOW);
        return row.id;
      };
      const verified = { verified_flop_per_second: 1.5e12 };
      for (let index = 0; index < 5; index++) await plant(verified);
      await plant({});
      const later = await plant({ ...verified, suite_major: 1, suite_version: '1.0.0' });
      const held = await plant({ ...verified, standing: 'held', reason: 'odd' });

      const read = async (suite: string) =>
        deviceListSchema.parse(await (await application.request(`/api/v1/devices${suite}`)).json());
      const shown = ({ devices }: DeviceList) => devices.map(({ population, rank, runs }) => [population, rank, runs]);
      expect(shown(await read('?suite_major=0'))).toEqual([
        ['verified', 1, 5],
        ['unverified', null, 1],
      ]);
      const newest = await read('');
      expect([newest.suite_major, shown(newest)]).toEqual([1, [['verified', null, 1]]]);

      const device = deviceSchema.parse(await (await application.request('/api/v1/devices/a%20b')).json());
      expect(device.rows.map(({ suite_major, population }) => [suite_major, population])).toEqual([
        [1, 'verified'],
        [0, 'verified'],
        [0, 'unverified'],
      ]);
      expect(device.representative.id).toBe(later);
      expect(device.newest).toHaveLength(7);

      const badge = async (path: string) => (await application.request(`/api/v1/${path}/badge.svg`)).text();
      expect(await badge('devices/a%20b')).toMatch(/>verified ≥ 1\.[45] TFLOP\/s f32 · 1 run</);
      expect(await badge(`runs/${later}`)).toContain('>verified ≥ 1.5 TFLOP/s f32<');
      expect(await badge(`runs/${held}`)).toContain('>held for review<');
      const run = storedRunSchema.parse(await (await application.request(`/api/v1/runs/${held}`)).json());
      expect(run.standing).toEqual({ kind: 'held', reason: 'odd' });
    });

    test('runs of one population are listed apart', async () => {
      const application = await open();
      await store(application, {});
      const counts: number[] = [];
      for (const population of ['verified', 'unverified']) {
        const answer = await application.request(`/api/v1/runs?population=${population}`);
        counts.push(runListSchema.parse(await answer.json()).runs.length);
      }
      expect(counts).toEqual([0, 1]);
    });

    test('whoever has the secret deletes the run: it is gone everywhere, and the log says so', async () => {
      const application = await open();
      const { id, delete_url } = await store(application, { gpu: FAST });
      const secret = delete_url.split('#delete=')[1] ?? '';
      expect(secret).toMatch(/^[0-9a-f]{32}$/);
      const remove = (authorization?: string) =>
        application.request(`/api/v1/runs/${id}`, {
          method: 'DELETE',
          ...(authorization === undefined ? {} : { headers: { authorization } }),
        });
      for (const wrong of [undefined, '', secret, `Bearer ${'0'.repeat(32)}`, `Bearer ${secret}0`, `Basic ${secret}`]) {
        const refused = await remove(wrong);
        expect([wrong, refused.status, errorSchema.parse(await refused.json()).error.code]).toEqual([wrong, 403, 'wrong-secret']);
      }
      expect((await application.request(`/api/v1/runs/${id}`)).status).toBe(200);
      const deleted = await remove(`Bearer ${secret}`);
      expect([deleted.status, await deleted.text()]).toEqual([204, '']);
      for (const gone of [
        await remove(`Bearer ${secret}`),
        await application.request(`/api/v1/runs/${id}`),
        await application.request(`/api/v1/runs/${id}/badge.svg`),
        await application.request(`/api/v1/runs/${id}/card.png`),
        await application.request(`/api/v1/compare?run=${id}`),
      ]) {
        expect([gone.status, errorSchema.parse(await gone.json()).error.code]).toEqual([410, 'gone']);
      }
      expect((await application.request('/api/v1/devices/a%20fast')).status).toBe(404);
      const { entries } = logSchema.parse(await (await application.request('/api/v1/log')).json());
      expect(entries.map(({ run_id, action }) => [run_id, action])).toEqual([[id, 'deleted']]);
    });

    test('deleting what is not there is a 404', async () => {
      const application = await open();
      for (const id of ['0'.repeat(32), 'zz']) {
        const init = { method: 'DELETE', headers: { authorization: `Bearer ${'0'.repeat(32)}` } };
        expect((await application.request(`/api/v1/runs/${id}`, init)).status).toBe(404);
      }
    });

    test('the log is newest first, in pages that neither skip nor repeat, each linked to the next', async () => {
      const application = await open();
      const { id } = await store(application, {});
      const expected: LogEntry['action'][] = [];
      for (let round = 0; round < 3; round++) {
        await application.runs.setStanding(id, { standing: 'hidden', reason: `reason ${round}`, action: 'hidden' });
        await application.runs.setStanding(id, { standing: 'listed', reason: 'mistaken', action: 'restored' });
        expected.unshift('restored', 'hidden');
      }
      const seen: LogEntry[] = [];
      let path: string | undefined = '/api/v1/log?limit=4';
      while (path !== undefined) {
        const answer: Response = await application.request(path);
        const page = logSchema.parse(await answer.json());
        seen.push(...page.entries);
        path = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
        expect(path === undefined).toBe(page.next_cursor === null);
      }
      expect(seen.map(({ at }) => at)).toEqual(
        seen
          .map(({ at }) => at)
          .toSorted()
          .toReversed(),
      );
      expect(seen.map(({ action }) => action).toSorted()).toEqual(expected.toSorted());
      expect(seen.find(({ action }) => action === 'hidden')?.reason).toMatch(/^reason \d$/);
    });
  });
}
