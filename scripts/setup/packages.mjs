// The packages that package-lock.json names, by npm. What is installed is read from npm's own record,
// node_modules/.package-lock.json, which npm writes last.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.mjs';
import { say } from './places.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Entry */

/** @param {string} root */
const recordOf = (root) => join(root, 'node_modules', '.package-lock.json');

/**
 * Whether every package that this platform needs is there in the locked version.
 * @param {string} root
 */
export function arePackagesInstalled(root) {
  const installed = packagesOf(recordOf(root));
  const wanted = packagesOf(join(root, 'package-lock.json'));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (entry.optional && !isForThisPlatform(entry))) return true;
    const found = installed[path];
    return (
      found !== undefined &&
      found.version === entry.version &&
      found.integrity === entry.integrity &&
      existsSync(join(root, path))
    );
  });
}

/** @param {string} root */
export function installPackages(root) {
  say('installing packages (the first time takes a minute or two)');
  // Not `npm ci`: that refuses the lockfile wherever a registry lacks an optional package of some other platform.
  // This takes the locked versions all the same, and --no-save leaves both documents as they are.
  npm(root, 3, 'install', '--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error');
}

/**
 * @param {string} file
 * @returns {Record<string, Entry> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined; // not there, or cut short: not installed
  }
}

/**
 * Whether an optional package is meant for this system and processor. One that names neither is needed only by some
 * other platform's package, and which C library the host has is left to npm.
 * @param {Entry} entry
 */
function isForThisPlatform({ os, cpu, libc }) {
  return (
    (os !== undefined || cpu !== undefined) && libc === undefined && allows(os, process.platform) && allows(cpu, process.arch)
  );
}

/**
 * @param {readonly string[] | undefined} list
 * @param {string} name
 */
function allows(list, name) {
  if (list === undefined || list.length === 0) return true;
  if (list.includes(`!${name}`)) return false;
  return list.includes(name) || list.every((item) => item.startsWith('!'));
}
