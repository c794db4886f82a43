// Products with weights of 4 or 8 bits: for few rows a workgroup reduces along k, for many a tile is dequantised into
// workgroup memory. Data; the texts are in shaders/. Rests on variant.ts.
import tile from '../../shaders/matmul-quantised.wgsl?raw';
import reducing from '../../shaders/matvec-quantised.wgsl?raw';
import type { Kernel } from './kernel.ts';
import type { OperationOf } from './variant.ts';
import { inBothPrecisions, spread } from './variant.ts';

type Bits = OperationOf<'matmul-quantised'>['bits'];

/** Rows up to which weights are read anew for every few of them. */
const DECODE_ROWS = 64;
const TILE_K = 16;

function shapeOf(operation: OperationOf<'matmul-quantised'>): readonly number[] {
  return [operation.m, operation.n, operation.k, operation.group];
}

function reducingKernels(bits: Bits, invocations: number, tokens: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul-quantised',
    name: `matvec-quantised/int${bits}/${invocations}x${tokens}`,
    file: 'matvec-quantised.wgsl',
    source: reducing,
    constants: { BITS: bits, INVOCATIONS: invocations, TOKENS: tokens },
    invocations,
    workgroupBytes: 16 * invocations * tokens,
    accepts: (operation) => operation.bits === bits && operation.m <= DECODE_ROWS,
    grid: ({ m, n }) => {
      const [x, y] = spread(Math.ceil(n / 4));
      return [x, y, Math.ceil(m / tokens)];
    },
    shape: shapeOf,
  });
}

function tileKernels(bits: Bits, rows: number, columns: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul-quantised',
    name: `matmul-quantised/int${bits}/${rows}x${columns}x${TILE_K}`,
    file: 'matmul-quantised.wgsl',
    source: tile,
    constants: { BITS: bits, TILE_M: rows, TILE_N: columns, TILE_K },
    invocations: (rows / 8) * (columns / 8),
    // Two slabs of TILE_K rows of vec4<f32>, each one vec4 wider than the tile.
    workgroupBytes: 16 * TILE_K * (rows / 4 + 1 + columns / 4 + 1),
    accepts: (operation) => operation.bits === bits,
    grid: ({ m, n }) => [Math.ceil(n / columns), Math.ceil(m / rows), 1],
    shape: shapeOf,
  });
}

export const QUANTISED_KERNELS: readonly Kernel[] = ([4, 8] as const).flatMap((bits) => [
  ...reducingKernels(bits, 64, 1),
  ...reducingKernels(bits, 64, 4),
  ...reducingKernels(bits, 4, 1),
  ...reducingKernels(bits, 4, 4),
  ...tileKernels(bits, 32, 64),
  ...tileKernels(bits, 64, 64),
]);
