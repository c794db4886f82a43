// The built page on the wire: which paths it has, how long they may be kept, and what protects it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createStaticApp } from '../../src/server/static.ts';
import { StartError } from '../../src/server/start-error.ts';
import { buildPage } from './application.ts';

const app = createStaticApp(buildPage());
const request = async (path: string, init?: RequestInit) => app.request(path, init);

describe('paths', () => {
  test.each([
    '/',
    '/index.html',
    '/results',
    '/train',
    '/results/nvidia%20hopper',
    '/runs/0123456789abcdef0123456789abcdef',
    '/?size=llama-2-70b',
  ])('%s is the page, never kept unasked', async (path) => {
    const answer = await request(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<title>Scalewall</title>');
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  test('a hashed asset may be kept for ever', async () => {
    const answer = await request('/assets/index-abc123.js');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test.each([
    '/assets/none.js',
    '/assets/',
    '/assets',
    '/assets/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/none',
    '/runs',
    '/runs/a/b',
    '/index.html/',
    '/%00',
    '/%E0%A4',
    '//etc/passwd',
  ])('%s is a 404 and not the page', async (path) => {
    const answer = await app.fetch(new Request(`http://localhost${path}`));
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('<title>');
  });

  test('HEAD answers as GET without a body, and other methods are refused', async () => {
    const head = await request('/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await request('/', { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('a folder without a built page is refused with what to do', () => {
    const folder = buildPage();
    rmSync(join(folder, 'index.html'));
    for (const missing of [folder, join(folder, 'none')]) {
      expect(() => createStaticApp(missing)).toThrow(
        new StartError(`The page is not built: ${missing} has no index.html. Run "npm run setup" first.`),
      );
    }
  });
});

describe('transfer', () => {
  const script = '/assets/index-abc123.js';
  const accepting = (encoding: string) => request(script, { headers: { 'accept-encoding': encoding } });

  test('a script is compressed where the client takes gzip, to the same content', async () => {
    const plain = await (await request(script)).text();
    for (const encoding of ['gzip', 'br, gzip', 'gzip;q=0.5', 'GZIP']) {
      const answer = await accepting(encoding);
      expect({ encoding, sent: answer.headers.get('content-encoding') }).toEqual({ encoding, sent: 'gzip' });
      const body = Buffer.from(await answer.arrayBuffer());
      expect(body.length).toBeLessThan(plain.length / 4);
      expect(gunzipSync(body).toString()).toBe(plain);
      expect(answer.headers.get('vary')).toBe('Accept-Encoding');
    }
    for (const encoding of ['', 'br', 'gzip;q=0', 'gzip;q=0.000', 'x-gzip-not']) {
      expect({ encoding, sent: (await accepting(encoding)).headers.get('content-encoding') }).toEqual({ encoding, sent: null });
    }
  });

  test('a page that has not changed is not sent again', async () => {
    const etag = (await request('/')).headers.get('etag') ?? '';
    const again = await request('/', { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await request('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });
});

describe('protection', () => {
  test.each(['/', '/assets/index-abc123.js', '/none'])('%s carries the security headers', async (path) => {
    const { headers } = await request(path);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).not.toContain('unsafe-eval');
  });
});
