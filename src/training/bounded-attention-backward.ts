// The gradients of attention on uncertain inputs. Rests on bounded-attention.ts.
// p = exp(s − L) and ds = p·(do·v − D) are formed once for every query, head and key that is seen.
import type { AttentionBackwardKeys, AttentionBackwardQueries } from '../workload/backward.ts';
import { exact, exponential, inverseSquareRoot, multiply, subtract, type Rounded } from '../workload/rounding.ts';
import { cacheStart, scoreOf } from './bounded-attention.ts';
import { dot, weightedSum } from './bounded-product.ts';
import { at, tensorOf, type Tensor } from './tensor.ts';

/** q, k, v, do, and L before D. */
type Inputs = readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
type Operation = AttentionBackwardQueries | AttentionBackwardKeys;

interface Pair {
  readonly weight: Rounded;
  readonly slope: Rounded;
}

/** dq = Σ_keys ds·k/√headDim. */
export function attentionQueries(operation: AttentionBackwardQueries, inputs: Inputs): Tensor {
  const { queries, heads, headDim } = operation;
  const [, k] = inputs;
  const slopes = pairsOf(operation, inputs).map((seen) => seen.map(({ slope }) => slope));
  return tensorOf(queries * heads * headDim, (index) => {
    const pair = Math.floor(index / headDim);
    const total = weightedSum(slopes[pair] ?? [], (key) => at(k, cacheStart(operation, key, pair % heads) + (index % headDim)));
    return multiply(total, inverseSquareRoot(exact(headDim)));
  });
}

/** dk = Σ ds·q/√headDim, then dv = Σ p·do, over the queries that see the key and the heads of its group. */
export function attentionKeys(operation: AttentionBackwardKeys, inputs: Inputs): Tensor {
  const { queries, keys, queryOffset, heads, kvHeads, headDim } = operation;
  const [q, , , dO] = inputs;
  const pairs = pairsOf(operation, inputs);
  const group = heads / kvHeads;
  const half = keys * kvHeads * headDim;
  return tensorOf(2 * half, (index) => {
    const isValue = index >= half;
    const key = Math.floor((index % half) / (kvHeads * headDim));
    const kvHead = Math.floor((index % half) / headDim) % kvHeads;
    const readers: number[] = [];
    for (let query = Math.max(0, key - queryOffset); query < queries; query++)
      for (let head = kvHead * group; head < (kvHead + 1) * group; head++) readers.push(query * heads + head);
    const factors = readers.map((pair) => {
      const { weight, slope } = pairs[pair]?.[key] ?? { weight: exact(Number.NaN), slope: exact(Number.NaN) };
      return isValue ? weight : slope;
    });
    const total = weightedSum(factors, (of) => at(isValue ? dO : q, (readers[of] ?? 0) * headDim + (index % headDim)));
    return isValue ? total : multiply(total, inverseSquareRoot(exact(headDim)));
  });
}

/** By query and head, then by key seen. */
function pairsOf(operation: Operation, [q, k, v, dO, rows]: Inputs): readonly (readonly Pair[])[] {
  const { queries, queryOffset, heads, headDim } = operation;
  return Array.from({ length: queries * heads }, (_, pair) =>
    Array.from({ length: queryOffset + Math.floor(pair / heads) + 1 }, (_unused, key) => {
      const weight = exponential(subtract(scoreOf(operation, q, k, pair, key), at(rows, pair)));
      const pull = dot(dO, pair * headDim, v, cacheStart(operation, key, pair % heads), headDim);
      return { weight, slope: multiply(weight, subtract(pull, at(rows, queries * heads + pair))) };
    }),
  );
}
