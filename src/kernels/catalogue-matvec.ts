// The matrix–vector products that decode runs. Data; the texts are in shaders/. Rests on variant.ts.
import direct from '../../shaders/matvec-direct.wgsl?raw';
import ragged from '../../shaders/matvec-ragged.wgsl?raw';
import subgroup from '../../shaders/matvec-subgroup.wgsl?raw';
import reducing from '../../shaders/matvec.wgsl?raw';
import type { Kernel } from './kernel.ts';
import type { OperationOf } from './variant.ts';
import { inBothPrecisions, spread } from './variant.ts';

function matvecShape(operation: OperationOf<'matvec'>): readonly number[] {
  return [operation.n, operation.k];
}

function reducingKernels(invocations: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matvec',
    name: `matvec/${invocations}`,
    file: 'matvec.wgsl',
    source: reducing,
    constants: { INVOCATIONS: invocations },
    invocations,
    workgroupBytes: 16 * invocations,
    accepts: (operation) => operation.k % 4 === 0,
    grid: (operation) => spread(Math.ceil(operation.n / 4)),
    shape: matvecShape,
  });
}

function subgroupKernels(invocations: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matvec',
    name: `matvec-subgroup/${invocations}`,
    file: 'matvec-subgroup.wgsl',
    source: subgroup,
    constants: { INVOCATIONS: invocations },
    features: ['subgroups'],
    invocations,
    // A slot for each subgroup of the least size, 4, and their count.
    workgroupBytes: 4 * invocations + 16,
    accepts: (operation) => operation.k % 4 === 0,
    grid: (operation) => spread(Math.ceil(operation.n / 4)),
    shape: matvecShape,
  });
}

function raggedKernels(invocations: number): readonly Kernel[] {
  return inBothPrecisions({
    operation: 'matvec',
    name: `matvec-ragged/${invocations}`,
    file: 'matvec-ragged.wgsl',
    source: ragged,
    constants: { INVOCATIONS: invocations },
    invocations,
    workgroupBytes: 4 * invocations,
    accepts: () => true,
    grid: (operation) => spread(operation.n),
    shape: matvecShape,
  });
}

export const MATVEC_KERNELS: readonly Kernel[] = [
  ...[32, 64, 128, 256].flatMap(reducingKernels),
  ...[32, 64, 128].flatMap(subgroupKernels),
  ...raggedKernels(64),
  ...inBothPrecisions({
    operation: 'matvec',
    name: 'matvec-direct/8',
    file: 'matvec-direct.wgsl',
    source: direct,
    constants: {},
    invocations: 8,
    workgroupBytes: 0,
    accepts: (operation) => operation.k % 4 === 0,
    grid: (operation) => spread(Math.ceil(operation.n / 64)),
    shape: matvecShape,
  }),
];
