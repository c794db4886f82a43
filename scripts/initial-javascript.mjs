// The scripts that the built page loads before it does anything: those that index.html names, and all that these import
// statically. What the page loads later, when asked for, is not among them.
import { existsSync, readFileSync } from 'node:fs';
import { posix, join } from 'node:path';

const NAMED = /<(?:script|link)\b[^>]*?\b(?:src|href)="(?<path>\/[^"]+\.js)"/g;
const IMPORTED = /\b(?:from|import)\s*["'](?<path>\.[^"']+\.js)["']/g;

/**
 * Paths from `folder`, sorted. Throws where there is none, as a size limit on no file would always hold.
 * @param {string} folder of the built page
 * @returns {readonly string[]}
 */
export function initialJavaScript(folder) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const found = new Set();
  const add = (path) => {
    if (found.has(path)) return;
    if (!existsSync(join(folder, path))) throw new Error(`${folder}: ${path} is loaded, but not there`);
    found.add(path);
    const text = readFileSync(join(folder, path), 'utf8');
    for (const { groups } of text.matchAll(IMPORTED)) add(posix.join(posix.dirname(path), groups.path));
  };
  for (const { groups } of html.matchAll(NAMED)) add(groups.path.slice(1));
  if (found.size === 0) throw new Error(`${folder}/index.html names no script`);
  return [...found].sort();
}
