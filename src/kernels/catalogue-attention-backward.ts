// Attention's gradients in three passes: row statistics, dq by queries, dk and dv by keys. Data; the texts are in shaders/.
// Rests on variant.ts. Every pass writes an output element once, in a fixed order: no atomics.
import keysDirect from '../../shaders/attention-backward-keys-direct.wgsl?raw';
import queriesDirect from '../../shaders/attention-backward-queries-direct.wgsl?raw';
import rowsDirect from '../../shaders/attention-backward-rows-direct.wgsl?raw';
import type { AttentionBackward } from '../workload/backward.ts';
import { reachOf } from '../workload/mask.ts';
import type { Kernel } from './kernel.ts';
import { inBothPrecisions } from './variant.ts';

function shapeOf(operation: AttentionBackward): readonly number[] {
  const { queries, keys, heads, kvHeads, headDim } = operation;
  const { reach, stride } = reachOf(operation);
  return [queries, keys, reach, stride, heads, kvHeads, headDim];
}

/** Kernels of `invocations` neighbouring queries or keys, each by one invocation: 4 for software adapters, 64 for hardware. */
function directKernels(invocations: number, headDimAbove: number, headDimMax: number): readonly Kernel[] {
  const common = {
    constants: { INVOCATIONS: invocations, HEAD_DIM_MAX: headDimMax },
    invocations,
    workgroupBytes: 0,
    accepts: ({ headDim }: AttentionBackward) => headDim % 4 === 0 && headDim > headDimAbove && headDim <= headDimMax,
    shape: shapeOf,
  };
  const tuning = `${invocations}-d${headDimMax}`;
  return [
    ...inBothPrecisions({
      ...common,
      operation: 'attention-backward-rows',
      name: `attention-backward-rows-direct/${tuning}`,
      file: 'attention-backward-rows-direct.wgsl',
      source: rowsDirect,
      grid: ({ queries, heads }) => [Math.ceil(queries / invocations), heads, 1],
    }),
    ...inBothPrecisions({
      ...common,
      operation: 'attention-backward-queries',
      name: `attention-backward-queries-direct/${tuning}`,
      file: 'attention-backward-queries-direct.wgsl',
      source: queriesDirect,
      grid: ({ queries, heads }) => [Math.ceil(queries / invocations), heads, 1],
    }),
    ...inBothPrecisions({
      ...common,
      operation: 'attention-backward-keys',
      name: `attention-backward-keys-direct/${tuning}`,
      file: 'attention-backward-keys-direct.wgsl',
      source: keysDirect,
      grid: ({ keys, kvHeads }) => [Math.ceil(keys / invocations), kvHeads, 1],
    }),
  ];
}

export const ATTENTION_BACKWARD_KERNELS: readonly Kernel[] = [4, 64].flatMap((invocations) => [
  ...directKernels(invocations, 0, 64),
  ...directKernels(invocations, 64, 128),
  ...directKernels(invocations, 128, 256),
]);
