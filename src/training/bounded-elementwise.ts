// The element-wise operations of a block, the look-up and its gradient, on uncertain elements. Rests on tensor.ts.
import type { EmbeddingBackward, RotaryBackward, SwiGluBackward } from '../workload/backward.ts';
import type { Embedding, Residual, Rotary, SwiGlu } from '../workload/operation.ts';
import { add, divide, exact, exponential, multiply, subtract, type Rounded } from '../workload/rounding.ts';
import { weightedSum } from './bounded-product.ts';
import { at, tensorOf, type Tensor } from './tensor.ts';

export function residual({ rows, width }: Residual, a: Tensor, b: Tensor): Tensor {
  return tensorOf(rows * width, (index) => add(at(a, index), at(b, index)));
}

/** Pairs half a head apart, turned by the row's angles; backward turned back. */
export function rotary({ kind, rows, heads, headDim }: Rotary | RotaryBackward, x: Tensor, table: Tensor): Tensor {
  const half = headDim / 2;
  return tensorOf(rows * heads * headDim, (index) => {
    const lane = index % headDim;
    const isFirst = lane < half;
    const angle = Math.floor(index / (heads * headDim)) * headDim + (lane % half);
    const kept = multiply(at(x, index), at(table, angle));
    const turned = multiply(at(x, isFirst ? index + half : index - half), at(table, angle + half));
    return isFirst === (kind === 'rotary') ? subtract(kept, turned) : add(kept, turned);
  });
}

export function swiGlu({ rows, width }: SwiGlu, x: Tensor): Tensor {
  return tensorOf(rows * width, (index) => {
    const { gate, up } = gateAndUp(width, x, Math.floor(index / width), index % width);
    return multiply(divide(gate, add(exact(1), fallingOf(gate))), up);
  });
}

/** dy·up·(σ + gate·σ·(1 − σ)), then dy·gate·σ. */
export function swiGluBackward({ rows, width }: SwiGluBackward, x: Tensor, dy: Tensor): Tensor {
  return tensorOf(rows * 2 * width, (index) => {
    const row = Math.floor(index / (2 * width));
    const column = index % width;
    const { gate, up } = gateAndUp(width, x, row, column);
    const pull = at(dy, row * width + column);
    const falling = fallingOf(gate);
    const sigmoid = divide(exact(1), add(exact(1), falling));
    if (index % (2 * width) >= width) return multiply(pull, multiply(gate, sigmoid));
    const rest = divide(falling, add(exact(1), falling));
    return multiply(multiply(pull, up), add(sigmoid, multiply(multiply(gate, sigmoid), rest)));
  });
}

export function embedding({ rows, width, vocabulary }: Embedding, table: Tensor, tokens: Tensor): Tensor {
  return tensorOf(rows * width, (index) => {
    const token = (tokens.values[Math.floor(index / width)] ?? Number.NaN) % vocabulary;
    return at(table, token * width + (index % width));
  });
}

export function embeddingBackward({ rows, width, vocabulary }: EmbeddingBackward, dy: Tensor, tokens: Tensor): Tensor {
  const readers = Array.from({ length: vocabulary }, (): number[] => []);
  for (let row = 0; row < rows; row++) readers[(tokens.values[row] ?? 0) % vocabulary]?.push(row);
  return tensorOf(vocabulary * width, (index) => {
    const rowsOfWord = readers[Math.floor(index / width)] ?? [];
    return weightedSum(
      rowsOfWord.map((row) => at(dy, row * width + (index % width))),
      () => exact(1),
    );
  });
}

function gateAndUp(width: number, x: Tensor, row: number, column: number): { readonly gate: Rounded; readonly up: Rounded } {
  const start = row * 2 * width + column;
  return { gate: at(x, start), up: at(x, start + width) };
}

/** e⁻ˣ. */
function fallingOf({ value, bound }: Rounded): Rounded {
  return exponential({ value: -value, bound });
}
