// The scripts that the built page at `/` loads before its visitor does anything: those that index.html names, those that the
// page then asks for by itself, and all that these import statically. What waits for the visitor is not among them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix, join } from 'node:path';

const NAMED = /<(?:script|link)\b[^>]*?\b(?:src|href)="(?<path>\/[^"]+\.js)"/g;
const IMPORTED = /\b(?:from|import)\s*["'](?<path>\.[^"']+\.js)["']/g;

/**
 * Paths from `folder`, sorted. Throws where one is missing: a size limit on no file would always hold.
 * @param {string} folder of the built page
 * @param {readonly string[]} unasked names of chunks, without their hashes, that the page imports dynamically at once
 * @returns {readonly string[]}
 */
export function initialJavaScript(folder, unasked) {
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
  const assets = readdirSync(join(folder, 'assets'));
  for (const name of unasked) {
    const chunks = assets.filter((file) => file.startsWith(`${name}-`) && file.endsWith('.js'));
    if (chunks.length !== 1) throw new Error(`${folder}/assets must hold one chunk ${name}; found ${chunks.length}`);
    add(`assets/${chunks[0]}`);
  }
  return [...found].sort();
}
