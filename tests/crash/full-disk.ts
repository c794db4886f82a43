// A disk that fills up under load, and is given room again while the server runs. Where this process may mount, it is a real one of
// a few megabytes (tmpfs); elsewhere the kernel's limit on the size of the server's files, which fails writes alike.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runListSchema } from '../../src/contract/api.ts';
import { openSqlite, sqliteFile } from '../../src/server/database/sqlite.ts';
import { audit } from './audit.ts';
import { Load } from './load.ts';
import { makePage, startServer, type ServerProcess } from './server-process.ts';
import type { Trial } from './trial.ts';

const DISK_MEGABYTES = 8;
const BALLAST_MEGABYTES = 4;
const LIMIT_KILOBYTES = 3_000;
const CLIENTS = 10;
/** Refusals that are waited for before there is room again. */
const REFUSALS = 50;

interface Disk {
  readonly name: string;
  readonly folder: string;
  readonly limitKilobytes: number | undefined;
  makeRoom(server: ServerProcess): void;
  remove(): void;
}

/** Fills the disk once, with room given back while the same server runs. */
export async function fillDisk(folder: string): Promise<Trial> {
  const disk = mounted(folder) ?? limited(folder);
  try {
    return await fill(disk, makePage(folder));
  } finally {
    disk.remove();
  }
}

async function fill(disk: Disk, page: string): Promise<Trial> {
  const DATA_DIR = join(disk.folder, 'data');
  const load = new Load();
  const broken: string[] = [];
  const server = await startServer({ DATA_DIR, PAGE_DIR: page }, disk.limitKilobytes);
  const stop = load.start(server.address, CLIENTS);
  try {
    const refusals = () => load.record.answers.get('503') ?? 0;
    for (let wait = 0; wait < 600 && refusals() < REFUSALS; wait++) await pause(50);
    if (refusals() < REFUSALS) broken.push('the disk did not fill up');
    broken.push(...(await readsThatFail(server.address)));
    disk.makeRoom(server);
    const before = load.record.acknowledged.size;
    for (let wait = 0; wait < 100 && load.record.acknowledged.size < before + 20; wait++) await pause(50);
    if (load.record.acknowledged.size < before + 20) broken.push('nothing was stored within 5 s of there being room again');
  } finally {
    await stop();
    await server.end('SIGTERM');
  }
  const database = openSqlite(DATA_DIR);
  try {
    const found = await audit(database, load.record, sqliteFile(DATA_DIR));
    return { database: 'sqlite', trouble: `full disk (${disk.name})`, times: 1, record: load.record, audit: found, broken };
  } finally {
    await database.close();
  }
}

/** What could not be read while the disk was full: the list, a run of it, the page. */
async function readsThatFail(address: string): Promise<readonly string[]> {
  const list = await fetch(`${address}/api/v1/runs`);
  const runs = list.status === 200 ? runListSchema.parse(await list.json()).runs : [];
  const [run] = runs;
  const statuses: readonly (readonly [string, number])[] = [
    ['the list', list.status],
    ['a run', (await fetch(`${address}/api/v1/runs/${run?.id}`)).status],
    ['the page', (await fetch(address)).status],
  ];
  return statuses.filter(([, status]) => status !== 200).map(([what, status]) => `${what} was answered ${status} on a full disk`);
}

function mounted(folder: string): Disk | undefined {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m`, 'tmpfs', disk], { stdio: 'pipe' });
  } catch {
    return undefined;
  }
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(BALLAST_MEGABYTES * 1024 * 1024, 1));
  return {
    name: `tmpfs, ${DISK_MEGABYTES - BALLAST_MEGABYTES} MB`,
    folder: disk,
    limitKilobytes: undefined,
    makeRoom: () => rmSync(ballast),
    remove: () => execFileSync('umount', [disk], { stdio: 'pipe' }),
  };
}

function limited(folder: string): Disk {
  return {
    name: `RLIMIT_FSIZE, ${LIMIT_KILOBYTES / 1000} MB`,
    folder,
    limitKilobytes: LIMIT_KILOBYTES,
    makeRoom: ({ pid }) => execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited'], { stdio: 'pipe' }),
    remove: () => {},
  };
}
