// Contract in, contract out: the same claims on SQLite and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  errorSchema,
  gpuListSchema,
  healthSchema,
  MAX_SUBMISSION_BYTES,
  runListSchema,
  storedRunSchema,
  storedSchema,
  type RunListItem,
} from '../../src/contract/api.ts';
import { migrate } from '../../src/server/database/migrations.ts';
import { SubmissionLimit } from '../../src/server/submission-limit.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { NOW, openApplication, PUBLIC_URL, submissionOf, type Application } from './application.ts';
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
      const stored = storedSchema.parse(await answer.json());
      expect(stored.id).toBe(sent.digest.slice(7, 39));
      expect(stored.url).toBe(`${PUBLIC_URL}/runs/${stored.id}`);
      expect(stored.created_at).toBe(NOW.toISOString());
      expect(answer.headers.get('location')).toBe(`/api/v1/runs/${stored.id}`);
      const read = await application.request(`/api/v1/runs/${stored.id}`);
      expect(read.status).toBe(200);
      expect(storedRunSchema.parse(await read.json())).toEqual({ ...stored, submission: sent });
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
        submitted.unshift(storedSchema.parse(await answer.json()).id);
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
          suite_version: '0.1.0',
          peak_flop_per_second: sent.summary.peak_flop_per_second,
          bandwidth_bytes_per_second: sent.summary.bandwidth_bytes_per_second,
          sizes_measured: sent.summary.sizes.filter(({ phases }) => phases.some((phase) => phase.kind === 'measured')).length,
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
        suite_version: '0.1.0',
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

describe('at the door', () => {
  const kind = sqliteKind();
  let application: Application;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const database = await kind.open();
    close = () => database.close();
    application = await openApplication(database, { limit: new SubmissionLimit(0) });
  });
  afterAll(async () => {
    await close();
    await kind.stop();
  });

  const post = (body: BodyInit, headers: Readonly<Record<string, string>>) =>
    application.request('/api/v1/runs', { method: 'POST', body, headers });

  test.each([
    ['no media type', {}],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['another charset', { 'content-type': 'application/json; charset=latin1' }],
    ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('%s is refused with 415', async (_name, headers) => {
    const answer = await post(
      new TextEncoder().encode(JSON.stringify(submissionOf(buildRun()))),
      headers as Record<string, string>,
    );
    expect(answer.status).toBe(415);
    expect(errorSchema.parse(await answer.json()).error.code).toBe('wrong-media-type');
  });

  test('a body of exactly the largest size is read, and one byte more is refused with 413', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await post(' '.repeat(MAX_SUBMISSION_BYTES), headers)).status).toBe(400);
    const answer = await post(' '.repeat(MAX_SUBMISSION_BYTES + 1), headers);
    expect(answer.status).toBe(413);
    expect(errorSchema.parse(await answer.json()).error.code).toBe('too-large');
  });

  test('a declared length above the largest size is refused before a byte is read', async () => {
    let wasRead = false;
    const body = new ReadableStream(
      {
        pull: () => {
          wasRead = true;
          throw new Error('read');
        },
      },
      { highWaterMark: 0 },
    );
    const answer = await application.request('/api/v1/runs', {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'content-type': 'application/json', 'content-length': String(MAX_SUBMISSION_BYTES + 1) },
    } as RequestInit);
    expect(answer.status).toBe(413);
    expect(wasRead).toBe(false);
  });

  test.each([
    ['truncated', '{"schema_version":1'],
    ['empty', ''],
    ['not JSON', 'hello'],
    ['not UTF-8', new Uint8Array([0x7b, 0xff, 0xfe])],
    ['nested a hundred thousand deep', '['.repeat(100_000)],
  ])('a %s body is refused with 400', async (_name, body) => {
    const answer = await post(body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(errorSchema.parse(await answer.json()).error.code).toBe('malformed-json');
  });

  test('deep nesting in the place of a document is refused with 422, not a stack overflow', async () => {
    const answer = await post(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, { 'content-type': 'application/json' });
    expect(answer.status).toBe(422);
  });

  test('a refusal names the place in the document', async () => {
    const document = structuredClone(submissionOf(buildRun())) as { run: { trials: { outcome: { samples: unknown[] } }[] } };
    document.run.trials[2]?.outcome.samples.splice(1, 1, { duration_seconds: '1' });
    const { error } = errorSchema.parse(await (await application.submit(document)).json());
    expect(error).toMatchObject({ code: 'invalid-schema', path: 'run.trials[2].outcome.samples[1].duration_seconds' });
  });

  test.each([
    ['__proto__ beside the run', (text: string) => text.replace('{', '{"__proto__":{"x":1},')],
    ['__proto__ among the limits', (text: string) => text.replace('"limits":{', '"limits":{"__proto__":7,')],
    ['a key that the schema does not know', (text: string) => text.replace('"run":{', '"run":{"verified":true,')],
  ])('%s is refused', async (_name, edit) => {
    const text = JSON.stringify(submissionOf(buildRun()));
    expect(edit(text)).not.toBe(text);
    const answer = await application.submit(edit(text));
    expect(answer.status).toBe(422);
    expect(errorSchema.parse(await answer.json()).error.code).toBe('invalid-schema');
  });

  test.each([
    '/api',
    '/api/v1',
    '/api/v1/nothing',
    '/api/v2/health',
    '/api/v1/runs/',
    '/api/v1/runs/zz',
    `/api/v1/runs/${'0'.repeat(32)}`,
    '/api/v1/runs/%00',
  ])('%s is a 404 in JSON', async (path) => {
    const answer = await application.request(path);
    expect(answer.status).toBe(404);
    expect(errorSchema.parse(await answer.json()).error.code).toBe('not-found');
  });

  test.each([
    ['DELETE', '/api/v1/runs'],
    ['PUT', `/api/v1/runs/${'0'.repeat(32)}`],
    ['POST', '/api/v1/health'],
    ['PATCH', '/api/v1/gpus'],
    ['OPTIONS', '/api/v1/runs'],
  ])('%s %s is a 405 that names the methods', async (method, path) => {
    const answer = await application.request(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toContain('GET');
    expect(errorSchema.parse(await answer.json()).error.code).toBe('method-not-allowed');
  });

  test('the published schemas accept what the service accepts, by name of their fields', async () => {
    for (const [path, keys] of [
      ['submission.json', ['digest', 'kind', 'run', 'schema_version', 'summary']],
      ['run.json', Object.keys(buildRun()).toSorted()],
    ] as const) {
      const schema = (await (await application.request(`/api/v1/schemas/${path}`)).json()) as {
        required: string[];
        additionalProperties: boolean;
      };
      expect(schema.required.toSorted()).toEqual(keys);
      expect(schema.additionalProperties).toBe(false);
    }
  });

  test('the limit refuses one submission too many with 429, and forgets after a minute', async () => {
    let now = NOW.getTime();
    const database = await kind.open();
    const limited = await openApplication(database, { limit: new SubmissionLimit(2), now: () => new Date(now) });
    const statuses: number[] = [];
    for (let seed = 1; seed <= 3; seed++) statuses.push((await limited.submit(submissionOf(buildRun({ seed })))).status);
    const refused = await limited.submit(submissionOf(buildRun({ seed: 4 })));
    expect(errorSchema.parse(await refused.json()).error.code).toBe('too-many-requests');
    expect(Number(refused.headers.get('retry-after'))).toBe(60);
    now += 60_000;
    statuses.push((await limited.submit(submissionOf(buildRun({ seed: 5 })))).status);
    expect(statuses).toEqual([201, 201, 429, 201]);
    await database.close();
  });
});
