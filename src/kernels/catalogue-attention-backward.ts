// Attention's gradients in three passes: row statistics, dq by queries, dk and dv by keys. Data; the texts are in shaders/.
// Rests on variant.ts. Every pass writes an output element once, in a fixed order: no atomics.
import keysDirect from '../../shaders/attention-backward-keys-direct.wgsl?raw';
import keysTile from '../../shaders/attention-backward-keys-tile.wgsl?raw';
import queriesDirect from '../../shaders/attention-backward-queries-direct.wgsl?raw';
import queriesTile from '../../shaders/attention-backward-queries-tile.wgsl?raw';
import rowsDirect from '../../shaders/attention-backward-rows-direct.wgsl?raw';
import rowsTile from '../../shaders/attention-backward-rows-tile.wgsl?raw';
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

/** Queries, and keys, of a workgroup's tile; 64 invocations take 4 × 4 pairs each. */
const TILE = 32;
/** Bytes of a row of a tile: its vec4s, and one more. */
const ROW_BYTES = 16 * (TILE / 4 + 1);

function rowsTileKernels(chunk: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'attention-backward-rows',
    name: `attention-backward-rows-tile/${TILE}x${chunk}`,
    file: 'attention-backward-rows-tile.wgsl',
    source: rowsTile,
    constants: { CHUNK: chunk },
    invocations: 64,
    // Two slabs, what each invocation knows of its rows, the rows' maxima.
    workgroupBytes: 2 * chunk * ROW_BYTES + 16 * 64 + 4 * TILE,
    accepts: ({ headDim }) => headDim % 4 === 0,
    grid: ({ queries, heads }) => [Math.ceil(queries / TILE), heads, 1],
    shape: shapeOf,
  });
}

function queriesTileKernels(headDimAbove: number, headDimMax: number): readonly Kernel[] {
  const chunk = 16;
  return inBothPrecisions({
    operation: 'attention-backward-queries',
    name: `attention-backward-queries-tile/${TILE}x${chunk}-d${headDimMax}`,
    file: 'attention-backward-queries-tile.wgsl',
    source: queriesTile,
    constants: { CHUNK: chunk, HEAD_DIM_MAX: headDimMax },
    invocations: 64,
    // Four slabs and the slopes.
    workgroupBytes: (4 * chunk + TILE) * ROW_BYTES,
    accepts: ({ headDim }) => headDim % 4 === 0 && headDim > headDimAbove && headDim <= headDimMax,
    grid: ({ queries, heads }) => [Math.ceil(queries / TILE), heads, 1],
    shape: shapeOf,
  });
}

/** `lanes` dimensions of dk and dv a workgroup, as both in registers take twice what dq does: a wider head takes several. */
function keysTileKernels(headDimAbove: number, headDimMax: number, lanes: number): readonly Kernel[] {
  const chunk = 8;
  return inBothPrecisions({
    operation: 'attention-backward-keys',
    name: `attention-backward-keys-tile/${TILE}x${chunk}-d${lanes}`,
    file: 'attention-backward-keys-tile.wgsl',
    source: keysTile,
    constants: { CHUNK: chunk, HEAD_DIM_MAX: lanes },
    invocations: 64,
    // Four slabs, the weights and the slopes.
    workgroupBytes: (4 * chunk + 2 * TILE) * ROW_BYTES,
    accepts: ({ headDim }) => headDim % 4 === 0 && headDim > headDimAbove && headDim <= headDimMax,
    grid: ({ keys, kvHeads, headDim }) => [Math.ceil(keys / TILE), kvHeads, Math.ceil(headDim / lanes)],
    shape: shapeOf,
  });
}

export const ATTENTION_BACKWARD_KERNELS: readonly Kernel[] = [
  ...rowsTileKernels(16),
  ...queriesTileKernels(0, 64),
  ...queriesTileKernels(64, 96),
  ...queriesTileKernels(96, 128),
  ...queriesTileKernels(128, 256),
  ...keysTileKernels(0, 64, 64),
  ...keysTileKernels(64, 96, 96),
  ...keysTileKernels(96, 256, 128),
  ...[4, 64].flatMap((invocations) => [
    ...directKernels(invocations, 0, 64),
    ...directKernels(invocations, 64, 128),
    ...directKernels(invocations, 128, 256),
  ]),
];
