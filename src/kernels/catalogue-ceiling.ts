// The three ceilings: bandwidth (copy), arithmetic (FMA chains), launch (empty). Data; the texts are in shaders/.
// Rests on variant.ts and workload/fma-chain.ts.
import copy from '../../shaders/stream-copy.wgsl?raw';
import empty from '../../shaders/empty.wgsl?raw';
import fma from '../../shaders/fma-chain.wgsl?raw';
import { fmaConstants } from '../workload/fma-chain.ts';
import { bitsOf } from './bits.ts';
import type { Kernel } from './kernel.ts';
import { inBothPrecisions, spread } from './variant.ts';

function copyKernels(lanes: 1 | 4, count: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'copy',
    name: `stream-copy/${lanes}x${count}`,
    file: 'stream-copy.wgsl',
    source: copy,
    constants: { Vector: lanes === 4 ? 'vec4<Element>' : 'Element', LANES: lanes, COUNT: count },
    invocations: 256,
    workgroupBytes: 0,
    accepts: (operation) => operation.elements % lanes === 0,
    grid: (operation) => spread(Math.ceil(operation.elements / lanes / count / 256)),
    shape: (operation) => [operation.elements],
  });
}

export const CEILING_KERNELS: readonly Kernel[] = [
  ...copyKernels(4, 4),
  ...copyKernels(4, 1),
  ...copyKernels(1, 4),
  ...inBothPrecisions({
    operation: 'fma',
    name: 'fma-chain/8x4',
    file: 'fma-chain.wgsl',
    source: fma,
    constants: {},
    invocations: 64,
    workgroupBytes: 0,
    accepts: () => true,
    grid: (operation) => spread(Math.ceil(operation.invocations / 64)),
    shape: (operation, precision) => {
      const { factor, addend } = fmaConstants(precision);
      return [operation.invocations, operation.iterations, bitsOf(factor), bitsOf(addend)];
    },
  }),
  ...inBothPrecisions({
    operation: 'empty',
    name: 'empty/1',
    file: 'empty.wgsl',
    source: empty,
    constants: {},
    invocations: 1,
    workgroupBytes: 0,
    accepts: () => true,
    grid: () => [1, 1, 1],
    shape: () => [1],
  }),
];
