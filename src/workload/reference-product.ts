// Float64 references of matrix–matrix and matrix–vector products. Rests on rounding.ts.
// Bound of one element: γ(k) times the reach of its partial sums, for any order of summation, then the store.
import type { Matmul, Matvec } from './operation.ts';
import type { Read } from './operands.ts';
import { accumulate, reachOfRandomSigns, type Rounded } from './rounding.ts';

/** C[matrix, row, column], flat index (matrix·m + row)·n + column. */
export function matmulElement(operation: Matmul, read: Read, index: number): Rounded {
  const { m, n, k, transpose } = operation;
  const matrix = Math.floor(index / (m * n));
  const row = Math.floor(index / n) % m;
  const column = index % n;
  const [startA, stepA] = transpose === 'tn' ? [row, m] : [row * k, 1];
  const [startB, stepB] = transpose === 'nt' ? [column * k, 1] : [column, n];
  return dot(read, k, matrix * m * k + startA, stepA, matrix * k * n + startB, stepB);
}

/** y[index] = W[index, :]·x. */
export function matvecElement(operation: Matvec, read: Read, index: number): Rounded {
  return dot(read, operation.k, index * operation.k, 1, 0, 1);
}

function dot(read: Read, k: number, startA: number, stepA: number, startB: number, stepB: number): Rounded {
  let value = 0;
  let magnitude = 0;
  let squares = 0;
  for (let step = 0; step < k; step++) {
    const product = read(0, startA + step * stepA) * read(1, startB + step * stepB);
    value += product;
    magnitude += Math.abs(product);
    squares += product * product;
  }
  return accumulate(value, reachOfRandomSigns(magnitude, squares), 0, k);
}
