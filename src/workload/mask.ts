// Which keys a query of attention sees. Rests on causal-pairs.ts. Kernels, reference and arithmetic all read this.
import { causalPairs } from './causal-pairs.ts';

/** What the mask needs of an attention's shape. */
export interface Masked {
  readonly queries: number;
  readonly keys: number;
  /** Position of the first query among the keys; 0 without a causal mask, which knows no positions. */
  readonly queryOffset: number;
  /** Absent: causal, query i sees keys 0 … queryOffset + i. Full: every query sees every key. */
  readonly mask?: 'full';
}

/** Query i sees keys 0 … reach + i·stride. */
export function reachOf({ keys, queryOffset, mask }: Masked): { readonly reach: number; readonly stride: 0 | 1 } {
  return mask === 'full' ? { reach: keys - 1, stride: 0 } : { reach: queryOffset, stride: 1 };
}

/** Keys that a query sees: the first so many. */
export function keysSeen(shape: Masked, query: number): number {
  const { reach, stride } = reachOf(shape);
  return reach + query * stride + 1;
}

/** The first query that sees a key; those after it see it too. May be one past the last query. */
export function firstToSee(shape: Masked, key: number): number {
  const { reach, stride } = reachOf(shape);
  return stride === 0 ? 0 : Math.min(shape.queries, Math.max(0, key - reach));
}

/** Pairs of a query and a key that it sees. */
export function pairsSeen(shape: Masked): number {
  return shape.mask === 'full' ? shape.queries * shape.keys : causalPairs(shape.queries, shape.queryOffset);
}

/** What an operation's key says of its mask: nothing where it is causal. */
export function maskSuffix({ mask }: Pick<Masked, 'mask'>): string {
  return mask === undefined ? '' : `-${mask}`;
}
