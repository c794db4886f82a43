// Float64 reference of attention for one query and head, and the bound of an online softmax. Rests on rounding.ts.
//
// A kernel forms weights w = exp(ŝ − m̂) against a running maximum m̂ and, whenever that rises, multiplies what it has
// by α = exp(m̂_old − m̂_new). The maximum itself cancels in Σwv/Σw; what remains of a weight's relative error is
//   δ            the score's absolute error, as exp turns it into a relative one
//   u·R, (3+2R)u the rounding of ŝ − m̂ and WGSL's bound on exp, with R the range of the scores seen
//   (4T + 3R)u   T rescalings: their exp (3u each and 2R in all), rounding of the difference (R), product (u each)
// Kernels rescale at most once in KEYS_PER_RESCALE keys, and three times more to merge partial results.
import { keysSeen } from './mask.ts';
import type { Attention, AttentionDecode } from './operation.ts';
import type { Read } from './operands.ts';
import { accumulate, divide, exact, gamma, inverseSquareRoot, multiply, UNIT_ROUNDOFF, type Rounded } from './rounding.ts';

/** Fewest keys that a kernel folds in between two changes of its running maximum. */
const KEYS_PER_RESCALE = 4;

/** The softmax weights of one query and head over the keys it sees, scaled to a maximum of 1. */
interface Weights {
  readonly values: Float64Array;
  readonly sum: number;
  /** Largest relative error of a kernel's weight. */
  readonly relativeError: number;
  /** The largest score, and the largest error of any. */
  readonly most: number;
  readonly scoreError: number;
}

/** Decode as attention of one query at the last position. */
export function asAttention(operation: AttentionDecode): Attention {
  return { ...operation, kind: 'attention', queries: 1, queryOffset: operation.keys - 1 };
}

export function attentionWeights(operation: Attention, read: Read, query: number, head: number): Weights {
  const { heads, kvHeads, headDim } = operation;
  const seen = keysSeen(operation, query);
  const kvHead = Math.floor((head * kvHeads) / heads);
  const startQ = (query * heads + head) * headDim;
  const q = Float64Array.from({ length: headDim }, (_, lane) => read(0, startQ + lane));
  const scale = inverseSquareRoot(exact(headDim));
  const values = new Float64Array(seen);
  let scoreError = 0;
  for (let key = 0; key < seen; key++) {
    const startK = (key * kvHeads + kvHead) * headDim;
    let dot = 0;
    let magnitude = 0;
    for (let lane = 0; lane < headDim; lane++) {
      const product = (q[lane] ?? 0) * read(1, startK + lane);
      dot += product;
      magnitude += Math.abs(product);
    }
    // One more rounding than terms: a kernel may scale the query first.
    const score = multiply(accumulate(dot, magnitude, 0, headDim + 1), scale);
    values[key] = score.value;
    scoreError = Math.max(scoreError, score.bound);
  }
  const most = values.reduce((a, b) => Math.max(a, b));
  const least = values.reduce((a, b) => Math.min(a, b));
  const range = most - least + 2 * scoreError;
  const relativeError = weightError(scoreError, range, seen);
  let sum = 0;
  values.forEach((score, key) => {
    sum += values[key] = Math.exp(score - most);
  });
  return { values, sum, relativeError, most, scoreError };
}

/** Largest relative error of a weight, from its score's absolute error, the scores' range and the keys seen; see above. */
export function weightError(scoreError: number, range: number, seen: number): number {
  const rescalings = Math.ceil(seen / KEYS_PER_RESCALE) + 3;
  return Math.expm1(scoreError + UNIT_ROUNDOFF * (range + (3 + 2 * range) + 4 * rescalings + 3 * range));
}

/** O[query, head, lane] = Σ w·v / Σ w. */
export function attentionElement(operation: Attention, read: Read, weights: Weights, head: number, lane: number): Rounded {
  const { heads, kvHeads, headDim } = operation;
  const kvHead = Math.floor((head * kvHeads) / heads);
  let value = 0;
  let magnitude = 0;
  weights.values.forEach((weight, key) => {
    const term = weight * read(2, (key * kvHeads + kvHead) * headDim + lane);
    value += term;
    magnitude += Math.abs(term);
  });
  const relative = (1 + weights.relativeError) * (1 + gamma(weights.values.length)) - 1;
  return divide({ value, bound: relative * magnitude }, { value: weights.sum, bound: relative * weights.sum });
}
