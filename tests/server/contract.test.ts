// Contract in, contract out: the same claims on SQLite and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  errorSchema,
  gpuListSchema,
  healthSchema,
  runListSchema,
  storedRunSchema,
  submittedSchema,
  type RunListItem,
} from '../../src/contract/api.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { NOW, openApplication, PUBLIC_URL, submissionOf, type Application } from './application.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { postgresqlKind, sqliteKind } from './databases.ts';

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

    test('a submission comes back exactly as it was sent, under the permalink it was given', async () => {
      const application = await open();
      const sent = submissionOf(buildRun());
      const answer = await application.submit(sent);
      expect(answer.status).toBe(201);
      const stored = submittedSchema.parse(await answer.json());
      expect(stored.id).toBe(sent.digest.slice(7, 39));
      expect(stored.url).toBe(`${PUBLIC_URL}/runs/${stored.id}`);
      expect(stored.created_at).toBe(NOW.toISOString());
      expect(answer.headers.get('location')).toBe(`/api/v1/runs/${stored.id}`);
      const read = await application.request(`/api/v1/runs/${stored.id}`);
      expect(read.status).toBe(200);
      expect(storedRunSchema.parse(await read.json())).toEqual({
        id: stored.id,
        url: stored.url,
        created_at: stored.created_at,
        standing: { kind: 'listed', reason: null },
        verification: null,
        submission: sent,
      });
    });

    test('a repeated submission is answered 409 with the permalink and stored once', async () => {
      const application = await open();
      const sent = submissionOf(buildRun());
      await application.submit(sent);
      const again = await application.submit(sent);
      expect(again.status).toBe(409);
      const { error } = errorSchema.parse(await again.json());
      expect(error).toMatchObject({ code: 'already-stored', url: `${PUBLIC_URL}/runs/${sent.digest.slice(7, 39)}` });
      expect(await application.runs.count()).toBe(1);
    });

    test('of many simultaneous copies exactly one is stored and the others are told so', async () => {
      const application = await open();
      const sent = submissionOf(buildRun());
      const answers = await Promise.all(Array.from({ length: 8 }, () => application.submit(sent)));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array<number>(7).fill(409)]);
      expect(await application.runs.count()).toBe(1);
    });

    test('the list is newest first, and its pages neither skip nor repeat a run while others arrive', async () => {
      const application = await open();
      const submitted: string[] = [];
      const submit = async (seed: number) => {
        const answer = await application.submit(submissionOf(buildRun({ seed })));
        submitted.unshift(submittedSchema.parse(await answer.json()).id);
      };
      for (let seed = 1; seed <= 11; seed++) await submit(seed);
      const expected = [...submitted];
      const seen: RunListItem[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await application.request(`/api/v1/runs?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
        const list = runListSchema.parse(await page.json());
        expect(list.runs.length).toBeLessThanOrEqual(3);
        seen.push(...list.runs);
        cursor = list.next_cursor;
        await submit(100 + seen.length);
      }
      expect(seen.map(({ id }) => id)).toEqual(expected);
      expect(seen.map(({ created_at }) => created_at)).toEqual(
        seen
          .map(({ created_at }) => created_at)
          .toSorted()
          .toReversed(),
      );
    });

    test('a list item says what the stored run says', async () => {
      const application = await open();
      const sent = submissionOf(buildRun());
      await application.submit(sent);
      const { runs } = runListSchema.parse(await (await application.request('/api/v1/runs')).json());
      expect(runs).toEqual([
        {
          id: sent.digest.slice(7, 39),
          url: `${PUBLIC_URL}/runs/${sent.digest.slice(7, 39)}`,
          created_at: NOW.toISOString(),
          gpu: 'planted roofline',
          is_fallback: false,
          browser: 'Chromium 156',
          os: 'Linux',
          length: 'quick',
          precision: 'f32',
          suite_version: SUITE_VERSION,
          peak_flop_per_second: sent.summary.peak_flop_per_second,
          bandwidth_bytes_per_second: sent.summary.bandwidth_bytes_per_second,
          sizes_measured: sent.summary.sizes.filter(({ phases }) => phases.some((phase) => phase.kind === 'measured')).length,
          verified_flop_per_second: null,
        },
      ]);
    });

    test('runs are listed by GPU, and GPUs by their number of runs', async () => {
      const application = await open();
      const gpus = [
        { vendor: 'nvidia', architecture: 'hopper' },
        { vendor: 'nvidia', architecture: 'hopper' },
        { vendor: 'a', architecture: "b' or 1=1 --" },
      ];
      for (const [seed, gpu] of gpus.entries()) await application.submit(submissionOf(buildRun({ seed, gpu })));
      const list = gpuListSchema.parse(await (await application.request('/api/v1/gpus')).json());
      expect(list.gpus).toEqual([
        { gpu: 'nvidia hopper', runs: 2 },
        { gpu: "a b' or 1=1 --", runs: 1 },
      ]);
      for (const { gpu, runs } of list.gpus) {
        const listed = runListSchema.parse(
          await (await application.request(`/api/v1/runs?${new URLSearchParams({ gpu })}`)).json(),
        );
        expect(listed.runs.map((run) => run.gpu)).toEqual(Array<string>(runs).fill(gpu));
      }
      const none = runListSchema.parse(await (await application.request('/api/v1/runs?gpu=no-such-gpu')).json());
      expect(none).toEqual({ runs: [], next_cursor: null });
    });

    test('health counts the runs and names the database', async () => {
      const application = await open();
      await application.submit(submissionOf(buildRun()));
      const answer = await application.request('/api/v1/health');
      expect(answer.status).toBe(200);
      expect(healthSchema.parse(await answer.json())).toEqual({
        status: 'ok',
        suite_version: SUITE_VERSION,
        database: kind.name,
        runs: 1,
      });
    });

    test('migrations build the tables from empty, and a second start finds nothing to do', async () => {
      const database = await kind.open();
      opened.push(() => database.close());
      await Promise.all([migrate(database), ...(kind.name === 'postgresql' ? [migrate(database), migrate(database)] : [])]);
      await migrate(database);
      const application = await openApplication(database);
      expect((await application.submit(submissionOf(buildRun()))).status).toBe(201);
    });

    test.each([
      ['limit=0'],
      ['limit=101'],
      ['limit=1e1'],
      ['limit=-1'],
      ['limit='],
      ['cursor=%00'],
      ['cursor=bm9uc2Vuc2U'],
      ['gpu='],
      ['gpu=%00'],
      ['page=2'],
    ])('the query %s is refused with 400', async (query) => {
      const application = await open();
      const answer = await application.request(`/api/v1/runs?${query}`);
      expect(answer.status).toBe(400);
      expect(errorSchema.parse(await answer.json()).error.code).toBe('bad-query');
    });

    test('a failing database is a 503 that stores nothing, and the page goes on', async () => {
      const database = await kind.open();
      const application = await openApplication(database);
      await database.close();
      for (const answer of [
        await application.submit(submissionOf(buildRun())),
        await application.request('/api/v1/runs'),
        await application.request('/api/v1/health'),
      ]) {
        expect(answer.status).toBe(503);
        expect(errorSchema.parse(await answer.json()).error.code).toBe('storage-unavailable');
      }
      expect((await application.request('/')).status).toBe(200);
      expect(application.log).toHaveLength(3);
    });
  });
}
