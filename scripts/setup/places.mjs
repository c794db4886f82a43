// Where set-up keeps things. All of it lies under node_modules, so that removing that folder starts afresh.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {string} root */
export const binFolder = (root) => join(root, 'node_modules', '.bin');

/**
 * Folder of set-up's own notes; made where missing.
 * @param {string} root
 */
export function cacheFolder(root) {
  const folder = join(root, 'node_modules', '.cache', 'setup');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** @param {string} message */
export function say(message) {
  process.stderr.write(`[setup] ${message}\n`);
}
