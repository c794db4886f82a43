// Products of sums whose factors are themselves uncertain. Rests on tensor.ts and workload/rounding.ts.
// |âb̂ − ab| ≤ (|a| + δa)(|b| + δb) − |a||b|, summed; and a sum of k products is off by γ(k) of the sum of its largest
// magnitudes in any order. Magnitudes and not random signs: what training leaves in a buffer has no random signs.
import type { Matmul } from '../workload/operation.ts';
import { accumulate, type Rounded } from '../workload/rounding.ts';
import type { Tensor } from './tensor.ts';

/** A·B in the operation's layout. */
export function product({ m, n, k, transpose }: Matmul, a: Tensor, b: Tensor): Tensor {
  const left = rowsOf(a, m, k, transpose === 'tn');
  const right = rowsOf(b, n, k, transpose !== 'nt');
  const values = new Float64Array(m * n);
  const bounds = new Float64Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      const { value, bound } = rowProduct(left, row * k, right, column * k, k);
      values[row * n + column] = value;
      bounds[row * n + column] = bound;
    }
  }
  return { values, bounds };
}

/** Σ a[startA + i]·b[startB + i]; one more rounding than terms, as a kernel may scale one factor first. */
export function dot(a: Tensor, startA: number, b: Tensor, startB: number, count: number): Rounded {
  let value = 0;
  let magnitude = 0;
  let most = 0;
  for (let step = 0; step < count; step++) {
    const x = a.values[startA + step] ?? 0;
    const y = b.values[startB + step] ?? 0;
    value += x * y;
    magnitude += Math.abs(x * y);
    most += (Math.abs(x) + (a.bounds[startA + step] ?? 0)) * (Math.abs(y) + (b.bounds[startB + step] ?? 0));
  }
  return accumulate(value, magnitude, Math.max(0, most - magnitude), count + 1);
}

/** Σ factor·value of uncertain factors and values, in any order. */
export function weightedSum(factors: readonly Rounded[], valueOf: (index: number) => Rounded): Rounded {
  let value = 0;
  let magnitude = 0;
  let most = 0;
  factors.forEach((factor, index) => {
    const other = valueOf(index);
    value += factor.value * other.value;
    magnitude += Math.abs(factor.value * other.value);
    most += (Math.abs(factor.value) + factor.bound) * (Math.abs(other.value) + other.bound);
  });
  return accumulate(value, magnitude, Math.max(0, most - magnitude), factors.length);
}

/** Rows along k, with each element's largest magnitude. */
interface Rows {
  readonly values: Float64Array;
  readonly largest: Float64Array;
}

/** The matrix as [rows, k]; it is stored as [k, rows] where it is turned. */
function rowsOf({ values, bounds }: Tensor, rows: number, k: number, isTurned: boolean): Rows {
  const along = new Float64Array(rows * k);
  const largest = new Float64Array(rows * k);
  for (let row = 0; row < rows; row++) {
    for (let step = 0; step < k; step++) {
      const from = isTurned ? step * rows + row : row * k + step;
      const value = values[from] ?? 0;
      along[row * k + step] = value;
      largest[row * k + step] = Math.abs(value) + (bounds[from] ?? 0);
    }
  }
  return { values: along, largest };
}

function rowProduct(a: Rows, startA: number, b: Rows, startB: number, count: number): Rounded {
  let value = 0;
  let magnitude = 0;
  let most = 0;
  for (let step = 0; step < count; step++) {
    const term = (a.values[startA + step] ?? 0) * (b.values[startB + step] ?? 0);
    value += term;
    magnitude += Math.abs(term);
    most += (a.largest[startA + step] ?? 0) * (b.largest[startB + step] ?? 0);
  }
  return accumulate(value, magnitude, Math.max(0, most - magnitude), count);
}
