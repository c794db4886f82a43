// The sources as a map from path to text, and what each of them imports: static, type-only, dynamic, globbed and by URL.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** Paths from the repository's root with `/` between folders. */
export type SourceTree = ReadonlyMap<string, string>;

export interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Path from the root, without a query such as `?raw`; undefined for a package. */
  readonly target: string | undefined;
  readonly isReExport: boolean;
}

export function readTree(root: string, folders: readonly string[], pattern: RegExp): SourceTree {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && pattern.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return new Map(
    paths.map((path) => [
      path
        .slice(root.length + 1)
        .split(sep)
        .join('/'),
      readFileSync(path, 'utf8'),
    ]),
  );
}

const STATIC = /^\s*(?<word>import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"](?<specifier>[^'"]+)['"]/gm;
const DYNAMIC = /\bimport\s*\(\s*(?:['"`](?<specifier>[^'"`$]+)['"`])?/g;
const GLOB = /\bimport\.meta\.glob\b[^(]*\(\s*['"](?<specifier>[^'"]+)['"]/g;
const BY_URL = /\bnew URL\(\s*['"](?<specifier>\.[^'"]+)['"]\s*,\s*import\.meta\.url/g;

/** A dynamic import whose specifier is computed has the specifier `(computed)`: nobody can say what it reaches. */
export function importsOf(path: string, text: string): readonly Import[] {
  return [STATIC, DYNAMIC, GLOB, BY_URL].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ groups }) => {
      const specifier = groups?.['specifier'] ?? '(computed)';
      return { from: path, specifier, target: targetOf(path, specifier), isReExport: groups?.['word'] === 'export' };
    }),
  );
}

function targetOf(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.normalize(posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')));
}
