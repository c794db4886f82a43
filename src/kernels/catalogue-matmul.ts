// The matrix products: naive, tiled through workgroup memory, barrier-free, shared within subgroups, and split along k. Data; the texts are in shaders/.
// Rests on variant.ts.
import direct from '../../shaders/matmul-direct.wgsl?raw';
import naive from '../../shaders/matmul-naive.wgsl?raw';
import splitGrid from '../../shaders/matmul-split-grid.wgsl?raw';
import split from '../../shaders/matmul-split.wgsl?raw';
import subgroup from '../../shaders/matmul-subgroup.wgsl?raw';
import tile from '../../shaders/matmul-tile.wgsl?raw';
import tileRagged from '../../shaders/matmul-tile-ragged.wgsl?raw';
import tileSmall from '../../shaders/matmul-tile-small.wgsl?raw';
import splitSum from '../../shaders/split-sum.wgsl?raw';
import { batchOf, type Transpose } from '../workload/operation.ts';
import type { Constants, Kernel } from './kernel.ts';
import type { OperationOf } from './variant.ts';
import { inBothPrecisions, spread } from './variant.ts';

const LAYOUTS: readonly Transpose[] = ['nn', 'nt', 'tn'];

function layoutConstants(layout: Transpose): Constants {
  return { IS_A_ALONG_K: String(layout !== 'tn'), IS_B_ALONG_K: String(layout === 'nt') };
}

function matmulShape(operation: OperationOf<'matmul'>): readonly number[] {
  return [operation.m, operation.n, operation.k];
}

/** Whether every row of A and B, and so every matrix of a batch, starts at a multiple of four elements. */
function isAligned(operation: OperationOf<'matmul'>): boolean {
  const rowOfA = operation.transpose === 'tn' ? operation.m : operation.k;
  const rowOfB = operation.transpose === 'nt' ? operation.k : operation.n;
  return [rowOfA, rowOfB].every((extent) => extent % 4 === 0);
}

function naiveKernels(layout: Transpose): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul',
    name: `matmul-naive/${layout}`,
    file: 'matmul-naive.wgsl',
    source: naive,
    constants: layoutConstants(layout),
    invocations: 64,
    workgroupBytes: 0,
    accepts: (operation) => operation.transpose === layout,
    grid: (operation) => [Math.ceil(operation.n / 8), Math.ceil(operation.m / 8), batchOf(operation)],
    shape: matmulShape,
  });
}

interface Tile {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** The three tiled texts: 8 × 8 or 4 × 4 outputs an invocation, and 4 × 4 with scalar loads for any shape. */
interface TileFile {
  readonly name: string;
  readonly source: string;
  readonly extent: 4 | 8;
  readonly isRagged: boolean;
}

const LARGE: TileFile = { name: 'matmul-tile', source: tile, extent: 8, isRagged: false };
const SMALL: TileFile = { name: 'matmul-tile-small', source: tileSmall, extent: 4, isRagged: false };
const RAGGED: TileFile = { name: 'matmul-tile-ragged', source: tileRagged, extent: 4, isRagged: true };

function tileKernels(layout: Transpose, file: TileFile, size: Tile): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul',
    name: `${file.name}/${layout}/${size.m}x${size.n}x${size.k}`,
    file: `${file.name}.wgsl`,
    source: file.source,
    constants: { ...layoutConstants(layout), TILE_M: size.m, TILE_N: size.n, TILE_K: size.k },
    invocations: (size.m / file.extent) * (size.n / file.extent),
    // Two slabs of TILE_K rows of vec4<f32>, each one vec4 wider than the tile.
    workgroupBytes: 16 * size.k * (size.m / 4 + 1 + size.n / 4 + 1),
    accepts: (operation) => operation.transpose === layout && (file.isRagged || isAligned(operation)),
    grid: (operation) => [Math.ceil(operation.n / size.n), Math.ceil(operation.m / size.m), batchOf(operation)],
    shape: matmulShape,
  });
}

