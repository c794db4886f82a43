// RMSNorm and its gradients on uncertain rows. Rests on tensor.ts and workload/rounding.ts. ε = 1e-5.
// A row's sums come first, then each element, as in the kernels.
import type { GainBackward, RmsNormBackward } from '../workload/backward.ts';
import type { RmsNorm } from '../workload/operation.ts';
import {
  accumulate,
  add,
  constant,
  divide,
  exact,
  inverseSquareRoot,
  multiply,
  subtract,
  type Rounded,
} from '../workload/rounding.ts';
import { weightedSum } from './bounded-product.ts';
import { at, tensorOf, type Tensor } from './tensor.ts';

const EPSILON = constant(1e-5);

export function rmsNorm({ rows, width }: RmsNorm, x: Tensor, gain: Tensor): Tensor {
  const scales = Array.from({ length: rows }, (_, row) => scaleOf(x, row * width, width));
  return tensorOf(rows * width, (index) =>
    multiply(multiply(at(x, index), scales[Math.floor(index / width)] ?? exact(Number.NaN)), at(gain, index % width)),
  );
}

/** s·(g·dy − x·s²·mean(x·g·dy)). */
export function rmsNormBackward({ rows, width }: RmsNormBackward, x: Tensor, gain: Tensor, dy: Tensor): Tensor {
  const known = Array.from({ length: rows }, (_, row) => {
    const scale = scaleOf(x, row * width, width);
    const columns = Array.from({ length: width }, (_unused, column) => at(x, row * width + column));
    const total = weightedSum(columns, (column) => multiply(at(gain, column), at(dy, row * width + column)));
    return { scale, share: multiply(multiply(scale, scale), divide(total, exact(width))) };
  });
  return tensorOf(rows * width, (index) => {
    const { scale, share } = known[Math.floor(index / width)] ?? { scale: exact(Number.NaN), share: exact(Number.NaN) };
    const pulled = multiply(at(gain, index % width), at(dy, index));
    return multiply(scale, subtract(pulled, multiply(at(x, index), share)));
  });
}

/** Σ_r x̂·dy, then Σ_r dy. */
export function gainBackward({ rows, width }: GainBackward, normalised: Tensor, dy: Tensor): Tensor {
  return tensorOf(2 * width, (index) => {
    const column = index % width;
    const factors = Array.from({ length: rows }, (_, row) => (index < width ? at(normalised, row * width + column) : exact(1)));
    return weightedSum(factors, (row) => at(dy, row * width + column));
  });
}

/** 1/√(mean(x²) + ε) of the row that starts at `start`. */
function scaleOf(x: Tensor, start: number, width: number): Rounded {
  let squares = 0;
  let inherited = 0;
  for (let column = 0; column < width; column++) {
    const { value, bound } = at(x, start + column);
    squares += value * value;
    inherited += (2 * Math.abs(value) + bound) * bound;
  }
  return inverseSquareRoot(add(divide(accumulate(squares, squares, inherited, width), exact(width)), EPSILON));
}
