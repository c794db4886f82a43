// Seeded random shapes of every operation, each by one of the kernels that take it, drawn as well: all output elements
// against the float64 reference. What a hand-written list of edges does not think of.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/kernels/catalogue.ts';
import type { Kernel } from '../../../src/kernels/kernel.ts';
import { createRandom } from '../../../src/statistics/random.ts';
import { batchOf, operationKey, type Operation, type OperationKind } from '../../../src/workload/operation.ts';
import { offeredFeatures, openDevice } from '../dawn.ts';
import { DRAWS } from './random-operations.ts';
import { verdictOf } from './verdict.ts';

const device = await openDevice('vulkan');
const features = offeredFeatures('vulkan');

/** Shapes of each kind; the products, with three layouts and the most edges, get more. */
const SHAPES_PER_KIND = 13;
const MATMUL_SHAPES = 48;

interface Case {
  readonly name: string;
  readonly kernel: Kernel;
  readonly operation: Operation;
}

function caseOf(kind: OperationKind, seed: number): Case {
  const random = createRandom(seed);
  const operation = DRAWS[kind](random);
  const able = CATALOGUE.filter(
    (kernel) =>
      kernel.precision === 'f32' &&
      kernel.accepts(operation) &&
      kernel.requirements.features.every((feature) => features.includes(feature)),
  );
  const kernel = able[random.integer(Math.max(1, able.length))];
  if (!kernel) throw new Error(`seed ${seed}: no kernel takes ${operationKey(operation)}`);
  return { name: `seed ${seed}: ${operationKey(operation)} by ${kernel.id}`, kernel, operation };
}

function shapesOf(kind: OperationKind): number {
  if (kind === 'empty') return 1;
  return kind === 'matmul' ? MATMUL_SHAPES : SHAPES_PER_KIND;
}

describe.skipIf(!device)('on a Vulkan device', () => {
  const kinds = Object.keys(DRAWS) as OperationKind[];
  const cases = kinds.flatMap((kind, place) =>
    Array.from({ length: shapesOf(kind) }, (_, index) => caseOf(kind, 1000 * (place + 1) + index)),
  );

  it('there are at least 300 shapes, of every operation that has a kernel and every layout', () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    expect(new Set(cases.map(({ kernel }) => kernel.operation))).toEqual(new Set(CATALOGUE.map((kernel) => kernel.operation)));
    const layouts = cases.flatMap(({ operation }) => (operation.kind === 'matmul' ? [operation.transpose] : []));
    expect(new Set(layouts)).toEqual(new Set(['nn', 'nt', 'tn']));
    expect(cases.filter(({ operation }) => operation.kind === 'matmul' && batchOf(operation) > 1).length).toBeGreaterThan(8);
  });

  it.each(cases.map(({ name, ...rest }) => [name, rest] as const))('%s is within its bound', async (_, { kernel, operation }) => {
    if (!device) throw new Error('no device');
    const { index, errorOverBound } = await verdictOf(device, kernel, operation);
    expect(errorOverBound, `element ${index}, in bounds`).toBeLessThanOrEqual(1);
  });
});
