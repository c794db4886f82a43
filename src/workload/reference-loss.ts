// Float64 references of the loss, of its gradient, and of the embedding's. Rests on rounding.ts. Input 1 holds words.
//
// The kernels keep a running maximum and a sum of exp(x − maximum) which shrinks whenever the maximum rises; as in
// reference-attention.ts (logits are exact, so δ = 0) a term's relative error is u·R + (3 + 2R)u + (4T + 3R)u, with R the
// range of the row and T at most one rescaling per vector of four words, and a dozen to merge partial sums.
import type { CrossEntropy, CrossEntropyBackward, EmbeddingBackward } from './backward.ts';
import type { Read } from './operands.ts';
import { accumulate, add, divide, exact, exponential, logarithm, subtract, UNIT_ROUNDOFF, type Rounded } from './rounding.ts';

const WORDS_PER_RESCALE = 4;
const MERGES = 12;

interface SoftmaxRow {
  readonly maximum: number;
  /** Σ exp(x − maximum). */
  readonly sum: Rounded;
}

export function softmaxRow({ vocabulary }: { readonly vocabulary: number }, read: Read, row: number): SoftmaxRow {
  const start = row * vocabulary;
  let maximum = -Infinity;
  let minimum = Infinity;
  for (let word = 0; word < vocabulary; word++) {
    const logit = read(0, start + word);
    maximum = Math.max(maximum, logit);
    minimum = Math.min(minimum, logit);
  }
  let sum = 0;
  for (let word = 0; word < vocabulary; word++) sum += Math.exp(read(0, start + word) - maximum);
  const range = maximum - minimum;
  const relative = termError(range, vocabulary);
  return { maximum, sum: accumulate(sum, sum, relative * sum, vocabulary) };
}

/** Largest relative error of a term of the sum, from the row's range; see above. */
export function termError(range: number, vocabulary: number): number {
  const rescalings = Math.ceil(vocabulary / WORDS_PER_RESCALE) + MERGES;
  return Math.expm1(UNIT_ROUNDOFF * (range + (3 + 2 * range) + (4 * rescalings + 3 * range)));
}

/** maximum + log(sum) − x[target]. */
export function crossEntropyElement(
  { vocabulary }: CrossEntropy,
  read: Read,
  { maximum, sum }: SoftmaxRow,
  row: number,
): Rounded {
  const target = exact(read(0, row * vocabulary + (read(1, row) % vocabulary)));
  return subtract(add(exact(maximum), logarithm(sum)), target);
}

export function crossEntropyBackwardElement(
  { vocabulary }: CrossEntropyBackward,
  read: Read,
  { maximum, sum }: SoftmaxRow,
  index: number,
): Rounded {
  const row = Math.floor(index / vocabulary);
  const probability = divide(exponential(subtract(exact(read(0, index)), exact(maximum))), sum);
  return subtract(probability, exact(index % vocabulary === read(1, row) % vocabulary ? 1 : 0));
}

/** The sum of the rows of dy whose token is the table's row. */
export function embeddingBackwardElement({ rows, width, vocabulary }: EmbeddingBackward, read: Read, index: number): Rounded {
  const word = Math.floor(index / width);
  const column = index % width;
  let value = 0;
  let magnitude = 0;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (read(1, row) % vocabulary !== word) continue;
    const term = read(0, row * width + column);
    value += term;
    magnitude += Math.abs(term);
    count++;
  }
  return accumulate(value, magnitude, 0, count);
}
