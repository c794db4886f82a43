// The newest dump as the service gives it: the list, and files whole, by range, and by no other name.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dumpListSchema, type DumpList } from '../../src/contract/dumps.ts';
import { errorSchema } from '../../src/contract/api.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { dump } from '../../src/operator/dump.ts';
import { byteRange } from '../../src/server/byte-range.ts';
import type { Database } from '../../src/server/database/database.ts';
import { DumpShelf } from '../../src/server/published-dump.ts';
import { openSqlite } from '../../src/server/database/sqlite.ts';
import { NOW, openApplication, PUBLIC_URL, type Application } from './application.ts';
import { fill, LISTED_RUNS, VERIFIED_RUNS } from './open-data.ts';
import { temporaryFolder } from './temporary-folder.ts';

const parent = temporaryFolder();
let database: Database;
let application: Application;
let list: DumpList;
beforeAll(async () => {
  database = openSqlite(temporaryFolder());
  await fill(database);
  application = await openApplication(database, { dumps: new DumpShelf(parent) });
  await dump(database, parent, SUITE_VERSION, NOW);
  list = dumpListSchema.parse(await (await application.request('/api/v1/dumps')).json());
});
afterAll(() => database.close());

const get = (name: string, headers: Record<string, string> = {}) => application.request(`/api/v1/dumps/${name}`, { headers });

