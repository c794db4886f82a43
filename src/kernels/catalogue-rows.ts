// The row-wise normalisations, a workgroup a row. Data; the texts are in shaders/. Rests on variant.ts.
import layerNormRagged from '../../shaders/layernorm-ragged.wgsl?raw';
import layerNorm from '../../shaders/layernorm.wgsl?raw';
import rmsNormRagged from '../../shaders/rmsnorm-ragged.wgsl?raw';
import rmsNorm from '../../shaders/rmsnorm.wgsl?raw';
import type { Kernel } from './kernel.ts';
import { inBothPrecisions, spread } from './variant.ts';

function normKernels(operation: 'rmsnorm' | 'layernorm', file: string, source: string, lanes: 1 | 4): readonly Kernel[] {
  return inBothPrecisions({
    operation, name: `${file}/128`, file: `${file}.wgsl`, source,
    constants: {}, invocations: 128, workgroupBytes: 4 * 128,
    accepts: ({ width }) => width % lanes === 0,
    grid: ({ rows }) => spread(rows),
    shape: ({ rows, width }) => [rows, width],
  });
}

export const ROW_KERNELS: readonly Kernel[] = [
  ...normKernels('rmsnorm', 'rmsnorm', rmsNorm, 4),
  ...normKernels('rmsnorm', 'rmsnorm-ragged', rmsNormRagged, 1),
  ...normKernels('layernorm', 'layernorm', layerNorm, 4),
  ...normKernels('layernorm', 'layernorm-ragged', layerNormRagged, 1),
];
