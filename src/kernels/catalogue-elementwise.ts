// The element-wise parts of a layer, each in vec4 and in scalar accesses. Data; the texts are in shaders/.
// Rests on variant.ts.
import embedding from '../../shaders/embedding.wgsl?raw';
import gelu from '../../shaders/gelu.wgsl?raw';
import residual from '../../shaders/residual.wgsl?raw';
import rotary from '../../shaders/rotary.wgsl?raw';
import swiGlu from '../../shaders/swiglu.wgsl?raw';
import type { Constants, Kernel } from './kernel.ts';
import { inBothPrecisions, spread } from './variant.ts';

type Lanes = 1 | 4;

const INVOCATIONS = 256;

/** How the shaders are told their access width; those that only move elements declare no Wide. */
function access(lanes: Lanes, computes: boolean): Constants {
  const vector = lanes === 4 ? 'vec4<Element>' : 'Element';
  return { Vector: vector, LANES: lanes, ...(computes ? { Wide: lanes === 4 ? 'vec4<f32>' : 'f32' } : {}) };
}

function groups(elements: number, lanes: Lanes): readonly [number, number, number] {
  return spread(Math.ceil(elements / lanes / INVOCATIONS));
}

function kernelsOf(lanes: Lanes): readonly Kernel[] {
  const common = { constants: access(lanes, true), invocations: INVOCATIONS, workgroupBytes: 0 };
  return [
    ...inBothPrecisions({
      ...common,
      operation: 'swiglu',
      name: `swiglu/${lanes}`,
      file: 'swiglu.wgsl',
      source: swiGlu,
      accepts: ({ width }) => width % lanes === 0,
      grid: ({ rows, width }) => groups(rows * width, lanes),
      shape: ({ rows, width }) => [rows, width],
    }),
    ...inBothPrecisions({
      ...common,
      operation: 'gelu',
      name: `gelu/${lanes}`,
      file: 'gelu.wgsl',
      source: gelu,
      accepts: ({ rows, width }) => (rows * width) % lanes === 0,
      grid: ({ rows, width }) => groups(rows * width, lanes),
      shape: ({ rows, width }) => [rows, width],
    }),
    ...inBothPrecisions({
      ...common,
      operation: 'residual',
      name: `residual/${lanes}`,
      file: 'residual.wgsl',
      source: residual,
      accepts: ({ rows, width }) => (rows * width) % lanes === 0,
      grid: ({ rows, width }) => groups(rows * width, lanes),
      shape: ({ rows, width }) => [rows, width],
    }),
    ...inBothPrecisions({
      ...common,
      operation: 'rotary',
      name: `rotary/${lanes}`,
      file: 'rotary.wgsl',
      source: rotary,
      accepts: ({ headDim }) => headDim % (2 * lanes) === 0,
      grid: ({ rows, heads, headDim }) => groups((rows * heads * headDim) / 2, lanes),
      shape: ({ rows, heads, headDim }) => [rows, heads, headDim],
    }),
    ...inBothPrecisions({
      ...common,
      operation: 'embedding',
      name: `embedding/${lanes}`,
      file: 'embedding.wgsl',
      source: embedding,
      constants: access(lanes, false),
      accepts: ({ width }) => width % lanes === 0,
      grid: ({ rows, width }) => groups(rows * width, lanes),
      shape: ({ rows, width, vocabulary }) => [rows, width, vocabulary],
    }),
  ];
}

export const ELEMENTWISE_KERNELS: readonly Kernel[] = [...kernelsOf(4), ...kernelsOf(1)];
