// The built page in dist/: built anew when the content of a source has changed, so that a warm start costs nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectNode } from './node.mjs';
import { cacheFolder, say } from './places.mjs';
import { SetupError } from './setup-error.mjs';

/** Everything the build reads. */
const SOURCES = [
  'src',
  'shaders',
  'data',
  'public',
  'index.html',
  'vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];
/** Folders of src/ that the page never imports (the law of imports says so). */
const NOT_IN_THE_PAGE = new Set([join('src', 'server'), join('src', 'cli'), join('src', 'peers')]);

/** @param {string} root */
const stampOf = (root) => join(cacheFolder(root), 'site');

/** @param {string} root */
export function isSiteBuilt(root) {
  const stamp = stampOf(root);
  return (
    existsSync(join(root, 'dist', 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digestOfSources(root)
  );
}

/** @param {string} root */
export function buildSite(root) {
  say('building the page');
  const stamp = stampOf(root);
  const digest = digestOfSources(root);
  rmSync(stamp, { force: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, error } = spawnSync(projectNode(root), [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0)
    throw new SetupError(6, `"vite build" failed (${error?.message ?? `exit code ${status}`}; its own message is above).`);
  writeFileSync(stamp, digest);
}

/**
 * One digest of every source's path and content.
 * @param {string} root
 */
export function digestOfSources(root) {
  const digest = createHash('sha256');
  for (const source of SOURCES) add(source);
  return digest.digest('hex');

  /** @param {string} path */
  function add(path) {
    const whole = join(root, path);
    if (NOT_IN_THE_PAGE.has(path) || !existsSync(whole)) return;
    const entries = contentOf(whole);
    digest.update(`${path}\0`);
    if (Array.isArray(entries)) for (const name of entries.sort()) add(join(path, name));
    else digest.update(entries);
  }
}

/**
 * A folder's names, or a file's bytes.
 * @param {string} path
 */
function contentOf(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error.code !== 'EISDIR') throw error;
    return readdirSync(path);
  }
}
