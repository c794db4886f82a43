// The client that is given as an example, as it is given, against the service as `npm start` runs it.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqlite } from '../../src/server/database/sqlite.ts';
import { startChild, type Child } from './child.ts';
import { fill, LISTED_RUNS, VERIFIED, VERIFIED_RUNS } from './open-data.ts';
import { temporaryFolder } from './temporary-folder.ts';

const CLIENT = 'public/examples/client.mjs';

let service: Child;
beforeAll(async () => {
  const folder = temporaryFolder();
  const database = openSqlite(folder);
  await fill(database);
  await database.close();
  service = startChild({ DATA_DIR: folder });
  await service.address;
}, 60_000);
afterAll(async () => {
  service.kill('SIGTERM');
  await service.ended;
});

async function runClient(...parameters: string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [CLIENT, ...parameters]);
  return stdout.trimEnd().split('\n');
}

test('pages through every run and ranks by verified throughput what five runs stand for', async () => {
  const lines = await runClient(await service.address, join(temporaryFolder(), 'cache.json'), '3');
  const teraflop = (VERIFIED.verified_flop_per_second / 1e12).toFixed(2);
  expect(lines.slice(1, -1).map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['0', teraflop, String(VERIFIED_RUNS), 'plain GPU'],
  ]);
  expect(lines.at(-1)).toBe(`${LISTED_RUNS} runs; ${Math.ceil(LISTED_RUNS / 3)} requests, 0 of them unchanged`);
});

test('asked again, it is told page by page that nothing has changed, and prints the same', async () => {
  const cache = join(temporaryFolder(), 'cache.json');
  const first = await runClient(await service.address, cache);
  const again = await runClient(await service.address, cache);
  expect(again.slice(0, -1)).toEqual(first.slice(0, -1));
  expect(again.at(-1)).toBe(`${LISTED_RUNS} runs; 1 requests, 1 of them unchanged`);
});

test('says what is wrong where the service refuses', async () => {
  await expect(runClient(await service.address, '', '999')).rejects.toThrow(/answered 400: bad-query/);
});
