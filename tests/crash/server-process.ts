// The service as `npm start` runs it, for tests that end it: a process of its own on a free port, with a page of one file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ServerProcess {
  readonly pid: number;
  readonly address: string;
  /** What it wrote to standard error so far. */
  errors(): string;
  /** Ends it and waits until it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** A page to serve, made in `folder`. */
export function makePage(folder: string): string {
  const page = join(folder, 'page');
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Scalewall</title>');
  return page;
}

/** Starts it and waits until it listens. `limitKilobytes` bounds the files that it may write, until `prlimit` lifts that. */
export async function startServer(settings: Readonly<Record<string, string>>, limitKilobytes?: number): Promise<ServerProcess> {
  const { DATABASE_URL: _, DATA_DIR: __, ...environment } = process.env;
  const node = [process.execPath, '--import', './scripts/wgsl-hook.mjs', 'src/server/main.ts'];
  // A process that does not ignore SIGXFSZ would end at the limit instead of being told that there is no more room.
  const limited = ['sh', '-c', `trap '' XFSZ; ulimit -S -f ${(limitKilobytes ?? 0) * 2}; exec "$0" "$@"`, ...node];
  const [command = '', ...parameters] = limitKilobytes === undefined ? node : limited;
  const child = spawn(command, parameters, {
    env: { ...environment, PORT: '0', SUBMISSIONS_PER_MINUTE: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stderr.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-20_000);
  });
  const ended = once(child, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(`the server ended before it listened: ${errors}`)));
  });
  return {
    pid: child.pid ?? 0,
    address,
    errors: () => errors,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
