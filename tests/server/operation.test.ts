// What an operator rests on: liveness, readiness, an orderly stop, and headers that protect every answer.
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { submissionOf } from './application.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { API_BASE } from '../../src/contract/endpoint.ts';
import { ENDPOINTS } from '../../src/contract/endpoints.ts';
import { parseSettings, settingsHelp } from '../../src/server/settings.ts';
import { startChild } from './child.ts';
import { openWire, startRunning } from './running.ts';
import { temporaryFolder } from './temporary-folder.ts';

const POST = 'POST /api/v1/runs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

describe('health', () => {
  test('a running service is alive and ready, and neither answer is kept', async () => {
    const { url } = await startRunning();
    for (const [path, status] of [
      ['/healthz', 'ok'],
      ['/readyz', 'ready'],
    ] as const) {
      const answer = await fetch(url(path));
      expect([answer.status, await answer.json()]).toEqual([200, { status }]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect((await fetch(url(path), { method: 'POST' })).status).toBe(405);
    }
  });

  test('a database file that was moved away makes it unready, not dead, and says when to ask again', async () => {
    const { url, folder } = await startRunning();
    const file = join(folder, 'scalewall.sqlite');
    renameSync(file, `${file}.away`);
    const answer = await fetch(url('/readyz'));
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'unready', reason: 'database' }]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(url('/healthz'))).status).toBe(200);
    renameSync(`${file}.away`, file);
    await pause(1_050);
    expect((await fetch(url('/readyz'))).status).toBe(200);
  });

  test('a schema that a newer version has changed makes it unready', async () => {
    const { url, folder } = await startRunning();
    const other = new DatabaseSync(join(folder, 'scalewall.sqlite'));
    other.exec("insert into kysely_migration (name, timestamp) values ('9999-of-the-future', '2099-01-01')");
    other.close();
    const answer = await fetch(url('/readyz'));
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'unready', reason: 'schema' }]);
  });
});

describe('stop', () => {
  test('an open request is finished, readiness goes, no new connection is taken, and the answer ends its connection', async () => {
    const { service, url } = await startRunning();
    const body = Buffer.from(JSON.stringify(submissionOf(buildRun())));
    const [upload, waiting] = [await openWire(service.address), await openWire(service.address)];
    upload.socket.write(`${POST}Content-Length: ${body.length}\r\n\r\n`);
    upload.socket.write(body.subarray(0, 1000));
    waiting.socket.write('GET /readyz HTTP/1.1\r\nHost: x\r\n');
    await pause(100);
    const stopped = service.stop();
    await pause(100);
    await expect(fetch(url('/healthz'))).rejects.toThrow('fetch failed');
    waiting.socket.write('\r\n');
    expect(await waiting.ended).toMatch(/^HTTP\/1\.1 503 [^]*"reason":"stopping"/);
    upload.socket.write(body.subarray(1000));
    const text = await upload.ended;
    expect(text).toMatch(/^HTTP\/1\.1 201 /);
    expect(text.toLowerCase()).toContain('\r\nconnection: close\r\n');
    await stopped;
  });

  test('the first signal waits for an open request, the second ends at once with code 1', async () => {
    const child = startChild({ DATA_DIR: temporaryFolder() });
    onTestFinished(() => child.kill('SIGKILL'));
    const upload = await openWire(await child.address);
    upload.socket.write(`${POST}Content-Length: 1000\r\n\r\n{`);
    await pause(100);
    child.kill('SIGTERM');
    expect(await Promise.race([child.ended, pause(500).then(() => 'still running')])).toBe('still running');
    const start = performance.now();
    child.kill('SIGTERM');
    expect(await child.ended).toMatchObject({ code: 1, signal: null });
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('the operator’s page', () => {
  test('names every setting with its default, and no other', () => {
    const page = readFileSync('docs/operation.md', 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`|[^|]*) \|/gm)].map(
      ([, name, standard]) => [name, standard] as const,
    );
    const help = [...settingsHelp().matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name);
    expect(rows.map(([name]) => name).toSorted()).toEqual(help.toSorted());
    const parsed = parseSettings({});
    if (parsed.kind === 'invalid') throw new Error(parsed.message);
    const defaults = Object.entries(parsed.settings).map(([name, value]) => [name, JSON.stringify(value).replaceAll('"', '')]);
    expect(rows.filter(([name]) => defaults.some(([known]) => known === name)).toSorted()).toEqual(defaults.toSorted());
  });
});

describe('protection', () => {
  const PATHS: readonly (readonly [method: string, path: string])[] = [
    ['GET', '/'],
    ['GET', '/results'],
    ['GET', '/assets/index-abc123.js'],
    ['GET', '/none'],
    ['POST', '/'],
    ...ENDPOINTS.map(({ method, path }) => [method, `${API_BASE}${path.replaceAll(/:\w+/g, '0')}`] as const),
    ['GET', '/api/v1/runs?limit=0'],
    ['DELETE', '/api/v1/runs'],
    ['GET', '/api/v1/none'],
    ['GET', '/healthz'],
    ['GET', '/readyz'],
  ];

  test('every answer has a policy without unsafe-inline, and isolation', async () => {
    const { url } = await startRunning();
    for (const [method, path] of PATHS) {
      const { headers } = await fetch(url(path), { method });
      const policy = headers.get('content-security-policy') ?? '';
      expect({ path, isClosed: policy.includes("default-src 'none'"), isInline: /unsafe-/.test(policy) }).toEqual({
        path,
        isClosed: true,
        isInline: false,
      });
      expect({
        path,
        opener: headers.get('cross-origin-opener-policy'),
        embedder: headers.get('cross-origin-embedder-policy'),
        sniff: headers.get('x-content-type-options'),
        referrer: headers.get('referrer-policy'),
      }).toEqual({ path, opener: 'same-origin', embedder: 'require-corp', sniff: 'nosniff', referrer: 'no-referrer' });
      expect(headers.get('cross-origin-resource-policy')).toMatch(/^(same|cross)-origin$/);
    }
  });

  test('the page needs no exception: it has no inline script, style or handler', () => {
    const markup = readFileSync('index.html', 'utf8');
    expect(markup).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(markup).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  });
});
