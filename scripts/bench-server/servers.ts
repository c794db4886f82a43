// The real server as a process of its own, on a free port, its log in a file; and a PostgreSQL with fsync on, where it is installed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Server {
  readonly address: string;
  /** Peak of resident memory, bytes; undefined where the system does not tell. */
  peakMemory(): number | undefined;
  /** Processor time so far, all threads; undefined where the system does not tell. */
  cpuSeconds(): number | undefined;
  stop(): Promise<void>;
}

/** Linux counts processor time in hundredths of a second (USER_HZ). */
const TICKS_PER_SECOND = 100;

const START_SECONDS = 60;

/** `folder` takes the log and the page. */
export async function startServer(folder: string, name: string, settings: Readonly<Record<string, string>>): Promise<Server> {
  const page = join(folder, 'page');
  mkdirSync(page, { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Scalewall</title>');
  const log = join(folder, `${name}.log`);
  const file = openSync(log, 'w');
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, ['--import', './scripts/wgsl-hook.mjs', 'src/server/main.ts'], {
    cwd: new URL('../..', import.meta.url),
    env: { ...environment, PORT: '0', PAGE_DIR: page, SUBMISSIONS_PER_MINUTE: '0', LOG_FORMAT: 'json', ...settings },
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  const ended = once(child, 'exit');
  for (let waited = 0; waited < START_SECONDS; waited += 0.05) {
    const [address] = /http:\/\/[\d.:]+/.exec(readFileSync(log, 'utf8')) ?? [];
    if (address !== undefined) {
      return {
        address,
        peakMemory: () => peakMemory(child.pid),
        cpuSeconds: () => cpuSeconds(child.pid),
        stop: async () => {
          child.kill('SIGTERM');
          await ended;
        },
      };
    }
    if (child.exitCode !== null) break;
    await pause(50);
  }
  child.kill('SIGKILL');
  throw new Error(`the server did not start: ${readFileSync(log, 'utf8')}`);
}

function peakMemory(pid: number | undefined): number | undefined {
  try {
    const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

function cpuSeconds(pid: number | undefined): number | undefined {
  try {
    // After the name in brackets: state is the first field, user and system time the twelfth and thirteenth (man 5 proc_pid_stat).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
