// Does the house stand? The one table of which folder may rest on which, and every import held against it.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageDocument from '../package.json' with { type: 'json' };
import { SUITE_VERSION } from '../src/contract/suite.ts';
import { breaches, foldersOf, LONGEST_FILE_LINES, type Law } from './architecture/law.ts';
import { importsOf, readTree, type SourceTree } from './architecture/source-tree.ts';

/** Pure folders first, each above those it may rest on; then the shells. `shaders` and `data` lie outside src/. */
const LAW: Law = {
  units: { folders: [], packages: [] },
  chart: { folders: [], packages: ['d3-scale', 'd3-shape'] },
  contract: { folders: ['units'], packages: ['zod'] },
  statistics: { folders: ['units'], packages: [] },
  workload: { folders: ['units'], packages: [] },
  kernels: { folders: ['workload', 'shaders'], packages: [] },
  proof: { folders: ['workload', 'contract'], packages: ['@noble/hashes'] },
  training: { folders: ['workload', 'statistics', 'data'], packages: [] },
  plan: { folders: ['kernels', 'workload', 'contract'], packages: [] },
  measure: { folders: ['plan', 'kernels', 'workload', 'statistics', 'contract', 'units'], packages: [] },
  cluster: { folders: ['workload', 'statistics', 'units', 'data'], packages: [] },
  evidence: { folders: ['cluster', 'workload', 'statistics', 'contract', 'units', 'data'], packages: [] },
  laws: { folders: ['statistics', 'units', 'data'], packages: [] },
  'device-model': { folders: ['workload', 'statistics', 'contract', 'units'], packages: [] },
  extrapolation: {
    folders: ['device-model', 'laws', 'evidence', 'cluster', 'workload', 'statistics', 'contract', 'units', 'data'],
    packages: [],
  },
  report: {
    folders: [
      'extrapolation',
      'device-model',
      'laws',
      'evidence',
      'cluster',
      'workload',
      'statistics',
      'contract',
      'units',
      'data',
    ],
    packages: [],
  },
  gpu: {
    folders: ['measure', 'plan', 'training', 'proof', 'kernels', 'workload', 'statistics', 'contract', 'units'],
    packages: [],
  },
  components: { folders: ['report', 'chart', 'contract', 'units'], packages: ['lit', '@lit/localize'] },
  app: {
    folders: [
      'components',
      'gpu',
      'report',
      'extrapolation',
      'device-model',
      'laws',
      'evidence',
      'cluster',
      'measure',
      'plan',
      'training',
      'proof',
      'kernels',
      'workload',
      'statistics',
      'contract',
      'chart',
      'units',
      'data',
    ],
    packages: ['lit', '@lit/localize'],
  },
  server: {
    folders: ['report', 'extrapolation', 'device-model', 'proof', 'workload', 'chart', 'statistics', 'contract', 'units', 'data'],
    packages: ['node:', 'hono', '@hono/node-server', 'kysely', 'pg', 'zod', '@noble/hashes', '@resvg/resvg-wasm', 'prom-client'],
  },
  operator: {
    folders: ['server', 'report', 'contract', 'units'],
    packages: ['node:', 'kysely', 'zod', 'hyparquet-writer'],
  },
  // server/ only to serve the built page.
  cli: {
    folders: [
      'report',
      'extrapolation',
      'laws',
      'evidence',
      'cluster',
      'workload',
      'statistics',
      'contract',
      'units',
      'server',
      'data',
    ],
    packages: ['node:', '@hono/node-server', 'playwright'],
  },
  // cli/ to start the browser. The libraries that it compares with are installed in peers/ alone.
  peers: {
    folders: ['cli', 'gpu', 'kernels', 'workload', 'statistics', 'contract', 'units'],
    packages: ['node:', 'vite', '@jax-js/jax', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu', 'onnxruntime-web'],
  },
};

const ROOT = join(import.meta.dirname, '..');
const TREE = readTree(ROOT, ['src', 'shaders', 'data', 'tests', 'scripts'], /\.(ts|mjs|wgsl|css|csv|json)$/);

describe('the sources', () => {
  it('keep the law: folders, packages, extensions, no barrels, no cycles, no file over the longest', () => {
    expect(breaches(withoutData(TREE), LAW)).toEqual([]);
  });

  it('were read: a plausible number of files and of imports, and some in every folder of the law', () => {
    const sources = [...TREE].filter(([path]) => path.startsWith('src/'));
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap(([path, text]) => importsOf(path, text)).length).toBeGreaterThan(300);
    expect([...TREE.keys()].filter((path) => path.endsWith('.wgsl')).length).toBeGreaterThan(10);
    expect(foldersOf(TREE)).toEqual(Object.keys(LAW).toSorted());
  });

  it('import nothing upward: every folder of the law rests only on folders that stand before it', () => {
    const order = Object.keys(LAW);
    const upward = Object.entries(LAW).flatMap(([folder, { folders }]) =>
      folders
        .filter((below) => LAW[below] !== undefined && order.indexOf(below) >= order.indexOf(folder))
        .map((below) => `${folder} → ${below}`),
    );
    expect(upward).toEqual([]);
  });

  it('say the same suite version as package.json', () => {
    expect(packageDocument.version).toBe(SUITE_VERSION);
  });
});

