// A second WebGPU engine for tests: headless Firefox (naga, wgpu) on lavapipe, Mesa's Vulkan driver on the CPU, which has
// shader-f16. Driven over WebDriver BiDi (W3C working draft) by Node's own WebSocket, so it needs no package.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DRIVERS = '/usr/share/vulkan/icd.d';
const START_MILLISECONDS = 60_000;
const CLOSE_MILLISECONDS = 5_000;

interface Installation {
  readonly firefox: string;
  readonly driver: string;
}

/** Where Debian's firefox-esr and mesa-vulkan-drivers are; undefined where either is missing. */
export function findFirefox(): Installation | undefined {
  const firefox = [process.env['SCALEWALL_FIREFOX'] ?? '', '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) =>
    existsSync(path),
  );
  const driver = existsSync(DRIVERS) ? readdirSync(DRIVERS).find((name) => /^lvp_icd.*\.json$/.test(name)) : undefined;
  return firefox === undefined || driver === undefined ? undefined : { firefox, driver: join(DRIVERS, driver) };
}

export interface Page {
  /** Runs a function in the page. It must stand alone: its text is sent, so it sees no import and no closure. */
  call<Argument, Result>(run: (argument: Argument) => Promise<Result>, argument: Argument): Promise<Result>;
  close(): Promise<void>;
}

/** A blank page of a secure context (127.0.0.1) in a Firefox with a profile of its own. */
export async function openFirefox({ firefox, driver }: Installation): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'scalewall-firefox-'));
  writeFileSync(
    join(profile, 'user.js'),
    ['dom.webgpu.enabled', 'gfx.webgpu.ignore-blocklist'].map((name) => `user_pref("${name}", true);\n`).join(''),
  );
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'));
  const browser = spawn(
    firefox,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0', 'about:blank'],
    {
      env: { ...process.env, HOME: profile, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const close = async () => {
    server.close();
    await ended(browser);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const session = await connect(`${await addressOf(browser)}/session`);
    await session.send('session.new', { capabilities: {} });
    const { contexts } = (await session.send('browsingContext.getTree', {})) as { contexts: readonly { context: string }[] };
    const context = contexts[0]?.context;
    await session.send('browsingContext.navigate', { context, url: await listen(server), wait: 'complete' });
    return {
      call: async <Argument, Result>(run: (argument: Argument) => Promise<Result>, argument: Argument) => {
        const answer = (await session.send('script.callFunction', {
          functionDeclaration: `async (text) => JSON.stringify(await (${String(run)})(JSON.parse(text)))`,
          arguments: [{ type: 'string', value: JSON.stringify(argument) }],
          target: { context },
          awaitPromise: true,
        })) as CallAnswer;
        if (answer.type === 'exception') throw new Error(`in Firefox: ${answer.exceptionDetails.text}`);
        return JSON.parse(answer.result.value) as Result;
      },
      close: async () => {
        // Where the browser does not answer, `ended` ends it.
        await Promise.race([session.send('browser.close', {}), delay(CLOSE_MILLISECONDS)]);
        await close();
      },
    };
  } catch (error) {
    browser.kill();
    await close();
    throw error;
  }
}

type CallAnswer =
  | { readonly type: 'success'; readonly result: { readonly value: string } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } };

interface Session {
  send(method: string, parameters: object): Promise<unknown>;
}

interface Reply {
  readonly id?: number;
  readonly type: string;
  readonly result?: unknown;
  readonly message?: string;
}

async function connect(address: string): Promise<Session> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, (reply: Reply) => void>();
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  });
  socket.addEventListener('close', () => {
    for (const answer of waiting.values()) answer({ type: 'error', message: 'Firefox closed the connection' });
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`no connection to ${address}`)));
  });
  let sent = 0;
  return {
    send: async (method, params) => {
      const id = ++sent;
      const replied = new Promise<Reply>((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params }));
      const reply = await replied;
      waiting.delete(id);
      if (reply.type !== 'success') throw new Error(`${method}: ${reply.message ?? reply.type}`);
      return reply.result;
    },
  };
}

/** Where the browser says that it listens. */
async function addressOf(browser: ChildProcess): Promise<string> {
  const said = new Promise<string>((resolve, reject) => {
    let output = '';
    browser.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [, address] = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    });
    browser.once('error', reject);
    browser.once('exit', () => reject(new Error(`Firefox ended at once: ${output.slice(-500)}`)));
  });
  const late = delay(START_MILLISECONDS).then(() => {
    throw new Error(`Firefox did not listen within ${START_MILLISECONDS / 1000} s`);
  });
  return Promise.race([said, late]);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return `http://127.0.0.1:${address.port}/`;
}

/** Waits for the browser to end, and ends it where it does not. */
async function ended(browser: ChildProcess): Promise<void> {
  if (browser.exitCode !== null || browser.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => browser.once('exit', () => resolve()));
  await Promise.race([exited, delay(CLOSE_MILLISECONDS)]);
  if (browser.exitCode === null && browser.signalCode === null) browser.kill('SIGKILL');
  await exited;
}

async function delay(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
