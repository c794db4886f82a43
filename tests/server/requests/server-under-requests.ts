// The service in a process of its own that tells its memory after a full collection, and every row of its tables.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Memory {
  /** Heaps of all threads and what they hold outside of them, after a full collection. */
  readonly liveBytes: number;
  /** Of the process, after that. */
  readonly residentBytes: number;
  readonly threads: number;
}

export interface ServerUnderRequests {
  readonly address: string;
  /** Lines of its log and errors so far. */
  readonly lines: () => readonly string[];
  memory(): Promise<Memory>;
  /** Every row of every table, as one text. */
  rows(): string;
  stop(): Promise<void>;
}

/**
 * Run in every thread of the service before anything else: on a signal all collect twice, and the first says what is left in all of
 * them. Threads answer within the wait, or the reading counts fewer threads and says so.
 */
const TELL = `
import { BroadcastChannel, isMainThread } from 'node:worker_threads';
const channel = new BroadcastChannel('memory');
const collected = () => {
  globalThis.gc(); globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
if (isMainThread) {
  process.on('SIGUSR2', () => {
    let [bytes, threads] = [collected(), 1];
    channel.onmessage = ({ data }) => { bytes += data; threads++; };
    channel.postMessage('collect');
    channel.unref();
    setTimeout(() => process.stderr.write('MEMORY ' + [bytes, process.memoryUsage().rss, threads].join(' ') + '\\n'), 2000);
  });
} else channel.onmessage = ({ data }) => { if (data === 'collect') channel.postMessage(collected()); };
channel.unref();`;

/** On SQLite in the folder, with a page of two files there, without limits of submissions. */
export async function startServer(folder: string): Promise<ServerUnderRequests> {
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(
    process.execPath,
    [
      '--expose-gc',
      '--import',
      `data:text/javascript,${encodeURIComponent(TELL)}`,
      '--import',
      './scripts/wgsl-hook.mjs',
      'src/server/main.ts',
    ],
    {
      env: {
        ...environment,
        PORT: '0',
        PAGE_DIR: pageIn(folder),
        DATA_DIR: folder,
        SUBMISSIONS_PER_MINUTE: '0',
        CHALLENGES_PER_MINUTE: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const told = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(output);
      if (found !== null) return found;
      if (child.exitCode !== null) throw new Error(`the service ended: ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const [address] = await told(/http:\/\/\S+/);
  return {
    address,
    lines: () => output.split('\n'),
    memory: async () => {
      output = output.replaceAll(/MEMORY.*\n/g, '');
      child.kill('SIGUSR2');
      const [, live, resident, threads] = await told(/MEMORY (\d+) (\d+) (\d+)\n/);
      return { liveBytes: Number(live), residentBytes: Number(resident), threads: Number(threads) };
    },
    rows: () => rowsOf(`${folder}/scalewall.sqlite`),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function pageIn(folder: string): string {
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Scalewall</title>');
  writeFileSync(join(page, 'assets', 'index-abc123.js'), 'export default 1;');
  return page;
}

function rowsOf(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
  const rows = tables.flatMap(({ name }) => [
    String(name),
    ...database
      .prepare(`select * from "${String(name)}"`)
      .all()
      .map((row) => JSON.stringify(row, asHex)),
  ]);
  database.close();
  return rows.join('\n');
}

function asHex(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}
