// Set-up's decisions, each in a folder of its own. What npm, apt and browsers do is tried on fresh clones, not here.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';

const SCRIPTS = join(import.meta.dirname, '..', '..', 'scripts');
const load = async <Module>(file: string): Promise<Module> => (await import(join(SCRIPTS, file))) as Module;
const { arePackagesInstalled } = await load<{ arePackagesInstalled(root: string): boolean }>('setup/packages.mjs');
const { withLock } = await load<{ withLock<T>(root: string, work: () => T): T }>('setup/lock.mjs');
const { digestOfSources } = await load<{ digestOfSources(root: string): string }>('setup/site.mjs');
const { hostPath } = await load<{ hostPath(root: string): string }>('setup/npm.mjs');
const { initialJavaScript } = await load<{ initialJavaScript(folder: string, unasked: readonly string[]): readonly string[] }>(
  'initial-javascript.mjs',
);
interface Source {
  readonly name: string;
  find(root: string): readonly string[] | undefined;
}
const { findBrowser } = await load<{ findBrowser(root: string, sources: readonly Source[]): void }>('setup/browser.mjs');

const folders: string[] = [];
function folderWith(files: Readonly<Record<string, unknown>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'scalewall-setup-'));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) write(join(root, path), content);
  return root;
}
function write(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe('packages', () => {
  const here = { os: [process.platform], cpu: [process.arch] };
  const locked = {
    '': { name: 'project' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/native': { version: '1.0.0', integrity: 'sha512-n', optional: true, ...here },
    'node_modules/elsewhere': { version: '1.0.0', integrity: 'sha512-e', optional: true, os: ['aix'] },
    'node_modules/not-here': { version: '1.0.0', integrity: 'sha512-x', optional: true, os: [`!${process.platform}`] },
    'node_modules/of-elsewhere': { version: '1.0.0', integrity: 'sha512-o', optional: true },
  };
  const present = { 'node_modules/a': locked['node_modules/a'], 'node_modules/native': locked['node_modules/native'] };
  const project = (record: unknown) =>
    folderWith({
      'package-lock.json': { packages: locked },
      'node_modules/a/package.json': {},
      'node_modules/native/package.json': {},
      ...(record === undefined ? {} : { 'node_modules/.package-lock.json': record }),
    });

  it('count as installed when everything for this platform is there, and optional ones of others are not', () => {
    expect(arePackagesInstalled(project({ packages: present }))).toBe(true);
  });

  it.each([
    ['npm has left no record', undefined],
    ['the record is cut short', '{"packages": {'],
    ['a package is missing', { packages: { 'node_modules/native': present['node_modules/native'] } }],
    ['this platform’s optional package is missing', { packages: { 'node_modules/a': present['node_modules/a'] } }],
    ['a version differs', { packages: { ...present, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } } }],
    ['a content differs', { packages: { ...present, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } } }],
  ])('do not when %s', (_, record) => {
    expect(arePackagesInstalled(project(record))).toBe(false);
  });

  it('do not when a folder is gone that the record still names', () => {
    const root = project({ packages: present });
    rmSync(join(root, 'node_modules/a'), { recursive: true });
    expect(arePackagesInstalled(root)).toBe(false);
  });
});

describe('lock', () => {
  it('lets one process work at a time', async () => {
    const root = folderWith({ trace: '' });
    const work = `
      import { appendFileSync } from 'node:fs';
      import { withLock } from ${JSON.stringify(join(SCRIPTS, 'setup/lock.mjs'))};
      const say = (word) => appendFileSync(${JSON.stringify(join(root, 'trace'))}, word + '\\n');
      withLock(${JSON.stringify(root)}, () => { say('in'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100); say('out'); });`;
    await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, ['--input-type=module', '-e', work])));
    expect(readFileSync(join(root, 'trace'), 'utf8').trim().split('\n')).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
  });

  it('of a process that is gone holds nothing', () => {
    // Process ids end at 2^22 on Linux; none is larger.
    const root = folderWith({ '.setup-lock': { pid: 2 ** 30, host: hostname() } });
    expect(withLock(root, () => 'done')).toBe('done');
    expect(existsSync(join(root, '.setup-lock'))).toBe(false);
  });

  it('is given back when the work fails', () => {
    const root = folderWith();
    expect(() =>
      withLock(root, () => {
        throw new Error('planted');
      }),
    ).toThrow('planted');
    expect(withLock(root, () => 'done')).toBe('done');
  });
});

