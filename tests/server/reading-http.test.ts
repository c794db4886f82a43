// What reading over HTTP gives besides bodies: ETags and 304, how long to keep, other pages' access, HEAD, OPTIONS, links, gzip.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { submittedSchema } from '../../src/contract/api.ts';
import { ENDPOINTS } from '../../src/contract/endpoints.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { openApplication, submissionOf, type Application } from './application.ts';
import { sqliteKind } from './databases.ts';

let application: Application;
let close: () => Promise<void>;
let id: string;
beforeAll(async () => {
  const database = await sqliteKind().open();
  close = () => database.close();
  application = await openApplication(database);
  for (let seed = 1; seed <= 2; seed++) {
    const answer = await application.submit(submissionOf(buildRun({ seed })));
    id = submittedSchema.parse(await answer.json()).id;
  }
});
afterAll(() => close());

/** Every GET of the table that has an answer here, as an address. */
function readable(): readonly string[] {
  return ENDPOINTS.filter(({ method, path }) => method === 'GET' && path !== '/dumps/:name').map(
    ({ path }) =>
      `/api/v1${path.replace(':id', id).replace(':gpu', 'planted%20roofline')}${path === '/compare' ? `?run=${id}` : ''}`,
  );
}

const get = (path: string, headers: Readonly<Record<string, string>> = {}) => application.request(path, { headers });

describe('every reading endpoint', () => {
  test('answers with a strong ETag of its bytes, and with 304 to whoever has them', async () => {
    expect(readable().length).toBeGreaterThan(12);
    for (const path of readable()) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      const body = Buffer.from(await answer.arrayBuffer());
      const etag = answer.headers.get('etag') ?? '';
      expect([path, etag]).toEqual([path, `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`]);
      for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await get(path, { 'if-none-match': held });
        expect([path, held, again.status, again.headers.get('etag'), await again.text()]).toEqual([path, held, 304, etag, '']);
      }
      expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    }
  });

  test('says how long it may be kept: pictures minutes, health never, the rest as long as it is asked for each time', async () => {
    for (const path of readable()) {
      const expected = /\.(svg|png)$/.test(path) ? 'public, max-age=300' : path.endsWith('/health') ? 'no-store' : 'no-cache';
      expect([path, (await get(path)).headers.get('cache-control')]).toEqual([path, expected]);
    }
  });

  test('may be read by every page, also its refusals and its 304', async () => {
    for (const path of [...readable(), '/api/v1/runs?limit=0', `/api/v1/runs/${'0'.repeat(32)}`]) {
      for (const held of ['"other"', '*']) {
        const { headers } = await get(path, { 'if-none-match': held });
        expect([path, headers.get('access-control-allow-origin')]).toEqual([path, '*']);
        expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
        expect(headers.get('access-control-allow-credentials')).toBeNull();
      }
    }
  });

  test('answers HEAD as GET without the body', async () => {
    for (const path of readable().filter((one) => !one.endsWith('/health'))) {
      const [whole, head] = [await get(path), await application.request(path, { method: 'HEAD' })];
      expect([path, head.status, await head.text()]).toEqual([path, 200, '']);
      for (const name of ['etag', 'content-type', 'content-length', 'cache-control', 'vary'])
        expect([path, name, head.headers.get(name)]).toEqual([path, name, whole.headers.get(name)]);
    }
  });

  test('comes compressed to whoever takes that, to the same content under an ETag of its own', async () => {
    for (const path of ['/api/v1/openapi.json', `/api/v1/runs/${id}`, `/api/v1/runs/${id}/chart.svg`]) {
      const plain = await get(path);
      const compressed = await get(path, { 'accept-encoding': 'br, gzip' });
      expect(compressed.headers.get('content-encoding')).toBe('gzip');
      expect(compressed.headers.get('vary')).toContain('Accept-Encoding');
      expect(gunzipSync(Buffer.from(await compressed.arrayBuffer())).toString()).toBe(await plain.text());
      const etag = compressed.headers.get('etag') ?? '';
      expect(etag).not.toBe(plain.headers.get('etag'));
      expect((await get(path, { 'accept-encoding': 'gzip', 'if-none-match': etag })).status).toBe(304);
    }
    const card = await get(`/api/v1/runs/${id}/card.png`, { 'accept-encoding': 'gzip' });
    expect(card.headers.get('content-encoding')).toBeNull();
  });

  test('has another ETag when what it says has changed', async () => {
    const paths = ['/api/v1/runs', '/api/v1/devices', '/api/v1/devices/planted%20roofline', '/api/v1/gpus'];
    const before = await Promise.all(paths.map(async (path) => (await get(path)).headers.get('etag') ?? ''));
    await application.submit(submissionOf(buildRun({ seed: 3 })));
    for (const [index, path] of paths.entries()) {
      expect([path, (await get(path, { 'if-none-match': before[index] ?? '' })).status]).toEqual([path, 200]);
    }
  });
});

describe('access from other pages', () => {
  test('is granted in advance for reading', async () => {
    for (const path of ['/api/v1/runs', `/api/v1/runs/${id}`, '/api/v1/devices']) {
      const { status, headers } = await application.request(path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://other.example',
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'if-none-match',
        },
      });
      expect([path, status, headers.get('access-control-allow-origin')]).toEqual([path, 204, '*']);
      expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD');
      expect(headers.get('access-control-allow-headers')).toBe('If-None-Match');
      expect(headers.get('allow')).toContain('OPTIONS');
    }
  });

  test('is not granted for writing, neither in advance nor on the answer', async () => {
    for (const path of ['/api/v1/challenges', `/api/v1/challenges/${'0'.repeat(32)}/commitment`]) {
      const { status, headers } = await application.request(path, { method: 'OPTIONS' });
      expect([path, status, headers.get('access-control-allow-origin')]).toEqual([path, 204, null]);
    }
    for (const answer of [
      await application.submit(submissionOf(buildRun({ seed: 4 }))),
      await application.submit('{}'),
      await application.request(`/api/v1/runs/${id}`, { method: 'DELETE' }),
    ]) {
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('lists', () => {
  test('link each page to the next with the rest of the query, and the last to none', async () => {
    const first = await get('/api/v1/runs?gpu=planted%20roofline&limit=1&population=unverified');
    const next = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const { searchParams, pathname } = new URL(next, 'http://localhost');
    expect(pathname).toBe('/api/v1/runs');
    expect([...searchParams.keys()].toSorted()).toEqual(['cursor', 'gpu', 'limit', 'population']);
    expect(searchParams.get('gpu')).toBe('planted roofline');
    const second = await get(next);
    expect(second.status).toBe(200);
    expect(await second.text()).not.toBe(await first.text());
    expect((await get('/api/v1/runs?limit=100')).headers.get('link')).toBeNull();
  });

  test.each(['limit=1&limit=2', 'population=all', 'gpu=a&gpu=b', 'limit=1.5'])('%s is refused', async (query) => {
    expect((await get(`/api/v1/runs?${query}`)).status).toBe(400);
  });
});
