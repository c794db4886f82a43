// The service on a socket of this process, with settings as in the environment; its log as lines; and connections to it by hand.
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { createLog, type LogFormat, type LogLevel } from '../../src/server/log.ts';
import { startService, type Service } from '../../src/server/service.ts';
import { parseSettings } from '../../src/server/settings.ts';
import { buildPage, summarise } from './application.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface Running {
  readonly service: Service;
  readonly folder: string;
  /** Lines of the log so far, as JSON unless LOG_FORMAT says otherwise. */
  readonly lines: readonly string[];
  url(path: string): string;
}

/** Stopped after the test. */
export async function startRunning(environment: Readonly<Record<string, string>> = {}): Promise<Running> {
  const folder = environment['DATA_DIR'] ?? temporaryFolder();
  const parsed = parseSettings({
    PORT: '0',
    SUBMISSIONS_PER_MINUTE: '0',
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'debug',
    PAGE_DIR: buildPage(),
    DATA_DIR: folder,
    ...environment,
  });
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  const { lines, log } = memoryLog(parsed.settings.LOG_FORMAT, parsed.settings.LOG_LEVEL);
  const service = await startService(parsed.settings, { version: SUITE_VERSION, summarise }, log);
  onTestFinished(() => service.stop());
  return { service, folder, lines, url: (path) => `${service.address}${path}` };
}

export function memoryLog(format: LogFormat, level: LogLevel) {
  const lines: string[] = [];
  const sink = { write: (text: string) => lines.push(...text.trimEnd().split('\n')) };
  return { lines, log: createLog({ format, level, output: sink, errors: sink, now: () => new Date(0) }) };
}

export interface Wire {
  readonly socket: Socket;
  /** Whole text that came back, once the other side has closed. */
  readonly ended: Promise<string>;
  /** Resolves with the text so far once it holds an answer's head. */
  head(): Promise<string>;
}

/** A bare connection, for what no client library sends. */
export async function openWire(address: string): Promise<Wire> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  onTestFinished(() => {
    socket.destroy();
  });
  const head = () =>
    new Promise<string>((resolve) => {
      const look = () => {
        if (text.includes('\r\n\r\n')) resolve(text);
      };
      socket.on('data', look);
      look();
    });
  return { socket, ended, head };
}
