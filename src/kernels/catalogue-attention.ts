// Attention with an online softmax, for prefill and for decode. Data; the texts are in shaders/. Rests on variant.ts.
import decodeDirect from '../../shaders/attention-decode-direct.wgsl?raw';
import decodeMerge from '../../shaders/attention-decode-merge.wgsl?raw';
import decodeSplit from '../../shaders/attention-decode-split.wgsl?raw';
import decode from '../../shaders/attention-decode.wgsl?raw';
import prefillDirect from '../../shaders/attention-prefill-direct.wgsl?raw';
import prefill from '../../shaders/attention-prefill.wgsl?raw';
import { reachOf } from '../workload/mask.ts';
import type { Kernel } from './kernel.ts';
import type { OperationOf } from './variant.ts';
import { inBothPrecisions } from './variant.ts';

function prefillShape(operation: OperationOf<'attention'>): readonly number[] {
  const { queries, keys, heads, kvHeads, headDim } = operation;
  const { reach, stride } = reachOf(operation);
  return [queries, keys, reach, stride, heads, kvHeads, headDim];
}

function decodeShape(operation: OperationOf<'attention-decode'>): readonly number[] {
  return [operation.keys, operation.heads, operation.kvHeads, operation.headDim];
}

/** Whether vec4 loads meet the head's rows, and registers sized for `most` hold them. */
function fits(headDim: number, least: number, most: number): boolean {
  return headDim % 4 === 0 && headDim > least && headDim <= most;
}

/** Bytes of the two slabs, the weights and the row parts; each vec4<f32> row one vec4 wider than its tile. */
function prefillBytes(queryTile: number, chunk: number): number {
  return 16 * ((chunk + 32) * (queryTile / 4 + 1) + chunk * 9 + queryTile * 2);
}

function prefillKernels(queryTile: number, chunk: number, headDimAbove: number, headDimMax: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'attention',
    name: `attention-prefill/${queryTile}x32-d${headDimMax}`,
    file: 'attention-prefill.wgsl',
    source: prefill,
    constants: { QUERY_TILE: queryTile, CHUNK: chunk, HEAD_DIM_MAX: headDimMax },
    invocations: queryTile * 2,
    workgroupBytes: prefillBytes(queryTile, chunk),
    accepts: ({ headDim }) => fits(headDim, headDimAbove, headDimMax),
    grid: ({ queries, heads }) => [Math.ceil(queries / queryTile), heads, 1],
    shape: prefillShape,
  });
}

function prefillDirectKernels(headDimAbove: number, headDimMax: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'attention',
    name: `attention-prefill-direct/d${headDimMax}`,
    file: 'attention-prefill-direct.wgsl',
    source: prefillDirect,
    constants: { HEAD_DIM_MAX: headDimMax },
    invocations: 4,
    workgroupBytes: 0,
    accepts: ({ headDim }) => fits(headDim, headDimAbove, headDimMax),
    grid: ({ queries, heads }) => [Math.ceil(queries / 8), heads, 1],
    shape: prefillShape,
  });
}

function decodeKernels(invocations: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'attention-decode',
    name: `attention-decode/${invocations}`,
    file: 'attention-decode.wgsl',
    source: decode,
    constants: { INVOCATIONS: invocations },
    invocations,
    workgroupBytes: decodeBytes(invocations),
    accepts: ({ headDim }) => fits(headDim, 0, 256),
    grid: ({ heads }) => [heads, 1, 1],
    shape: decodeShape,
  });
}

/** Query, dots, scores, weights, maxima, outputs. */
function decodeBytes(invocations: number): number {
  return 1024 + 16 * invocations + 8 * invocations + 64 + 16 * invocations;
}

/** From two splits of `span` keys on: with one, decodeKernels do the same in one dispatch. */
function decodeSplitKernels(invocations: number, span: number): readonly Kernel[] {
  const splits = (keys: number) => Math.ceil(keys / span);
  return inBothPrecisions({
    operation: 'attention-decode',
    name: `attention-decode-split/${invocations}x${span}`,
    file: 'attention-decode-split.wgsl',
    source: decodeSplit,
    constants: { INVOCATIONS: invocations, SPAN: span },
    invocations,
    workgroupBytes: decodeBytes(invocations),
    accepts: ({ headDim, keys }) => fits(headDim, 0, 256) && splits(keys) > 1,
    grid: ({ keys, heads }) => [splits(keys), heads, 1],
    shape: decodeShape,
    merge: {
      file: 'attention-decode-merge.wgsl',
      source: decodeMerge,
      constants: { INVOCATIONS: 64 },
      scratch: ({ keys, heads, headDim }) => heads * splits(keys) * (headDim + 4),
      grid: ({ heads }) => [heads, 1, 1],
      shape: ({ keys, headDim }) => [splits(keys), headDim],
    },
  });
}

export const ATTENTION_KERNELS: readonly Kernel[] = [
  ...(
    [
      [0, 64],
      [64, 96],
      [96, 128],
      [128, 256],
    ] as const
  ).flatMap(([above, most]) => [
    ...prefillKernels(32, 16, above, most),
    ...prefillKernels(64, 8, above, most),
    ...prefillDirectKernels(above, most),
  ]),
  ...decodeKernels(128),
  ...decodeKernels(256),
  ...decodeSplitKernels(128, 256),
  ...inBothPrecisions({
    operation: 'attention-decode',
    name: 'attention-decode-direct/4',
    file: 'attention-decode-direct.wgsl',
    source: decodeDirect,
    constants: {},
    invocations: 4,
    workgroupBytes: 4 * (8 + 16 * 64),
    accepts: ({ headDim }) => fits(headDim, 0, 256),
    grid: ({ heads }) => [heads, 1, 1],
    shape: decodeShape,
  }),
];