function directKernels(layout: Transpose): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul',
    name: `matmul-direct/${layout}`,
    file: 'matmul-direct.wgsl',
    source: direct,
    constants: layoutConstants(layout),
    invocations: 4,
    workgroupBytes: 0,
    accepts: (operation) => operation.transpose === layout && isAligned(operation) && operation.k % 4 === 0,
    grid: (operation) => [Math.ceil(operation.n / 32), Math.ceil(operation.m / 16), batchOf(operation)],
    shape: matmulShape,
  });
}

/** Columns of a workgroup: each of its 128 invocations, whole subgroups of up to 128, has 4. */
const SUBGROUP_COLUMNS = 512;

function subgroupKernels(layout: Transpose): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul',
    name: `matmul-subgroup/${layout}`,
    file: 'matmul-subgroup.wgsl',
    source: subgroup,
    constants: layoutConstants(layout),
    features: ['subgroups'],
    invocations: SUBGROUP_COLUMNS / 4,
    workgroupBytes: 0,
    accepts: (operation) => operation.transpose === layout && isAligned(operation) && operation.k % 4 === 0,
    grid: (operation) => [Math.ceil(operation.n / SUBGROUP_COLUMNS), Math.ceil(operation.m / 8), batchOf(operation)],
    shape: matmulShape,
  });
}

/** From a depth on at which every invocation has a share. */
function splitKernels(layout: Transpose, invocations: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul',
    name: `matmul-split/${layout}/${invocations}`,
    file: 'matmul-split.wgsl',
    source: split,
    constants: { ...layoutConstants(layout), SPLIT: invocations },
    invocations,
    workgroupBytes: 256 * invocations,
    accepts: (operation) =>
      operation.transpose === layout && isAligned(operation) && operation.k % 4 === 0 && operation.k >= 4 * invocations,
    grid: (operation) => [Math.ceil(operation.n / 8), Math.ceil(operation.m / 8), batchOf(operation)],
    shape: matmulShape,
  });
}

/** Outputs of a product above which its tiles alone keep a device busy. */
const FEW_OUTPUTS = 2 ** 17;

/** Few outputs, and a depth of at least two splits of `span`. */
function splitGridKernels(layout: Transpose, invocations: number, span: number): readonly Kernel[] {
  const splits = (depth: number) => Math.ceil(depth / span);
  return inBothPrecisions({
    operation: 'matmul',
    name: `matmul-split-grid/${layout}/${invocations}x${span}`,
    file: 'matmul-split-grid.wgsl',
    source: splitGrid,
    constants: { ...layoutConstants(layout), SPLIT: invocations, SPAN: span },
    invocations,
    workgroupBytes: 256 * invocations,
    accepts: (operation) =>
      operation.transpose === layout &&
      batchOf(operation) === 1 &&
      isAligned(operation) &&
      operation.k % 4 === 0 &&
      operation.m * operation.n <= FEW_OUTPUTS &&
      splits(operation.k) > 1,
    grid: ({ m, n, k }) => [Math.ceil(n / 8), Math.ceil(m / 8), splits(k)],
    shape: matmulShape,
    merge: {
      file: 'split-sum.wgsl',
      source: splitSum,
      constants: { INVOCATIONS: 64 },
      scratch: ({ m, n, k }) => m * n * splits(k),
      grid: ({ m, n }) => spread(Math.ceil((m * n) / 64)),
      shape: ({ m, n, k }) => [m * n, splits(k)],
    },
  });
}

export const MATMUL_KERNELS: readonly Kernel[] = LAYOUTS.flatMap((layout) => [
  ...tileKernels(layout, LARGE, { m: 64, n: 64, k: 16 }),
  ...tileKernels(layout, LARGE, { m: 128, n: 64, k: 16 }),
  ...tileKernels(layout, LARGE, { m: 128, n: 128, k: 8 }),
  ...tileKernels(layout, SMALL, { m: 32, n: 32, k: 16 }),
  ...tileKernels(layout, SMALL, { m: 64, n: 64, k: 16 }),
  ...tileKernels(layout, RAGGED, { m: 32, n: 32, k: 16 }),
  ...directKernels(layout),
  ...subgroupKernels(layout),
  ...splitKernels(layout, 64),
  ...splitGridKernels(layout, 64, 1024),
  ...naiveKernels(layout),
]);
