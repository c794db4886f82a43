// Causal attention and its row statistics on uncertain queries, keys and values. Rests on bounded-product.ts and
// workload/reference-attention.ts, whose analysis of the online softmax takes a score's error from wherever it comes.
import type { AttentionBackwardRows } from '../workload/backward.ts';
import type { Attention } from '../workload/operation.ts';
import { weightError } from '../workload/reference-attention.ts';
import {
  accumulate,
  add,
  divide,
  exact,
  gamma,
  inverseSquareRoot,
  logarithm,
  multiply,
  UNIT_ROUNDOFF,
  type Rounded,
} from '../workload/rounding.ts';
import { dot } from './bounded-product.ts';
import { at, tensorOf, zeros, type Tensor } from './tensor.ts';

type Extents = Omit<Attention, 'kind'>;

/** Softmax weights of one query and head, scaled to a maximum of one. */
interface Weights {
  readonly values: readonly number[];
  readonly sum: Rounded;
  /** Largest relative error of a weight. */
  readonly relative: number;
  /** The largest score. */
  readonly most: Rounded;
}

/**
 * o = Σ w·v / Σ w. Weights off by ε move it by Σ wε(v − o) / Σ w(1 + ε), which is less than their error times |v| where values
 * lie close together; rounding of the two sums and of the division is of the size of Σ w|v| / Σ w.
 */
export function attention(operation: Attention, q: Tensor, k: Tensor, v: Tensor): Tensor {
  const { queries, heads, kvHeads, headDim } = operation;
  const known = Array.from({ length: queries * heads }, (_, pair) => weightsOf(operation, q, k, pair));
  return tensorOf(queries * heads * headDim, (index) => {
    const pair = Math.floor(index / headDim);
    const weights = known[pair];
    if (weights === undefined) throw new Error(`attention: no query ${pair}`);
    const lane = cacheHead(operation, pair % heads) * headDim + (index % headDim);
    const valueOf = (key: number) => at(v, key * kvHeads * headDim + lane);
    const sum = weights.values.reduce((total, weight) => total + weight, 0);
    const mean = weights.values.reduce((total, weight, key) => total + weight * valueOf(key).value, 0) / sum;
    const { relative } = weights;
    let moved = 0;
    let magnitude = 0;
    weights.values.forEach((weight, key) => {
      const { value, bound } = valueOf(key);
      moved += weight * (relative * Math.abs(value - mean) + (1 + relative) * bound);
      magnitude += weight * (Math.abs(value) + bound);
    });
    const rounding = gamma(weights.values.length) * (1 + relative);
    const inherited = (moved + rounding * (magnitude + Math.abs(mean) * sum)) / (sum * (1 - relative));
    return divide({ value: mean, bound: inherited }, exact(1));
  });
}

/** L = log Σ exp(s), then D = Σ do∘o. */
export function attentionRows(operation: AttentionBackwardRows, q: Tensor, k: Tensor, o: Tensor, dO: Tensor): Tensor {
  const { queries, heads, headDim } = operation;
  const pairs = queries * heads;
  return tensorOf(2 * pairs, (index) => {
    const pair = index % pairs;
    if (index >= pairs) return dot(o, pair * headDim, dO, pair * headDim, headDim);
    const { most, sum } = weightsOf(operation, q, k, pair);
    return add(most, logarithm(sum));
  });
}

/** q·k/√headDim of a query and head against a key. */
export function scoreOf(extents: Extents, q: Tensor, k: Tensor, pair: number, key: number): Rounded {
  const { heads, headDim } = extents;
  const product = dot(q, pair * headDim, k, cacheStart(extents, key, pair % heads), headDim);
  return multiply(product, inverseSquareRoot(exact(headDim)));
}

/** First element of the key or value that a head reads. */
export function cacheStart(extents: Extents, key: number, head: number): number {
  return (key * extents.kvHeads + cacheHead(extents, head)) * extents.headDim;
}

function cacheHead({ heads, kvHeads }: Extents, head: number): number {
  return Math.floor((head * kvHeads) / heads);
}

function weightsOf(extents: Extents, q: Tensor, k: Tensor, pair: number): Weights {
  const seen = extents.queryOffset + Math.floor(pair / extents.heads) + 1;
  const scores = zeros(seen);
  for (let key = 0; key < seen; key++) {
    const { value, bound } = scoreOf(extents, q, k, pair, key);
    scores.values[key] = value;
    scores.bounds[key] = bound;
  }
  const most = scores.values.reduce((a, b) => Math.max(a, b));
  const least = scores.values.reduce((a, b) => Math.min(a, b));
  const scoreError = scores.bounds.reduce((a, b) => Math.max(a, b));
  const relative = weightError(scoreError, most - least + 2 * scoreError, seen);
  const values = Array.from(scores.values, (score) => Math.exp(score - most));
  const sum = values.reduce((total, weight) => total + weight, 0);
  return {
    values,
    relative,
    sum: accumulate(sum, sum, relative * sum, seen),
    most: { value: most, bound: scoreError + UNIT_ROUNDOFF * Math.abs(most) },
  };
}
