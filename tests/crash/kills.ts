// SIGKILL under load, again and again on one database: the server's process, or PostgreSQL itself with every process it has.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openPostgresql } from '../../src/server/database/postgresql.ts';
import { openSqlite, sqliteFile } from '../../src/server/database/sqlite.ts';
import { createRandom } from '../../src/statistics/random.ts';
import type { PostgresqlServer } from '../server/postgresql.ts';
import { audit } from './audit.ts';
import { Load } from './load.ts';
import { makePage, startServer, type ServerProcess } from './server-process.ts';
import type { Trial } from './trial.ts';

const CLIENTS = 20;
/** A kill comes within these milliseconds of the load's start. */
const [EARLIEST, LATEST] = [80, 700];

export async function killServerOnSqlite(folder: string, times: number): Promise<Trial> {
  const settings = { DATA_DIR: join(folder, 'data'), PAGE_DIR: makePage(folder) };
  const load = new Load();
  await killRepeatedly(settings, load, times);
  // The start's own check has its say too.
  const database = openSqlite(settings.DATA_DIR);
  try {
    const found = await audit(database, load.record, sqliteFile(settings.DATA_DIR));
    return { database: 'sqlite', trouble: 'SIGKILL of the server', times, record: load.record, audit: found, broken: [] };
  } finally {
    await database.close();
  }
}

export async function killServerOnPostgresql(folder: string, postgresql: PostgresqlServer, times: number): Promise<Trial> {
  const url = await postgresql.createDatabase();
  const load = new Load();
  await killRepeatedly({ DATABASE_URL: url, PAGE_DIR: makePage(folder) }, load, times);
  return { ...(await auditPostgresql(url, load)), trouble: 'SIGKILL of the server', times, broken: [] };
}

/** The server lives on; every time it must store again by itself after PostgreSQL is back. */
export async function killPostgresql(folder: string, postgresql: PostgresqlServer, times: number): Promise<Trial> {
  return haltPostgresql(folder, postgresql, times, 'SIGKILL');
}

/** As `killPostgresql`, but PostgreSQL is shut down in order and stays away for a second. */
export async function stopPostgresql(folder: string, postgresql: PostgresqlServer, times: number): Promise<Trial> {
  return haltPostgresql(folder, postgresql, times, 'SIGINT');
}

async function killRepeatedly(settings: Readonly<Record<string, string>>, load: Load, times: number): Promise<void> {
  const random = createRandom(times);
  for (let kill = 0; kill < times; kill++) {
    const server = await startServer(settings);
    const stop = load.start(server.address, CLIENTS);
    try {
      const before = load.record.acknowledged.size;
      await pause(EARLIEST + random.next() * (LATEST - EARLIEST));
      // Without an answer yet there would be nothing to lose.
      for (let wait = 0; wait < 500 && load.record.acknowledged.size === before; wait++) await pause(10);
    } finally {
      await server.end('SIGKILL');
      await stop();
    }
  }
}

async function haltPostgresql(
  folder: string,
  postgresql: PostgresqlServer,
  times: number,
  signal: 'SIGINT' | 'SIGKILL',
): Promise<Trial> {
  const url = await postgresql.createDatabase();
  const load = new Load();
  const server = await startServer({ DATABASE_URL: url, PAGE_DIR: makePage(folder) });
  const stop = load.start(server.address, CLIENTS);
  const broken: string[] = [];
  try {
    for (let halt = 0; halt < times; halt++) broken.push(...(await haltOnce(postgresql, signal, server, load)));
  } finally {
    await stop();
    await server.end('SIGTERM');
  }
  const trouble = signal === 'SIGKILL' ? 'SIGKILL of PostgreSQL' : 'PostgreSQL stopped for 1 s';
  return { ...(await auditPostgresql(url, load)), trouble, times, broken };
}

/** What the server should have done while PostgreSQL was away, or after its return, and did not. */
async function haltOnce(
  postgresql: PostgresqlServer,
  signal: 'SIGINT' | 'SIGKILL',
  { address }: ServerProcess,
  load: Load,
): Promise<readonly string[]> {
  const broken: string[] = [];
  await pause(500);
  const refusals = () => load.record.answers.get('503') ?? 0;
  const refused = refusals();
  await postgresql.halt(signal);
  await pause(1000);
  if (!(await grows(refusals, refused))) broken.push('no submission was answered 503 within 10 s of PostgreSQL’s end');
  if ((await fetch(address)).status !== 200) broken.push('the page was not served while PostgreSQL was away');
  await postgresql.resume();
  const stored = () => load.record.acknowledged.size;
  if (!(await grows(stored, stored()))) broken.push('nothing was stored within 10 s of PostgreSQL’s return');
  return broken;
}

async function grows(count: () => number, from: number): Promise<boolean> {
  for (let wait = 0; wait < 100 && count() === from; wait++) await pause(100);
  return count() > from;
}

async function auditPostgresql(url: string, load: Load): Promise<Pick<Trial, 'database' | 'record' | 'audit'>> {
  const database = await openPostgresql(url, () => {});
  try {
    return { database: 'postgresql', record: load.record, audit: await audit(database, load.record, undefined) };
  } finally {
    await database.close();
  }
}
