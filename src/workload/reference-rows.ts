// Float64 references of the row-wise normalisations. Rests on rounding.ts.
// The bound follows the kernels' order of work: statistics of a row first (sums in any order), then each element.
import type { Read } from './operands.ts';
import { accumulate, add, constant, divide, exact, inverseSquareRoot, multiply, subtract, type Rounded } from './rounding.ts';

/** What the statistics of a row need to know. */
interface Rows {
  readonly width: number;
}

/** ε of both normalisations, as operation.ts states it. */
const EPSILON = constant(1e-5);

/** 1/rms of one row of x. */
export function rmsScale(operation: Rows, read: Read, row: number): Rounded {
  const { width } = operation;
  let squares = 0;
  for (let column = 0; column < width; column++) squares += read(0, row * width + column) ** 2;
  const mean = divide(accumulate(squares, squares, 0, width), exact(width));
  return inverseSquareRoot(add(mean, EPSILON));
}

export function rmsNormElement(operation: Rows, read: Read, scale: Rounded, index: number): Rounded {
  return multiply(multiply(exact(read(0, index)), scale), exact(read(1, index % operation.width)));
}

export interface RowStatistics {
  readonly mean: Rounded;
  readonly scale: Rounded;
}

/** Mean and 1/√(variance + ε) of one row, the variance in a second pass over x − mean. */
export function layerStatistics(operation: Rows, read: Read, row: number): RowStatistics {
  const { width } = operation;
  let sum = 0;
  let magnitude = 0;
  for (let column = 0; column < width; column++) {
    const x = read(0, row * width + column);
    sum += x;
    magnitude += Math.abs(x);
  }
  const mean = divide(accumulate(sum, magnitude, 0, width), exact(width));
  let squares = 0;
  let inherited = 0;
  for (let column = 0; column < width; column++) {
    const difference = subtract(exact(read(0, row * width + column)), mean);
    const square = difference.value ** 2;
    squares += square;
    inherited += 2 * Math.abs(difference.value) * difference.bound + difference.bound ** 2;
  }
  const variance = divide(accumulate(squares, squares, inherited, width), exact(width));
  return { mean, scale: inverseSquareRoot(add(variance, EPSILON)) };
}

export function layerNormElement(operation: Rows, read: Read, { mean, scale }: RowStatistics, index: number): Rounded {
  const column = index % operation.width;
  const centred = subtract(exact(read(0, index)), mean);
  return add(multiply(multiply(centred, scale), exact(read(1, column))), exact(read(2, column)));
}
