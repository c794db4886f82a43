// The gradients of a layer but for attention's, the loss and the optimiser, each in vec4 and in scalar accesses. Data; the
// texts are in shaders/. Rests on variant.ts. Gradients of matrix products are matrix products.
import adamW from '../../shaders/adamw.wgsl?raw';
import crossEntropyBackward from '../../shaders/cross-entropy-backward.wgsl?raw';
import crossEntropyBackwardRagged from '../../shaders/cross-entropy-backward-ragged.wgsl?raw';
import crossEntropy from '../../shaders/cross-entropy.wgsl?raw';
import crossEntropyRagged from '../../shaders/cross-entropy-ragged.wgsl?raw';
import embeddingBackward from '../../shaders/embedding-backward.wgsl?raw';
import gainBackward from '../../shaders/gain-backward.wgsl?raw';
import geluBackward from '../../shaders/gelu-backward.wgsl?raw';
import layerNormBackward from '../../shaders/layernorm-backward.wgsl?raw';
import layerNormBackwardRagged from '../../shaders/layernorm-backward-ragged.wgsl?raw';
import rmsNormBackward from '../../shaders/rmsnorm-backward.wgsl?raw';
import rmsNormBackwardRagged from '../../shaders/rmsnorm-backward-ragged.wgsl?raw';
import rotary from '../../shaders/rotary.wgsl?raw';
import swiGluBackward from '../../shaders/swiglu-backward.wgsl?raw';
import { adamWFactors } from '../workload/adamw.ts';
import { bitsOf } from './bits.ts';
import type { Constants, Kernel } from './kernel.ts';
import { inBothPrecisions, spread } from './variant.ts';

type Lanes = 1 | 4;

const INVOCATIONS = 256;

function access(lanes: Lanes): Constants {
  return lanes === 4
    ? { Vector: 'vec4<Element>', Wide: 'vec4<f32>', LANES: lanes }
    : { Vector: 'Element', Wide: 'f32', LANES: lanes };
}

function groups(elements: number, lanes: Lanes): readonly [number, number, number] {
  return spread(Math.ceil(elements / lanes / INVOCATIONS));
}

function elementWiseKernels(lanes: Lanes): readonly Kernel[] {
  const common = { constants: access(lanes), invocations: INVOCATIONS, workgroupBytes: 0 };
  return [
    ...inBothPrecisions({
      ...common,
      operation: 'swiglu-backward',
      name: `swiglu-backward/${lanes}`,
      file: 'swiglu-backward.wgsl',
      source: swiGluBackward,
      accepts: ({ width }) => width % lanes === 0,
      grid: ({ rows, width }) => groups(rows * width, lanes),
      shape: ({ rows, width }) => [rows, width],
    }),
    ...inBothPrecisions({
      ...common,
      operation: 'gelu-backward',
      name: `gelu-backward/${lanes}`,
      file: 'gelu-backward.wgsl',
      source: geluBackward,
      accepts: ({ rows, width }) => (rows * width) % lanes === 0,
      grid: ({ rows, width }) => groups(rows * width, lanes),
      shape: ({ rows, width }) => [rows, width],
    }),
    ...inBothPrecisions({
      ...common,
      operation: 'rotary-backward',
      name: `rotary-backward/${lanes}`,
      file: 'rotary.wgsl',
      source: rotary,
      constants: { ...access(lanes), SIGN: '-1.0' },
      accepts: ({ headDim }) => headDim % (2 * lanes) === 0,
      grid: ({ rows, heads, headDim }) => groups((rows * heads * headDim) / 2, lanes),
      shape: ({ rows, heads, headDim }) => [rows, heads, headDim],
    }),
    ...inBothPrecisions({
      ...common,
      operation: 'adamw',
      name: `adamw/${lanes}`,
      file: 'adamw.wgsl',
      source: adamW,
      accepts: ({ elements }) => elements % lanes === 0,
      grid: ({ elements }) => groups(elements, lanes),
      shape: ({ elements, step, learningRate }) => {
        const factors = adamWFactors(step, learningRate);
        const { firstKept, firstTaken, secondKept, secondTaken, kept, rate, correction, floor } = factors;
        return [elements, ...[firstKept, firstTaken, secondKept, secondTaken, kept, rate, correction, floor].map(bitsOf)];
      },
    }),
  ];
}

