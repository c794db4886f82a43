// Products of quantised activations and weights, whose sums within a group are of whole numbers: with the packed dot
// product of WGSL, and without it. Data; the texts are in shaders/. Rests on variant.ts and features.ts.
import plain from '../../shaders/matvec-quantised-int8.wgsl?raw';
import packed from '../../shaders/matvec-quantised-int8-packed.wgsl?raw';
import { languageFeature } from './features.ts';
import type { Kernel } from './kernel.ts';
import { inBothPrecisions, spread } from './variant.ts';

/** The two texts: they differ in how four products are added up. */
interface File {
  readonly name: string;
  readonly source: string;
  readonly features: readonly string[];
}

const FILES: readonly File[] = [
  {
    name: 'matvec-quantised-int8-packed',
    source: packed,
    features: [languageFeature('packed_4x8_integer_dot_product')],
  },
  { name: 'matvec-quantised-int8', source: plain, features: [] },
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

export const QUANTISED_INT8_KERNELS: readonly Kernel[] = FILES.flatMap((file) =>
  ([4, 8] as const).flatMap((bits) => [
    ...reducingKernels(file, bits, 64, 1),
    ...reducingKernels(file, bits, 64, 4),
    ...reducingKernels(file, bits, 4, 1),
  ]),
);