describe('digest of the page’s sources', () => {
  const files = { 'src/app/main.ts': '1', 'src/server/main.ts': '1', 'shaders/a.wgsl': '1', 'index.html': '1' };

  it.each([
    ['a source', { 'src/app/main.ts': '2' }, true],
    ['a shader', { 'shaders/a.wgsl': '2' }, true],
    ['a new file', { 'src/app/more.ts': '1' }, true],
    ['the server, which the page does not import', { 'src/server/main.ts': '2' }, false],
    ['nothing', {}, false],
  ])('with %s changed', (_, change, isOther) => {
    const before = digestOfSources(folderWith(files));
    expect(digestOfSources(folderWith({ ...files, ...change })) !== before).toBe(isOther);
  });
});

describe('browser', () => {
  const executable = (root: string, name: string, exitCode: number): string => {
    const path = join(root, name);
    writeFileSync(path, `#!/bin/sh\nexit ${exitCode}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const note = (root: string) => readFileSync(join(root, 'node_modules/.cache/setup/browser'), 'utf8');

  it('is the first that starts, and no later source is asked', () => {
    const root = folderWith();
    const good = executable(root, 'good', 0);
    findBrowser(root, [
      { name: 'not for this system', find: () => undefined },
      { name: 'first', find: () => [join(root, 'missing'), executable(root, 'broken', 1)] },
      { name: 'second', find: () => [good] },
      {
        name: 'third',
        find: () => {
          throw new Error('asked in vain');
        },
      },
    ]);
    expect(note(root)).toBe(good);
  });

  it('that does not exist is refused with all that was tried, and what would help', () => {
    const root = folderWith();
    const sources = [
      { name: 'one place', find: () => [] },
      { name: 'another', find: () => [join(root, 'missing')] },
    ];
    expect(() => findBrowser(root, sources)).toThrow(/tried one place, another\. Install one, or set SCALEWALL_BROWSER/);
  });
});

describe('npm', () => {
  it('does not see the programs of this checkout', () => {
    const path = process.env['PATH'];
    process.env['PATH'] = ['/checkout/node_modules/.bin', '/usr/bin', '/other/node_modules/.bin'].join(':');
    expect(hostPath('/checkout')).toBe('/usr/bin:/other/node_modules/.bin');
    process.env['PATH'] = path;
  });
});

describe('initial JavaScript', () => {
  const page = (html: string) =>
    folderWith({
      'index.html': html,
      'assets/index-1.js': 'import{a as b}from"./shared-1.js";import"./effect-1.js";const later=()=>import("./later-1.js");',
      'assets/shared-1.js': 'import{c}from"./deep-1.js";',
      'assets/deep-1.js': 'export const c=1;',
      'assets/effect-1.js': '',
      'assets/later-1.js': '',
    });

  const script = '<script type="module" crossorigin src="/assets/index-1.js"></script>';
  const files = (...names: readonly string[]) => names.map((name) => `assets/${name}-1.js`);

  it('is what the page names and all that this imports, but nothing that is loaded later', () => {
    expect(initialJavaScript(page(script), [])).toEqual(files('deep', 'effect', 'index', 'shared'));
  });

  it('counts what the page asks for by itself', () => {
    expect(initialJavaScript(page(script), ['later'])).toEqual(files('deep', 'effect', 'index', 'later', 'shared'));
  });

  it('is never nothing, nor a file that is missing', () => {
    expect(() => initialJavaScript(page('<p>no script</p>'), [])).toThrow('names no script');
    expect(() => initialJavaScript(page('<script src="/assets/gone.js"></script>'), [])).toThrow('not there');
    expect(() => initialJavaScript(page(script), ['absent'])).toThrow('must hold one chunk absent; found 0');
  });
});
