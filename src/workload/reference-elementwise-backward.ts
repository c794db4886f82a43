// Float64 references of the element-wise gradients and of the optimiser. Rests on rounding.ts and adamw.ts.
// 1 − σ(z) is formed as e⁻ᶻ/(1 + e⁻ᶻ), which loses nothing to cancellation, by the kernels as here.
import { adamWFactors } from './adamw.ts';
import type { AdamW, RotaryBackward, SwiGluBackward } from './backward.ts';
import type { Read } from './operands.ts';
import { GELU_CUBIC, GELU_SLOPE } from './reference-elementwise.ts';
import { add, constant, divide, exact, exponential, inverseSquareRoot, multiply, subtract, type Rounded } from './rounding.ts';

/** σ(z) and 1 − σ(z). */
function sigmoid(z: Rounded): { readonly of: Rounded; readonly rest: Rounded } {
  const falling = exponential({ value: -z.value, bound: z.bound });
  const whole = add(exact(1), falling);
  return { of: divide(exact(1), whole), rest: divide(falling, whole) };
}

/** d(x·σ(z(x)))/dx = σ + x·σ·(1 − σ)·z'. */
function slopeOf(x: Rounded, z: Rounded, slope: Rounded): Rounded {
  const { of, rest } = sigmoid(z);
  return add(of, multiply(multiply(multiply(x, slope), of), rest));
}

/** First half of a row: dy·up·(silu)'(gate); second: dy·silu(gate). */
export function swiGluBackwardElement({ width }: SwiGluBackward, read: Read, index: number): Rounded {
  const row = Math.floor(index / (2 * width));
  const column = index % (2 * width);
  const gate = exact(read(0, row * 2 * width + (column % width)));
  const up = exact(read(0, row * 2 * width + width + (column % width)));
  const dy = exact(read(1, row * width + (column % width)));
  return column < width
    ? multiply(multiply(dy, up), slopeOf(gate, gate, exact(1)))
    : multiply(dy, multiply(gate, sigmoid(gate).of));
}

/** dy·gelu'(x), z = 2√(2/π)·(x + c·x³), z' = 2√(2/π)·(1 + 3c·x²). */
export function geluBackwardElement(read: Read, index: number): Rounded {
  const x = exact(read(0, index));
  const square = multiply(x, x);
  const rate = constant(2 * GELU_SLOPE);
  const z = multiply(add(x, multiply(multiply(square, x), constant(GELU_CUBIC))), rate);
  const slope = multiply(add(exact(1), multiply(square, constant(3 * GELU_CUBIC))), rate);
  return multiply(exact(read(1, index)), slopeOf(x, z, slope));
}

/** The rotation's transpose: the sine's sign turned. */
export function rotaryBackwardElement({ heads, headDim }: RotaryBackward, read: Read, index: number): Rounded {
  const half = headDim / 2;
  const lane = index % headDim;
  const table = Math.floor(index / (heads * headDim)) * headDim + (lane % half);
  const kept = multiply(exact(read(0, index)), exact(read(1, table)));
  const turned = multiply(exact(read(0, lane < half ? index + half : index - half)), exact(read(1, table + half)));
  return lane < half ? add(kept, turned) : subtract(kept, turned);
}

export function adamWElement({ elements, step, learningRate }: AdamW, read: Read, index: number): Rounded {
  const at = index % elements;
  const factors = adamWFactors(step, learningRate);
  const gradient = exact(read(1, at));
  const first = add(
    multiply(exact(factors.firstKept), exact(read(0, elements + at))),
    multiply(exact(factors.firstTaken), gradient),
  );
  const second = add(
    multiply(exact(factors.secondKept), exact(Math.abs(read(0, 2 * elements + at)))),
    multiply(multiply(exact(factors.secondTaken), gradient), gradient),
  );
  if (index >= elements) return index < 2 * elements ? first : second;
  const root = inverseSquareRoot(add(multiply(second, exact(factors.correction)), exact(factors.floor)));
  const change = multiply(multiply(exact(factors.rate), first), root);
  return subtract(multiply(exact(factors.kept), exact(read(0, at))), change);
}
