// What is compared with the peers: matrix products, matrix–vector products and causal attention, with the ceilings that our
// own rates are held against. Rests on workload/. Pure.
import { LADDER } from '../workload/ladder.ts';
import { layerMatrices } from '../workload/transformer.ts';
import type { Attention, Copy, Fma, Matmul, Matvec } from '../workload/operation.ts';

export const FAMILIES = ['matmul', 'matvec', 'attention'] as const;
export type Family = (typeof FAMILIES)[number];

export interface ComparedCase {
  /** Unique, as `--cases` takes it. */
  readonly id: string;
  readonly family: Family;
  readonly operation: Matmul | Matvec | Attention;
}

/** Tokens of a prompt in the layer shapes: enough for every tile of ours and theirs, small enough for a software adapter. */
const PREFILL_ROWS = 128;
/** Sizes of the ladder whose layers are compared. */
const LAYER_SIZES = ['llama-style-7m', 'stories-42m'] as const;

const squares = [128, 256, 512, 1024].map((extent): ComparedCase => ({
  id: `matmul-${extent}`,
  family: 'matmul',
  operation: { kind: 'matmul', m: extent, n: extent, k: extent, transpose: 'nn' },
}));

const squareVectors = [1024, 2048, 4096].map((extent): ComparedCase => ({
  id: `matvec-${extent}`,
  family: 'matvec',
  operation: { kind: 'matvec', n: extent, k: extent },
}));

/** The four matrices of a block, as prefill and as decode use them. */
const layers = LAYER_SIZES.flatMap((id) => {
  const size = LADDER.find((entry) => entry.id === id);
  if (size === undefined) throw new Error(`the ladder has no size ${id}`);
  return Object.entries(layerMatrices(size.architecture)).map(([name, [n, k]]) => ({ id: `${id}-${name}`, n, k }));
});

const layerProducts = layers.map(({ id, n, k }): ComparedCase => ({
  id: `prefill-${id}`,
  family: 'matmul',
  operation: { kind: 'matmul', m: PREFILL_ROWS, n, k, transpose: 'nt' },
}));

const layerVectors = layers.map(({ id, n, k }): ComparedCase => ({
  id: `decode-${id}`,
  family: 'matvec',
  operation: { kind: 'matvec', n, k },
}));

const attentions = [128, 512, 1024].map((length): ComparedCase => ({
  id: `attention-${length}`,
  family: 'attention',
  operation: { kind: 'attention', queries: length, keys: length, queryOffset: 0, heads: 8, kvHeads: 8, headDim: 64 },
}));

export const CASES: readonly ComparedCase[] = [...squares, ...layerProducts, ...squareVectors, ...layerVectors, ...attentions];

/** The arithmetic and the bandwidth ceiling: on a GPU with enough work to fill it, on a software adapter within its patience. */
export function ceilingOperations(isSoftware: boolean): { readonly fma: Fma; readonly copy: Copy } {
  return isSoftware
    ? { fma: { kind: 'fma', invocations: 2 ** 14, iterations: 256 }, copy: { kind: 'copy', elements: 2 ** 20 } }
    : { fma: { kind: 'fma', invocations: 2 ** 18, iterations: 1024 }, copy: { kind: 'copy', elements: 2 ** 24 } };
}
