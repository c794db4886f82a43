// Elements with how far an f32 computation of them may be off. Rests on workload/rounding.ts.
import type { Rounded } from '../workload/rounding.ts';

/** |computed − values[i]| ≤ bounds[i]. */
export interface Tensor {
  readonly values: Float64Array;
  readonly bounds: Float64Array;
}

export function tensorOf(elements: number, compute: (index: number) => Rounded): Tensor {
  const tensor = zeros(elements);
  for (let index = 0; index < elements; index++) {
    const { value, bound } = compute(index);
    tensor.values[index] = value;
    tensor.bounds[index] = bound;
  }
  return tensor;
}

export function zeros(elements: number): Tensor {
  return { values: new Float64Array(elements), bounds: new Float64Array(elements) };
}

/** Numbers that the device has exactly. */
export function exactly(values: ArrayLike<number>): Tensor {
  return { values: Float64Array.from(values), bounds: new Float64Array(values.length) };
}

export function at({ values, bounds }: Tensor, index: number): Rounded {
  return { value: values[index] ?? Number.NaN, bound: bounds[index] ?? Number.NaN };
}

/** The same elements, not a copy. */
export function part({ values, bounds }: Tensor, first: number, elements: number): Tensor {
  return { values: values.subarray(first, first + elements), bounds: bounds.subarray(first, first + elements) };
}
