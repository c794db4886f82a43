// Every f32 kernel on every shape that it accepts: all output elements against the float64 reference, within its bound.
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/kernels/catalogue.ts';
import { inputValue } from '../../../src/workload/inputs.ts';
import { operationKey, type Operation } from '../../../src/workload/operation.ts';
import { outputElements } from '../../../src/workload/operands.ts';
import { referenceElements } from '../../../src/workload/reference.ts';
import type { Rounded } from '../../../src/workload/rounding.ts';
import { execute, openDevice } from '../dawn.ts';
import { SHAPES } from './shapes.ts';

const SEED = 20_231_123;
const device = await openDevice('vulkan');
const kernels = CATALOGUE.filter((kernel) => kernel.precision === 'f32');

const references = new Map<string, readonly Rounded[]>();

function referenceOf(operation: Operation): readonly Rounded[] {
  const key = operationKey(operation);
  const known = references.get(key);
  if (known) return known;
  const indices = Array.from({ length: outputElements(operation) }, (_, index) => index);
  const elements = referenceElements(operation, 'f32', (slot, index) => inputValue(SEED, slot, index), indices);
  references.set(key, elements);
  return elements;
}

/** The worst |output − reference| / bound and where; a NaN that was left counts as infinitely wrong. */
function worst(output: Float32Array, reference: readonly Rounded[]): { readonly index: number; readonly errorOverBound: number } {
  let found = { index: -1, errorOverBound: 0 };
  reference.forEach(({ value, bound }, index) => {
    const error = Math.abs((output[index] ?? Number.NaN) - value) / bound;
    const errorOverBound = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    if (errorOverBound > found.errorOverBound) found = { index, errorOverBound };
  });
  return found;
}

describe.skipIf(!device)('on a Vulkan device', () => {
  it('there are kernels of every operation, and every shape has one that takes it', () => {
    expect(new Set(kernels.map((kernel) => kernel.operation))).toEqual(new Set(Object.keys(SHAPES)));
    const orphans = Object.values(SHAPES).flat().filter((shape) => !kernels.some((kernel) => kernel.accepts(shape)));
    expect(orphans.map(operationKey)).toEqual([]);
  });

  it.each(kernels.map((kernel) => [kernel.id, kernel] as const))('%s is within its bound on every shape that it accepts', async (_, kernel) => {
    if (!device) throw new Error('no device');
    const accepted: readonly Operation[] = SHAPES[kernel.operation].filter((shape) => kernel.accepts(shape));
    expect(accepted.length).toBeGreaterThan(0);
    const wrong: string[] = [];
    for (const operation of accepted) {
      const inputs = kernel.inputs(operation).map((count, slot) => Float32Array.from({ length: count }, (__, index) => inputValue(SEED, slot, index)));
      const output = await execute(device, kernel, operation, inputs);
      const { index, errorOverBound } = worst(output, referenceOf(operation));
      if (errorOverBound > 1) wrong.push(`${operationKey(operation)} at ${index}: ${errorOverBound} bounds off`);
    }
    expect(wrong).toEqual([]);
  });
});
