// A PostgreSQL of the tests' own: started from the installed binaries in a temporary folder, ended by its own id.
// It refuses to run as root, so as root it runs as the user `postgres` that the system package makes.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

export interface PostgresqlServer {
  /** A new empty database's URL. */
  createDatabase(): Promise<string>;
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>;
  /** Ends it as an operator does (`SIGINT`: clients are cut off), or as nobody should (`SIGKILL`); its folder stays. */
  halt(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same folder and port, and waits until it answers. */
  resume(): Promise<void>;
}

/** Folder of initdb and postgres, the newest version first; undefined where PostgreSQL is not installed. */
export function findPostgresql(): string | undefined {
  const onPath = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'initdb'))
    .filter(existsSync);
  const installed = globSync('/usr/lib/postgresql/*/bin/initdb').toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const [initdb] = [...installed, ...onPath];
  return initdb === undefined ? undefined : dirname(initdb);
}

/** Durability is not what tests ask of PostgreSQL, so fsync is off to spare the disk unless `flags` say otherwise. */
export async function startPostgresql(binaries: string, flags: readonly string[] = ['-F']): Promise<PostgresqlServer> {
  const folder = mkdtempSync(join(tmpdir(), 'scalewall-postgresql-'));
  const data = join(folder, 'data');
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('chown', ['postgres', folder]);
  const asUser = (command: string, ...parameters: string[]): [string, string[]] =>
    isRoot
      ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', command, ...parameters]]
      : [command, parameters];

  execFileSync(...asUser(join(binaries, 'initdb'), '-D', data, '-U', 'scalewall', '-A', 'trust', '-E', 'UTF8', '--no-sync'), {
    cwd: folder,
    stdio: 'pipe',
  });
  const port = await freePort();
  const url = (database: string) => `postgresql://scalewall@127.0.0.1:${port}/${database}`;
  const [command, parameters] = asUser(
    join(binaries, 'postgres'),
    '-D',
    data,
    '-p',
    String(port),
    '-h',
    '127.0.0.1',
    '-k',
    folder,
    ...flags,
  );
  const launch = async () => {
    const server = spawn(command, parameters, { cwd: folder, stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    await untilReady(url('postgres'), server);
    return { server, ended };
  };
  let running = await launch();
  let count = 0;
  return {
    createDatabase: async () => {
      const name = `test_${++count}`;
      await once(url('postgres'), `create database ${name}`);
      return url(name);
    },
    stop: async () => {
      // Smart shutdown waits for clients that are just leaving; fast shutdown ends those that stay.
      running.server.kill('SIGTERM');
      const impatience = setTimeout(() => running.server.kill('SIGINT'), 3_000);
      await running.ended;
      clearTimeout(impatience);
      rmSync(folder, { recursive: true, force: true });
    },
    halt: async (signal) => {
      running.server.kill(signal);
      await running.ended;
    },
    resume: async () => {
      running = await launch();
    },
  };
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await once(url, 'select 1');
    } catch (error) {
      if (attempt === 100 || server.exitCode !== null) throw error;
      await pause(100);
    }
  }
}

async function once(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
