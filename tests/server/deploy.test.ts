// The container file, the unit and the compose example, as far as they can be held without an engine: what they name exists, their
// settings are settings, the unit verifies, and the service runs from just the files and packages that the image would hold, as a
// user who owns none of them.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseSettings, settingsHelp } from '../../src/server/settings.ts';
import { buildPage } from './application.ts';
import { freePort } from './postgresql.ts';
import { temporaryFolder } from './temporary-folder.ts';

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

const SYSTEMD = 'systemd-analyze';
const ROOT = join(import.meta.dirname, '..', '..');
const SETTINGS = new Set([...settingsHelp().matchAll(/^ {2}([A-Z_]+) /gm)].map(([, name]) => name));

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const instructions = (text: string): readonly Instruction[] =>
  text.split('\n').flatMap((line) => {
    const [, word, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    return word === undefined || rest === undefined ? [] : [{ word, rest }];
  });

const CONTAINER = instructions(read('deploy/Containerfile'));
const FINAL = CONTAINER.slice(CONTAINER.findLastIndex(({ word }) => word === 'FROM'));
const UNIT = read('deploy/scalewall.service');

/** `COPY a b target` without a stage. */
function copies(stage: readonly Instruction[]): readonly (readonly [from: string, to: string])[] {
  return stage
    .filter(({ word, rest }) => word === 'COPY' && !rest.startsWith('--from'))
    .flatMap(({ rest }) => {
      const paths = rest.split(' ');
      const target = paths.pop() ?? '';
      return paths.map((path) => [path, target.endsWith('/') ? join(target, path) : target] as const);
    });
}

const environmentOf = (stage: readonly Instruction[]) =>
  Object.fromEntries(stage.filter(({ word }) => word === 'ENV').map(({ rest }) => rest.split('=') as [string, string]));
const argumentsOf = (text: string) => JSON.parse(text.slice(text.indexOf('['))) as string[];

describe('the container file', () => {
  test('everything that it copies is in the repository', () => {
    const tracked = new Set(
      execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
        .split('\n')
        .flatMap((path) => path.split('/').map((_, end, parts) => parts.slice(0, end + 1).join('/'))),
    );
    const sources = copies(CONTAINER).map(([from]) => from);
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.filter((path) => !tracked.has(path))).toEqual([]);
  });

  test('its variables are settings that hold together, and it ends as no root with a health check', () => {
    const { NODE_ENV, ...settings } = environmentOf(FINAL);
    expect(NODE_ENV).toBe('production');
    expect(Object.keys(settings).filter((name) => !SETTINGS.has(name))).toEqual([]);
    expect(parseSettings(settings).kind).toBe('valid');
    const words = FINAL.map(({ word }) => word);
    expect(FINAL.find(({ word }) => word === 'USER')?.rest).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(words).toEqual(expect.arrayContaining(['HEALTHCHECK', 'VOLUME', 'STOPSIGNAL']));
    expect(FINAL.find(({ word }) => word === 'VOLUME')?.rest).toBe(settings['DATA_DIR']);
  });

  test('it takes what the service needs and no more: the service starts, answers its health check and stops', async () => {
    const { folder, user } = image();
    const data = join(folder, 'data-volume');
    mkdirSync(data);
    if (user !== undefined) execFileSync('chown', [user, data]);
    const environment = { ...environmentOf(FINAL), HOST: '127.0.0.1', PORT: String(await freePort()), DATA_DIR: data };
    const [, ...parameters] = argumentsOf(FINAL.findLast(({ word }) => word === 'CMD')?.rest ?? '');
    const asUser = (command: readonly string[]): [string, string[]] => {
      const words = user === undefined ? command : ['setpriv', `--reuid=${user}`, '--clear-groups', '--no-new-privs', ...command];
      return [words[0] ?? '', words.slice(1)];
    };
    const app = join(folder, 'app');
    const service = spawn(...asUser([process.execPath, ...parameters]), { cwd: app, env: environment, stdio: 'pipe' });
    onTestFinished(() => {
      service.kill('SIGKILL');
    });
    const text = { output: '', errors: '' };
    service.stderr.on('data', (chunk) => (text.errors += String(chunk)));
    const ended = once(service, 'exit');
    await new Promise<void>((resolve, reject) => {
      service.stdout.on('data', (chunk) => {
        text.output += String(chunk);
        if (text.output.includes('listens')) resolve();
      });
      void ended.then(() => reject(new Error(text.errors)));
    });
    const check = argumentsOf(FINAL.find(({ word }) => word === 'HEALTHCHECK')?.rest ?? '').slice(1);
    const healthy = () => spawnSync(...asUser([process.execPath, ...check]), { env: environment, encoding: 'utf8' }).status;
    expect(healthy()).toBe(0);
    service.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(healthy()).toBe(1);
    expect(text.errors).toBe('');
  });
});

