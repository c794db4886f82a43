// The service in a process of its own that tells its memory after a full collection, and every row of its tables.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Memory {
  readonly heapBytes: number;
  readonly residentBytes: number;
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

/** Run before the service: on a signal, collects twice and says what is left. */
const TELL = `
process.on('SIGUSR2', () => {
  globalThis.gc(); globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.stderr.write('MEMORY ' + (heapUsed + external) + ' ' + rss + '\\n');
});`;

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
      const [, heap, resident] = await told(/MEMORY (\d+) (\d+)\n/);
      return { heapBytes: Number(heap), residentBytes: Number(resident) };
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
