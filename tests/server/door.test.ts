// What is refused before or beside storage: media types, sizes, malformed bodies, unknown routes and methods, too many.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorSchema, MAX_SUBMISSION_BYTES } from '../../src/contract/api.ts';
import { RequestLimit } from '../../src/server/request-limit.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { NOW, openApplication, submissionOf, type Application } from './application.ts';
import { sqliteKind } from './databases.ts';

describe('at the door', () => {
  const kind = sqliteKind();
  let application: Application;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const database = await kind.open();
    close = () => database.close();
    application = await openApplication(database);
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
    const answer = await post(new TextEncoder().encode(JSON.stringify(submissionOf(buildRun()))), headers);
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
    document.run.trials[2]?.outcome.samples.splice(1, 1, { at_seconds: 1, duration_seconds: '1', voided: null });
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
    ['DELETE', `/api/v1/runs/${'0'.repeat(32)}/card.png`],
    ['PUT', `/api/v1/runs/${'0'.repeat(32)}`],
    ['POST', '/api/v1/health'],
    ['PATCH', '/api/v1/gpus'],
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
        properties: Record<string, unknown>;
        additionalProperties: boolean;
      };
      expect(Object.keys(schema.properties).toSorted()).toEqual(keys);
      expect(schema.additionalProperties).toBe(false);
    }
  });

  test('the limit refuses one submission too many with 429, and forgets after a minute', async () => {
    let now = NOW.getTime();
    const database = await kind.open();
    const clocked = { ...database, now: async () => now };
    const limited = await openApplication(database, {
      limit: new RequestLimit({ database: clocked, kind: 'submissions', most: 2 }),
      now: () => new Date(now),
    });
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