/** Data files are tables, as long as there are facts. */
function withoutData(tree: SourceTree): SourceTree {
  return new Map([...tree].map(([path, text]) => (path.startsWith('data/') ? [path, ''] : [path, text])));
}

describe('the law', () => {
  const law: Law = { low: { folders: [], packages: ['zod'] }, high: { folders: ['low', 'shaders'], packages: ['node:'] } };
  const lawful: Readonly<Record<string, string>> = {
    'src/low/a.ts': "import { z } from 'zod';\nexport const a = 1;\n",
    'src/high/b.ts':
      "import { a } from '../low/a.ts';\nimport type { B } from './c.ts';\nimport source from '../../shaders/x.wgsl?raw';\nimport { join } from 'node:path';\n",
    'src/high/c.ts': 'export interface B {}\n',
    'shaders/x.wgsl': '// empty\n',
  };
  const judged = (planted: Readonly<Record<string, string>> = {}) =>
    breaches(new Map(Object.entries({ ...lawful, ...planted })), law);

  it('finds nothing in a lawful tree', () => {
    expect(judged()).toEqual([]);
  });

  it.each([
    ['an upward import', 'src/low/x.ts', "import { b } from '../high/b.ts';", 'low/ may not rest on high/'],
    ['an upward type import', 'src/low/x.ts', "import type { B } from '../high/c.ts';", 'low/ may not rest on high/'],
    [
      'an upward import over several lines',
      'src/low/x.ts',
      "import {\n  a,\n  type B,\n} from '../high/c.ts';",
      'low/ may not rest on high/',
    ],
    ['an upward dynamic import', 'src/low/x.ts', "const b = await import('../high/b.ts');", 'low/ may not rest on high/'],
    ['an upward import type', 'src/low/x.ts', "type B = import('../high/c.ts').B;", 'low/ may not rest on high/'],
    ['an upward import for its effect', 'src/low/x.ts', "import '../high/b.ts';", 'low/ may not rest on high/'],
    ['an upward worker', 'src/low/x.ts', "new Worker(new URL('../high/b.ts', import.meta.url));", 'low/ may not rest on high/'],
    ['an upward glob', 'src/low/x.ts', "const all = import.meta.glob('../high/*.ts');", 'low/ may not rest on high/'],
    ['a computed import', 'src/low/x.ts', 'const b = await import(path);', '(computed)'],
    [
      'a package that is not the folder’s',
      'src/low/x.ts',
      "import { join } from 'node:path';",
      'a package that low/ may not use',
    ],
    ['a package whose name only begins alike', 'src/low/x.ts', "import z from 'zod-extra';", 'a package that low/ may not use'],
    ['a folder outside src', 'src/low/x.ts', "import source from '../../shaders/x.wgsl?raw';", 'low/ may not rest on shaders/'],
    ['an import without extension', 'src/high/x.ts', "import { a } from '../low/a';", 'without an extension'],
    ['an import of a file that is not there', 'src/high/x.ts', "import { a } from '../low/gone.ts';", 'does not exist'],
    ['a re-export', 'src/high/x.ts', "export { a } from '../low/a.ts';", 'to export it again'],
    ['a star re-export', 'src/high/x.ts', "export * from '../low/a.ts';", 'to export it again'],
    ['a folder that the law does not know', 'src/stray/x.ts', 'export const x = 1;', 'src/stray/ is not in the law'],
    [
      'a circle',
      'src/high/c.ts',
      "import type { X } from './b.ts';\nexport interface B {}",
      'circular: src/high/b.ts → src/high/c.ts → src/high/b.ts',
    ],
    ['a file that imports itself', 'src/high/x.ts', "import { x } from './x.ts';", 'circular: src/high/x.ts → src/high/x.ts'],
    ['a file one line too long', 'tests/x.ts', 'x\n'.repeat(LONGEST_FILE_LINES + 1), `has ${LONGEST_FILE_LINES + 1} lines`],
  ])('catches %s', (_, path, text, breach) => {
    expect(judged({ [path]: text }).join('\n')).toContain(breach);
  });

  it('catches a barrel', () => {
    const planted = { 'src/low/index.ts': 'export const a = 1;', 'src/high/x.ts': "import { a } from '../low/index.ts';" };
    expect(judged(planted)).toEqual(['src/high/x.ts imports ../low/index.ts, a barrel']);
  });

  it('lets a file be as long as the longest', () => {
    expect(judged({ 'tests/x.ts': 'x\n'.repeat(LONGEST_FILE_LINES) })).toEqual([]);
  });

  it('is not misled by words of import and from in strings and comments', () => {
    const text =
      "// we import nothing from '../high/b.ts' here\nexport const told = 'taken from the page';\nconst other = [`import ${told}`];\n";
    expect(judged({ 'src/low/x.ts': text })).toEqual([]);
  });
});
