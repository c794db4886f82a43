// The browser that set-up found last time, or that the environment names. Tests and the command line read the same note.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';

/** @param {string} root */
export const browserNote = (root) => join(root, 'node_modules', '.cache', 'setup', 'browser');

/**
 * Throws SetupError where SCALEWALL_BROWSER names nothing.
 * @param {string} root
 */
export function isBrowserKnown(root) {
  const named = process.env.SCALEWALL_BROWSER;
  if (named) {
    if (existsSync(named)) return true;
    throw new SetupError(5, `SCALEWALL_BROWSER must be the path of a Chrome, Chromium or Edge; nothing is at ${named}.`);
  }
  const note = browserNote(root);
  return existsSync(note) && existsSync(readFileSync(note, 'utf8'));
}
