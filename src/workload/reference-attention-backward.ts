// Float64 references of attention's gradients. Rests on reference-attention.ts and rounding.ts.
// L and D come in as inputs of the two passes that use them, so that each pass is bounded by itself; the passes form a
// score from q·k anew, and with it p = exp(s − L) and ds = p·(do·v − D).
import type { AttentionBackwardKeys, AttentionBackwardQueries, AttentionBackwardRows } from './backward.ts';
import { firstToSee, keysSeen } from './mask.ts';
import { oncePer } from './once-per.ts';
import type { Read } from './operands.ts';
import { attentionWeights } from './reference-attention.ts';
import {
  accumulate,
  add,
  exact,
  exponential,
  gamma,
  inverseSquareRoot,
  logarithm,
  multiply,
  subtract,
  UNIT_ROUNDOFF,
  type Rounded,
} from './rounding.ts';

type Shape = Omit<AttentionBackwardQueries, 'kind'>;

/** L in the first half: maximum + log Σ exp(s − maximum); D = Σ do∘o in the second. */
export function rowsElementOf(operation: AttentionBackwardRows, read: Read): (index: number) => Rounded {
  const { queries, heads, headDim } = operation;
  return (index) => {
    const pair = index % (queries * heads);
    if (index < queries * heads) {
      const query = Math.floor(pair / heads);
      const weights = attentionWeights({ ...operation, kind: 'attention' }, read, query, pair % heads);
      const relative = (1 + weights.relativeError) * (1 + gamma(weights.values.length)) - 1;
      const sum = { value: weights.sum, bound: relative * weights.sum };
      // The maximum is one of the scores, and carries a score's error and one subtraction's.
      return add({ value: weights.most, bound: weights.scoreError + UNIT_ROUNDOFF * Math.abs(weights.most) }, logarithm(sum));
    }
    return dot(
      headDim,
      (lane) => read(2, pair * headDim + lane),
      (lane) => read(3, pair * headDim + lane),
    );
  };
}

export function queriesElementOf(operation: AttentionBackwardQueries, read: Read): (index: number) => Rounded {
  const { heads, kvHeads, headDim } = operation;
  const pairsOf = oncePer((pair) => {
    const query = Math.floor(pair / heads);
    return Array.from(
      { length: keysSeen(operation, query) },
      (_, key) => scorePair(operation, read, query, key, pair % heads).slope,
    );
  });
  return (index) => {
    const pair = Math.floor(index / headDim);
    const kvHead = Math.floor(((pair % heads) * kvHeads) / heads);
    const lane = index % headDim;
    const sum = weighted(pairsOf(pair), (key) => read(1, (key * kvHeads + kvHead) * headDim + lane));
    return multiply(sum, inverseSquareRoot(exact(headDim)));
  };
}

export function keysElementOf(operation: AttentionBackwardKeys, read: Read): (index: number) => Rounded {
  const { queries, keys, heads, kvHeads, headDim } = operation;
  const group = heads / kvHeads;
  const pairsOf = oncePer((keyPair) => {
    const key = Math.floor(keyPair / kvHeads);
    const first = firstToSee(operation, key);
    return Array.from({ length: (queries - first) * group }, (_, at) => {
      const query = first + Math.floor(at / group);
      const head = (keyPair % kvHeads) * group + (at % group);
      return { row: query * heads + head, ...scorePair(operation, read, query, key, head) };
    });
  });
  return (index) => {
    const isValue = index >= keys * kvHeads * headDim;
    const place = index % (keys * kvHeads * headDim);
    const lane = place % headDim;
    const pairs = pairsOf(Math.floor(place / headDim));
    const factors = pairs.map(({ weight, slope }) => (isValue ? weight : slope));
    const sum = weighted(factors, (at) => read(isValue ? 3 : 0, (pairs[at]?.row ?? 0) * headDim + lane));
    return isValue ? sum : multiply(sum, inverseSquareRoot(exact(headDim)));
  };
}

/** p and ds of one query, key and head. Slots: q 0, k 1, v 2, do 3, rows 4. */
function scorePair(
  { queries, heads, kvHeads, headDim }: Shape,
  read: Read,
  query: number,
  key: number,
  head: number,
): { readonly weight: Rounded; readonly slope: Rounded } {
  const pair = query * heads + head;
  const cache = (key * kvHeads + Math.floor((head * kvHeads) / heads)) * headDim;
  const product = dot(
    headDim,
    (lane) => read(0, pair * headDim + lane),
    (lane) => read(1, cache + lane),
  );
  const score = multiply(product, inverseSquareRoot(exact(headDim)));
  const weight = exponential(subtract(score, exact(read(4, pair))));
  const pull = dot(
    headDim,
    (lane) => read(3, pair * headDim + lane),
    (lane) => read(2, cache + lane),
  );
  return { weight, slope: multiply(weight, subtract(pull, exact(read(4, queries * heads + pair)))) };
}

/** One more rounding than terms: a kernel may scale one factor first. */
function dot(count: number, a: (lane: number) => number, b: (lane: number) => number): Rounded {
  let value = 0;
  let magnitude = 0;
  for (let lane = 0; lane < count; lane++) {
    const product = a(lane) * b(lane);
    value += product;
    magnitude += Math.abs(product);
  }
  return accumulate(value, magnitude, 0, count + 1);
}

/** Σ factor·value, in any order. */
function weighted(factors: readonly Rounded[], value: (at: number) => number): Rounded {
  let sum = 0;
  let magnitude = 0;
  let inherited = 0;
  factors.forEach((factor, at) => {
    const other = value(at);
    sum += factor.value * other;
    magnitude += Math.abs(factor.value * other);
    inherited += factor.bound * Math.abs(other);
  });
  return accumulate(sum, magnitude, inherited, factors.length);
}
