// Float64 references of the element-wise parts of a layer. Rests on rounding.ts.
// silu and the tanh form of gelu are both x·sigmoid(z) = x/(1 + e⁻ᶻ), which is how the kernels compute them:
// ½(1 + tanh z) = 1/(1 + e⁻²ᶻ) exactly, so WGSL's loose bound on tanh is not needed.
import type { Embedding, Residual, Rotary, SwiGlu } from './operation.ts';
import type { Read } from './operands.ts';
import { add, constant, divide, exact, exponential, multiply, subtract, type Rounded } from './rounding.ts';

/** √(2/π) and the cubic's coefficient: Hendrycks & Gimpel, 2016, Gaussian Error Linear Units, section 2. */
export const GELU_SLOPE = Math.sqrt(2 / Math.PI);
export const GELU_CUBIC = 0.044715;

/** x[row, head, j] and its partner headDim/2 away, turned by the row's angle for j. */
export function rotaryElement(operation: Rotary, read: Read, index: number): Rounded {
  const { heads, headDim } = operation;
  const half = headDim / 2;
  const lane = index % headDim;
  const row = Math.floor(index / (heads * headDim));
  const pair = lane % half;
  const own = exact(read(0, index));
  const partner = exact(read(0, lane < half ? index + half : index - half));
  const cosine = exact(read(1, row * headDim + pair));
  const sine = exact(read(1, row * headDim + half + pair));
  const kept = multiply(own, cosine);
  const turned = multiply(partner, sine);
  return lane < half ? subtract(kept, turned) : add(kept, turned);
}

export function swiGluElement(operation: SwiGlu, read: Read, index: number): Rounded {
  const { width } = operation;
  const row = Math.floor(index / width);
  const column = index % width;
  const gate = exact(read(0, row * 2 * width + column));
  const up = exact(read(0, row * 2 * width + width + column));
  return multiply(timesSigmoid(gate, gate), up);
}

/** gelu(x) = ½x(1 + tanh(√(2/π)(x + 0.044715x³))) = x·sigmoid(2√(2/π)·(x + 0.044715·x³)). */
export function geluElement(read: Read, index: number): Rounded {
  const x = exact(read(0, index));
  const cube = multiply(multiply(multiply(x, x), x), constant(GELU_CUBIC));
  return timesSigmoid(x, multiply(add(x, cube), constant(2 * GELU_SLOPE)));
}

export function residualElement(_: Residual, read: Read, index: number): Rounded {
  return add(exact(read(0, index)), exact(read(1, index)));
}

export function embeddingValue(operation: Embedding, read: Read, index: number): number {
  const { width, vocabulary } = operation;
  return read(0, (read(1, Math.floor(index / width)) % vocabulary) * width + (index % width));
}

function timesSigmoid(x: Rounded, z: Rounded): Rounded {
  return divide(x, add(exact(1), exponential({ value: -z.value, bound: z.bound })));
}