/** A folder as the image's: what is copied, and the packages that are no development dependencies; owned by root where we are root. */
function image() {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const app = join(folder, 'app');
  for (const [from, to] of copies(FINAL)) {
    mkdirSync(dirname(join(app, to)), { recursive: true });
    cpSync(join(ROOT, from), join(app, to), { recursive: true });
  }
  cpSync(buildPage(), join(app, 'dist'), { recursive: true });
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { dev?: boolean }> };
  for (const [path, { dev }] of Object.entries(lock.packages)) {
    if (!/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) || dev === true || !existsSync(join(ROOT, path))) continue;
    mkdirSync(dirname(join(app, path)), { recursive: true });
    symlinkSync(join(ROOT, path), join(app, path));
  }
  return { folder, user: process.getuid?.() === 0 ? '65534' : undefined };
}

describe('the unit', () => {
  test('its variables are settings that hold together, and it runs what the image runs', () => {
    const given = Object.fromEntries([...UNIT.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
    const { NODE_ENV, ...settings } = given as Record<string, string>;
    expect(NODE_ENV).toBe('production');
    expect(Object.keys(settings).filter((name) => !SETTINGS.has(name))).toEqual([]);
    expect(parseSettings(settings).kind).toBe('valid');
    const command = /^ExecStart=\/usr\/bin\/node (.*)$/m.exec(UNIT)?.[1]?.split(' ');
    expect(command).toEqual(argumentsOf(FINAL.findLast(({ word }) => word === 'CMD')?.rest ?? '').slice(1));
    expect(settings['DATA_DIR']).toBe(`/var/lib/${/^StateDirectory=(.*)$/m.exec(UNIT)?.[1]}`);
  });

  const hasSystemd = spawnSync(SYSTEMD, ['--version']).status === 0;
  test.skipIf(!hasSystemd)('systemd finds no fault in it, and little that it exposes', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'scalewall.service');
    writeFileSync(file, UNIT.replace('/usr/bin/node', process.execPath));
    const verified = spawnSync(SYSTEMD, ['verify', '--man=no', file], { encoding: 'utf8' });
    expect({ status: verified.status, faults: verified.stderr }).toEqual({ status: 0, faults: '' });
    const security = spawnSync(SYSTEMD, ['security', '--offline=true', '--threshold=20', file], { encoding: 'utf8' });
    expect({ status: security.status, end: security.status === 0 ? '' : security.stdout.slice(-300) }).toEqual({
      status: 0,
      end: '',
    });
  });
});

describe('the compose example', () => {
  test('its variables are settings, and it builds by the container file', () => {
    const text = read('deploy/compose.yaml');
    const block = /environment: &settings\n((?: {4}\w+: .*\n)+)/.exec(text)?.[1] ?? '';
    const names = [...block.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !SETTINGS.has(name))).toEqual([]);
    expect(text).toContain('dockerfile: deploy/Containerfile\n');
  });
});
