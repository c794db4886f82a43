// Matrix products by the matrix units of an adapter: a path of its own, as its rates are not those of a device's other
// arithmetic. Data; the text is in shaders/. Rests on variant.ts and the names of requirements in features.ts.
// Left out: units that accumulate in f16, as every product here is accumulated in f32.
import source from '../../shaders/matmul-subgroup-matrix.wgsl?raw';
import { batchOf, type Transpose } from '../workload/operation.ts';
import { languageFeature, subgroupMatrixFeature, type SubgroupMatrix } from './features.ts';
import type { Kernel } from './kernel.ts';
import { inPrecision } from './variant.ts';

const INVOCATIONS = 128;
/** Blocks of a workgroup along m and n, and matrices of a block along them. */
const BLOCKS = 2;
const BLOCK_ROWS = 4;
const BLOCK_COLUMNS = 2;

/** Units that adapters are known to name; one that an adapter does not name is left out on it. */
const UNITS: readonly SubgroupMatrix[] = [
  { component: 'f16', result: 'f32', m: 16, n: 16, k: 16 },
  { component: 'f16', result: 'f32', m: 8, n: 16, k: 16 },
  { component: 'f16', result: 'f32', m: 8, n: 8, k: 8 },
  { component: 'f32', result: 'f32', m: 8, n: 8, k: 8 },
];

function kernelOf(layout: Transpose, unit: SubgroupMatrix): Kernel {
  const rows = BLOCK_ROWS * unit.m;
  const columns = BLOCK_COLUMNS * unit.n;
  return inPrecision(
    {
      operation: 'matmul',
      name: `matmul-subgroup-matrix/${layout}/${unit.m}x${unit.n}x${unit.k}`,
      file: 'matmul-subgroup-matrix.wgsl',
      source,
      constants: {
        IS_A_ALONG_K: String(layout !== 'tn'),
        IS_B_ALONG_K: String(layout === 'nt'),
        MATRIX_M: unit.m,
        MATRIX_N: unit.n,
        MATRIX_K: unit.k,
        INVOCATIONS,
        BLOCKS_M: BLOCKS,
        BLOCKS_N: BLOCKS,
      },
      features: [
        'subgroups',
        languageFeature('subgroup_id'),
        'chromium-experimental-subgroup-matrix',
        subgroupMatrixFeature(unit),
      ],
      invocations: INVOCATIONS,
      // A result matrix in f32 for each block.
      workgroupBytes: 4 * BLOCKS * BLOCKS * unit.m * unit.n,
      accepts: ({ transpose, m, n, k }) => transpose === layout && m % rows === 0 && n % columns === 0 && k % unit.k === 0,
      grid: (operation) => [
        Math.ceil(operation.n / (BLOCKS * columns)),
        Math.ceil(operation.m / (BLOCKS * rows)),
        batchOf(operation),
      ],
      shape: ({ m, n, k }) => [m, n, k],
    },
    unit.component,
  );
}

export const SUBGROUP_MATRIX_KERNELS: readonly Kernel[] = (['nn', 'nt', 'tn'] as const).flatMap((layout) =>
  UNITS.map((unit) => kernelOf(layout, unit)),
);
