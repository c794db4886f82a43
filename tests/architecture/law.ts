// Holds a tree of sources against a law of imports and lists every breach in words. Rests on source-tree.ts.
import { posix } from 'node:path';
import { importsOf, type Import, type SourceTree } from './source-tree.ts';

/** What one folder of src/ may import: folders (of src/, or of the root), and packages. */
export interface Allowance {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
}
export type Law = Readonly<Record<string, Allowance>>;

export const LONGEST_FILE_LINES = 400;

/** Breaches of every rule; `tree` holds everything that may be imported, of which only src/ is judged for imports. */
export function breaches(tree: SourceTree, law: Law): readonly string[] {
  const imports = [...tree].filter(([path]) => isSource(path)).flatMap(([path, text]) => importsOf(path, text));
  return [
    ...foldersOf(tree)
      .filter((folder) => law[folder] === undefined)
      .map((folder) => `src/${folder}/ is not in the law`),
    ...imports.flatMap((entry) => breachesOfImport(entry, tree, law)),
    ...cycles(imports).map((cycle) => `circular: ${cycle.join(' → ')}`),
    ...[...tree]
      .filter(([, text]) => lineCount(text) > LONGEST_FILE_LINES)
      .map(([path, text]) => `${path} has ${lineCount(text)} lines`),
  ];
}

/** The folders directly under src/ that hold a source. */
export function foldersOf(tree: SourceTree): readonly string[] {
  return [...new Set([...tree.keys()].filter(isSource).map(folderOf))].filter((folder) => folder !== '').toSorted();
}

function isSource(path: string): boolean {
  return path.startsWith('src/') && path.endsWith('.ts');
}

/** `gpu` for src/gpu/x.ts, `shaders` for shaders/x.wgsl, '' for a file directly under src/. */
function folderOf(path: string): string {
  const parts = path.split('/');
  return parts[0] === 'src' ? (parts.length > 2 ? (parts[1] ?? '') : '') : (parts[0] ?? '');
}

function breachesOfImport({ from, specifier, target, isReExport }: Import, tree: SourceTree, law: Law): readonly string[] {
  const folder = folderOf(from);
  const allowed = law[folder];
  const told = `${from} imports ${specifier}`;
  if (isReExport) return [`${told} to export it again; import the file that defines the name`];
  if (target === undefined) {
    const isAllowed = allowed?.packages.some(
      (name) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`),
    );
    return isAllowed ? [] : [`${told}, a package that ${folder}/ may not use`];
  }
  if (!/\.[a-z]+$/.test(specifier.replace(/\?.*$/, ''))) return [`${told} without an extension`];
  if (posix.basename(target) === 'index.ts') return [`${told}, a barrel`];
  if (!target.includes('*') && !tree.has(target)) return [`${told}, which does not exist`];
  const to = folderOf(target);
  return to === folder || allowed?.folders.includes(to) ? [] : [`${told}: ${folder}/ may not rest on ${to}/`];
}

/** One cycle for every strongly connected group of files, by depth-first search. */
function cycles(imports: readonly Import[]): readonly (readonly string[])[] {
  const next = Map.groupBy(imports, ({ from }) => from);
  const state = new Map<string, 'open' | 'done'>();
  const found: string[][] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path]);
      return;
    }
    state.set(path, 'open');
    for (const { target } of next.get(path) ?? []) if (target !== undefined) visit(target, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}

function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}