describe('the list of dumps', () => {
  test('is empty where no folder is set, and where the folder has no dump', async () => {
    for (const shelf of [new DumpShelf(undefined), new DumpShelf(temporaryFolder()), new DumpShelf('/nowhere')]) {
      const without = await openApplication(database, { dumps: shelf });
      expect(await (await without.request('/api/v1/dumps')).json()).toEqual({ dump: null, files: [] });
      expect((await without.request('/api/v1/dumps/runs.csv')).status).toBe(404);
    }
  });

  test('names every file with its bytes, rows and checksum, each of them to be had at its address', async () => {
    expect(list.dump).toEqual({
      suite_version: SUITE_VERSION,
      made_at: NOW.toISOString(),
      licence: 'CC0-1.0',
      counts: { runs: LISTED_RUNS, verified_runs: VERIFIED_RUNS, log_entries: 3 },
    });
    expect(list.files.map(({ name }) => name)).toContain('SHA256SUMS');
    expect(list.files.find(({ name }) => name === 'runs.parquet')?.rows).toBe(LISTED_RUNS);
    for (const { url, bytes, sha256, type } of list.files) {
      const answer = await application.request(url.slice(PUBLIC_URL.length), { headers: { 'accept-encoding': 'gzip' } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-encoding')).toBeNull();
      expect(answer.headers.get('content-type')).toBe(type);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      const body = new Uint8Array(await answer.arrayBuffer());
      expect(body.length).toBe(bytes);
      expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
    }
  });

  test('turns to a newer dump without a restart', async () => {
    const other = temporaryFolder();
    const following = await openApplication(database, { dumps: new DumpShelf(other) });
    const madeAt = async () => dumpListSchema.parse(await (await following.request('/api/v1/dumps')).json()).dump?.made_at;
    for (const at of [NOW, new Date(NOW.getTime() + 1000)]) {
      await dump(database, other, SUITE_VERSION, at);
      expect(await madeAt()).toBe(at.toISOString());
    }
  });
});

describe('a file of a dump', () => {
  test('is given by range, so that a download goes on and Parquet is read in parts', async () => {
    const whole = readFileSync(join(parent, 'latest', 'runs.parquet'));
    for (const [range, first, last] of [
      ['bytes=0-3', 0, 3],
      ['bytes=4-', 4, whole.length - 1],
      ['bytes=-8', whole.length - 8, whole.length - 1],
      ['bytes=10-999999999', 10, whole.length - 1],
    ] as const) {
      const answer = await get('runs.parquet', { range });
      expect(answer.status).toBe(206);
      expect(answer.headers.get('content-range')).toBe(`bytes ${first}-${last}/${whole.length}`);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(whole.subarray(first, last + 1));
    }
    const beyond = await get('runs.parquet', { range: `bytes=${whole.length}-` });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('content-range')).toBe(`bytes */${whole.length}`);
  });

  test('is given whole where the range was meant for another version of it', async () => {
    expect((await get('runs.csv', { range: 'bytes=0-3', 'if-range': '"of another dump"' })).status).toBe(200);
    const etag = (await get('runs.csv')).headers.get('etag') ?? '';
    expect((await get('runs.csv', { range: 'bytes=0-3', 'if-range': etag })).status).toBe(206);
    expect((await get('runs.csv', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('runs.csv', { 'if-none-match': '"another"' })).status).toBe(200);
  });

  test.skipIf(!existsSync('/proc/self/fd'))('is closed again where the client goes before its end', async () => {
    const open = () => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(parent)).length;
    for (let time = 0; time < 20; time++) await (await get('runs.jsonl.gz')).body?.cancel();
    await expect.poll(open).toBe(0);
    const half = await get('runs.jsonl.gz');
    expect(open()).toBe(1);
    await half.body?.cancel();
    await expect.poll(open).toBe(0);
  });

  test('answers HEAD with its length and no body', async () => {
    const answer = await application.request('/api/v1/dumps/runs.csv', { method: 'HEAD' });
    expect(answer.headers.get('content-length')).toBe(String(list.files.find(({ name }) => name === 'runs.csv')?.bytes));
    expect(await answer.text()).toBe('');
  });

  test('has a name of the manifest or is not there, whatever else the folder holds', async () => {
    writeFileSync(join(parent, 'secret.txt'), 'secret');
    writeFileSync(join(parent, 'latest', 'surplus.txt'), 'secret');
    for (const name of [
      '../secret.txt',
      '..%2fsecret.txt',
      '%2e%2e/secret.txt',
      'surplus.txt',
      '',
      '.',
      '%00',
      'runs.csv%00',
      'latest',
    ])
      expect([name, (await get(name)).status]).toEqual([name, 404]);
    const post = await application.request('/api/v1/dumps/runs.csv', { method: 'POST' });
    expect(post.status).toBe(405);
    expect(errorSchema.parse(await post.json()).error.code).toBe('method-not-allowed');
  });

  test('is not found once the operator has removed the dump', async () => {
    const other = temporaryFolder();
    const bereft = await openApplication(database, { dumps: new DumpShelf(other) });
    const { folder } = await dump(database, other, SUITE_VERSION, NOW);
    expect((await bereft.request('/api/v1/dumps/runs.csv')).status).toBe(200);
    rmSync(folder, { recursive: true });
    const answer = await bereft.request('/api/v1/dumps/runs.csv');
    expect(answer.status).toBe(404);
    expect(errorSchema.parse(await answer.json()).error.code).toBe('not-found');
  });

  test('is of no folder but one beside the link', async () => {
    const other = temporaryFolder();
    symlinkSync(join(parent, 'latest'), join(other, 'latest'));
    expect(await new DumpShelf(other).newest()).toBeUndefined();
  });
});

/** Where a descriptor of this process leads; descriptors come and go while they are looked at. */
function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

test.each([
  [undefined, 10, { kind: 'whole' }],
  ['bytes=-', 10, { kind: 'whole' }],
  ['bytes=5-4', 10, { kind: 'whole' }],
  ['bytes=0-1,4-5', 10, { kind: 'whole' }],
  ['items=0-1', 10, { kind: 'whole' }],
  ['bytes=-0', 10, { kind: 'unsatisfiable' }],
  ['bytes=0-', 0, { kind: 'unsatisfiable' }],
  ['bytes=-99', 10, { kind: 'part', first: 0, last: 9 }],
])('the range %s of %i bytes is %o', (header, length, range) => {
  expect(byteRange(header, length)).toEqual(range);
});