type RowKind = 'rmsnorm-backward' | 'layernorm-backward';

function normKernels(kind: RowKind, file: string, source: string, lanes: Lanes, invocations: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: kind,
    name: `${file}/${invocations}`,
    file: `${file}.wgsl`,
    source,
    constants: { INVOCATIONS: invocations },
    invocations,
    workgroupBytes: (kind === 'rmsnorm-backward' ? 8 : 16) * invocations,
    accepts: ({ width }) => width % lanes === 0,
    grid: ({ rows }) => spread(rows),
    shape: ({ rows, width }) => [rows, width],
  });
}

type LossKind = 'cross-entropy' | 'cross-entropy-backward';

function lossKernels(kind: LossKind, file: string, source: string, lanes: Lanes, invocations: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: kind,
    name: `${file}/${invocations}`,
    file: `${file}.wgsl`,
    source,
    constants: { INVOCATIONS: invocations },
    invocations,
    workgroupBytes: 8 * invocations,
    accepts: ({ vocabulary }) => vocabulary % lanes === 0,
    grid: ({ rows }) => spread(rows),
    shape: ({ rows, vocabulary }) => [rows, vocabulary],
  });
}

/** Rows that embedding-backward.wgsl can mark: 32 a word. */
const MARK_WORDS = 256;

function tableKernels(lanes: Lanes, invocations: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'embedding-backward',
    name: `embedding-backward/${lanes}x${invocations}`,
    file: 'embedding-backward.wgsl',
    source: embeddingBackward,
    constants: { ...access(lanes), INVOCATIONS: invocations, WORDS: MARK_WORDS },
    invocations,
    workgroupBytes: 4 * MARK_WORDS,
    accepts: ({ rows, width }) => width % lanes === 0 && rows <= 32 * MARK_WORDS,
    grid: ({ vocabulary }) => spread(vocabulary),
    shape: ({ rows, width, vocabulary }) => [rows, width, vocabulary],
  });
}

function gainKernels(lanes: Lanes, columns: number, rowLanes: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'gain-backward',
    name: `gain-backward/${lanes}x${columns}x${rowLanes}`,
    file: 'gain-backward.wgsl',
    source: gainBackward,
    constants: { ...access(lanes), COLUMNS: columns, ROW_LANES: rowLanes },
    invocations: columns * rowLanes,
    workgroupBytes: 8 * lanes * columns * rowLanes,
    accepts: ({ width }) => width % lanes === 0,
    grid: ({ width }) => [Math.ceil(width / lanes / columns), 1, 1],
    shape: ({ rows, width }) => [rows, width],
  });
}

/** As in catalogue-rows.ts: many invocations a row for hardware; 4 for software adapters, where a barrier costs by the invocation. */
export const BACKWARD_KERNELS: readonly Kernel[] = [
  ...elementWiseKernels(4),
  ...elementWiseKernels(1),
  ...[128, 4].flatMap((invocations) => [
    ...normKernels('rmsnorm-backward', 'rmsnorm-backward', rmsNormBackward, 4, invocations),
    ...normKernels('rmsnorm-backward', 'rmsnorm-backward-ragged', rmsNormBackwardRagged, 1, invocations),
    ...normKernels('layernorm-backward', 'layernorm-backward', layerNormBackward, 4, invocations),
    ...normKernels('layernorm-backward', 'layernorm-backward-ragged', layerNormBackwardRagged, 1, invocations),
  ]),
  ...[256, 4].flatMap((invocations) => [
    ...lossKernels('cross-entropy', 'cross-entropy', crossEntropy, 4, invocations),
    ...lossKernels('cross-entropy', 'cross-entropy-ragged', crossEntropyRagged, 1, invocations),
    ...lossKernels('cross-entropy-backward', 'cross-entropy-backward', crossEntropyBackward, 4, invocations),
    ...lossKernels('cross-entropy-backward', 'cross-entropy-backward-ragged', crossEntropyBackwardRagged, 1, invocations),
  ]),
  ...tableKernels(4, 64),
  ...tableKernels(4, 4),
  ...tableKernels(1, 64),
  ...gainKernels(4, 16, 16),
  ...gainKernels(4, 4, 1),
  ...gainKernels(1, 16, 16),
];
