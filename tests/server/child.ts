// The service as `npm start` runs it: src/server/main.ts in a process of its own, on a free port, ended by its own id.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { buildPage } from './application.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export interface Child {
  /** The printed address, once it listens; rejects where the process ends before. */
  readonly address: Promise<string>;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

const page = buildPage();

export function startChild(settings: Readonly<Record<string, string>>, parameters: readonly string[] = []): Child {
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, ['--import', './scripts/wgsl-hook.mjs', 'src/server/main.ts', ...parameters], {
    env: { ...environment, PORT: '0', PAGE_DIR: page, SUBMISSIONS_PER_MINUTE: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { output: '', errors: '' };
  child.stdout.on('data', (chunk) => {
    text.output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text.errors += chunk;
  });
  const ended = endOf(child, text);
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [found] = /http:\/\/\S+/.exec(text.output) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then(({ code, errors }) => reject(new Error(`the service ended with ${code} before it listened: ${errors}`)));
  });
  address.catch(() => {});
  return { address, ended, kill: (signal) => child.kill(signal) };
}

async function endOf(child: ChildProcess, text: { readonly output: string; readonly errors: string }): Promise<Ended> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...text };
}
