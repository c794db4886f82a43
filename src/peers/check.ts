// Whether a contestant's output is right: elements of it against the float64 reference. Rests on workload/. Pure.
import { createRandom } from '../statistics/random.ts';
import { inputValue } from '../workload/inputs.ts';
import { outputElements } from '../workload/operands.ts';
import { referenceElements } from '../workload/reference.ts';
import type { Rounded } from '../workload/rounding.ts';
import { sampleIndices } from '../workload/sample.ts';
import type { ComparedOperation } from './contestant.ts';

/** Draws of about 48 elements each; a race or a lost tile shows in one of them. */
const DRAWS = 4;

export type Check =
  | { readonly kind: 'right'; readonly elementsChecked: number; readonly worstErrorOverBound: number }
  | { readonly kind: 'wrong'; readonly detail: string };

/** The reference of some elements, computed once for all contestants. */
export interface Expected {
  readonly elements: number;
  readonly indices: readonly number[];
  readonly values: readonly Rounded[];
}

export function expect(operation: ComparedOperation, seed: number): Expected {
  const random = createRandom(seed);
  const drawn = Array.from({ length: DRAWS }, () => sampleIndices(operation, () => random.next())).flat();
  const indices = [...new Set(drawn)].toSorted((a, b) => a - b);
  const read = (slot: number, index: number) => inputValue(seed, slot, index);
  return { elements: outputElements(operation), indices, values: referenceElements(operation, 'f32', read, indices) };
}

/** The derived bound of rounding.ts holds for any order of summation, so it is the same for everybody. */
export function check(output: Float32Array, expected: Expected): Check {
  if (output.length < expected.elements)
    return { kind: 'wrong', detail: `${output.length} elements instead of ${expected.elements}` };
  const errors = expected.values.map(({ value, bound }, at) => {
    const index = expected.indices[at] ?? 0;
    const found = output[index] ?? Number.NaN;
    return { index, found, value, share: bound > 0 ? Math.abs(found - value) / bound : Number.NaN };
  });
  // Written so that NaN is wrong.
  const wrong = errors.filter(({ share }) => !(share <= 1));
  const [first] = wrong;
  if (first === undefined) {
    const worst = errors.reduce((most, { share }) => Math.max(most, share), 0);
    return { kind: 'right', elementsChecked: errors.length, worstErrorOverBound: worst };
  }
  const largest = Math.max(...expected.values.map(({ value }) => Math.abs(value)));
  const far = wrong.reduce((most, { found, value }) => Math.max(most, Math.abs(found - value) / largest), 0);
  return {
    kind: 'wrong',
    detail:
      `${wrong.length} of ${errors.length} elements; element ${first.index} is ${first.found}, expected ${first.value}; ` +
      `the largest error is ${far.toPrecision(2)} of the largest value`,
  };
}
