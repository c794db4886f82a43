// The matrix products: naive, tiled through workgroup memory, and barrier-free. Data; the texts are in shaders/.
// Rests on variant.ts.
import naive from '../../shaders/matmul-naive.wgsl?raw';
import tile from '../../shaders/matmul-tile.wgsl?raw';
import type { Transpose } from '../workload/operation.ts';
import type { Constants, Kernel } from './kernel.ts';
import type { OperationOf } from './variant.ts';
import { inBothPrecisions } from './variant.ts';

const LAYOUTS: readonly Transpose[] = ['nn', 'nt', 'tn'];

function layoutConstants(layout: Transpose): Constants {
  return { IS_A_ALONG_K: String(layout !== 'tn'), IS_B_ALONG_K: String(layout === 'nt') };
}

function matmulShape(operation: OperationOf<'matmul'>): readonly number[] {
  return [operation.m, operation.n, operation.k];
}

/** Whether every row of A and B starts at a multiple of four elements. */
function isAligned(operation: OperationOf<'matmul'>): boolean {
  const rowOfA = operation.transpose === 'tn' ? operation.m : operation.k;
  const rowOfB = operation.transpose === 'nt' ? operation.k : operation.n;
  return [rowOfA, rowOfB].every((extent) => extent % 4 === 0);
}

function naiveKernels(layout: Transpose): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul', name: `matmul-naive/${layout}`, file: 'matmul-naive.wgsl', source: naive,
    constants: layoutConstants(layout), invocations: 64, workgroupBytes: 0,
    accepts: (operation) => operation.transpose === layout,
    grid: (operation) => [Math.ceil(operation.n / 8), Math.ceil(operation.m / 8), 1],
    shape: matmulShape,
  });
}

interface Tile { readonly m: number; readonly n: number; readonly k: number }

function tileKernels(layout: Transpose, size: Tile): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul', name: `matmul-tile/${layout}/${size.m}x${size.n}x${size.k}`, file: 'matmul-tile.wgsl', source: tile,
    constants: { ...layoutConstants(layout), TILE_M: size.m, TILE_N: size.n, TILE_K: size.k },
    invocations: (size.m / 8) * (size.n / 8),
    workgroupBytes: 16 * size.k * (size.m / 4 + 1 + size.n / 4 + 1),
    accepts: (operation) => operation.transpose === layout && isAligned(operation),
    grid: (operation) => [Math.ceil(operation.n / size.n), Math.ceil(operation.m / size.m), 1],
    shape: matmulShape,
  });
}

const TILES: readonly Tile[] = [
  { m: 32, n: 32, k: 16 },
  { m: 64, n: 64, k: 16 },
  { m: 128, n: 64, k: 16 },
  { m: 128, n: 128, k: 8 },
];

export const MATMUL_KERNELS: readonly Kernel[] = LAYOUTS.flatMap((layout) => [
  ...naiveKernels(layout),
  ...TILES.flatMap((size) => tileKernels(layout, size)),
]);
