// The row-wise normalisations, a workgroup a row. Data; the texts are in shaders/. Rests on variant.ts.
import layerNormRagged from '../../shaders/layernorm-ragged.wgsl?raw';
import layerNorm from '../../shaders/layernorm.wgsl?raw';
import rmsNormRagged from '../../shaders/rmsnorm-ragged.wgsl?raw';
import rmsNorm from '../../shaders/rmsnorm.wgsl?raw';
import type { Kernel } from './kernel.ts';
import { inBothPrecisions, spread } from './variant.ts';

function normKernels(
  operation: 'rmsnorm' | 'layernorm',
  file: string,
  source: string,
  lanes: 1 | 4,
  invocations: number,
): readonly Kernel[] {
  return inBothPrecisions({
    operation,
    name: `${file}/${invocations}`,
    file: `${file}.wgsl`,
    source,
    constants: { INVOCATIONS: invocations },
    invocations,
    workgroupBytes: 4 * invocations,
    accepts: ({ width }) => width % lanes === 0,
    grid: ({ rows }) => spread(rows),
    shape: ({ rows, width }) => [rows, width],
  });
}

/** 128 invocations for hardware; 4 for software adapters, where a barrier costs by the invocation. */
export const ROW_KERNELS: readonly Kernel[] = [128, 4].flatMap((invocations) => [
  ...normKernels('rmsnorm', 'rmsnorm', rmsNorm, 4, invocations),
  ...normKernels('rmsnorm', 'rmsnorm-ragged', rmsNormRagged, 1, invocations),
  ...normKernels('layernorm', 'layernorm', layerNorm, 4, invocations),
  ...normKernels('layernorm', 'layernorm-ragged', layerNormRagged, 1, invocations),
]);
