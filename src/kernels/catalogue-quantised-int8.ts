// Products of quantised activations and weights, whose sums within a group are of whole numbers: with the packed dot
// product of WGSL, and without it. Data; the texts are in shaders/. Rests on variant.ts and features.ts.
import plainTile from '../../shaders/matmul-quantised-int8.wgsl?raw';
import packedTile from '../../shaders/matmul-quantised-int8-packed.wgsl?raw';
import plain from '../../shaders/matvec-quantised-int8.wgsl?raw';
import packed from '../../shaders/matvec-quantised-int8-packed.wgsl?raw';
import { languageFeature } from './features.ts';
import type { Kernel } from './kernel.ts';
import { inBothPrecisions, spread } from './variant.ts';

/** A form in two texts, which differ in how four products are added up. */
interface File {
  readonly name: string;
  readonly source: string;
  readonly features: readonly string[];
}

const PACKED = [languageFeature('packed_4x8_integer_dot_product')];
const READING: readonly File[] = [
  { name: 'matvec-quantised-int8-packed', source: packed, features: PACKED },
  { name: 'matvec-quantised-int8', source: plain, features: [] },
];
const TILES: readonly File[] = [
  { name: 'matmul-quantised-int8-packed', source: packedTile, features: PACKED },
  { name: 'matmul-quantised-int8', source: plainTile, features: [] },
];

function reducingKernels(file: File, bits: 4 | 8, invocations: number, tokens: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul-quantised-int8',
    name: `${file.name}/int${bits}/${invocations}x${tokens}`,
    file: `${file.name}.wgsl`,
    source: file.source,
    constants: { BITS: bits, INVOCATIONS: invocations, TOKENS: tokens },
    features: file.features,
    invocations,
    workgroupBytes: 16 * invocations * tokens,
    accepts: (operation) => operation.bits === bits,
    grid: ({ m, n }) => {
      const [x, y] = spread(Math.ceil(n / 4));
      return [x, y, Math.ceil(m / tokens)];
    },
    shape: ({ m, n, k, group }) => [m, n, k, group],
  });
}

/** A slab of 8 words of 64 rows and one of 64 columns, then a scale of each, and the columns' zero points. */
const TILE_BYTES = 4 * (8 * 64 * 2 + 3 * 64);

function tileKernels(file: File, bits: 4 | 8): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matmul-quantised-int8',
    name: `${file.name}/int${bits}/64x64`,
    file: `${file.name}.wgsl`,
    source: file.source,
    constants: { BITS: bits, TILE_M: 64, TILE_N: 64 },
    features: file.features,
    invocations: 256,
    workgroupBytes: TILE_BYTES,
    accepts: (operation) => operation.bits === bits,
    grid: ({ m, n }) => [Math.ceil(n / 64), Math.ceil(m / 64), 1],
    shape: ({ m, n, k, group }) => [m, n, k, group],
  });
}

export const QUANTISED_INT8_KERNELS: readonly Kernel[] = ([4, 8] as const).flatMap((bits) => [
  ...READING.flatMap((file) => [
    ...reducingKernels(file, bits, 64, 1),
    ...reducingKernels(file, bits, 64, 4),
    ...reducingKernels(file, bits, 4, 1),
  ]),
  ...TILES.flatMap((file) => tileKernels(file, bits)),
]);
