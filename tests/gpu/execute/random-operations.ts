// Seeded random operations of every kind, small and ragged: extents that are uniform, whole multiples of a vector,
// or one off the edge of a tile. Every shape that comes out is one that some kernel takes.
import type { Attention, Operation, OperationKind, Transpose } from '../../../src/workload/operation.ts';
import type { Random } from '../../../src/statistics/random.ts';

type Draws = { readonly [K in OperationKind]: (random: Random) => Extract<Operation, { kind: K }> };

/** 1 … most: uniform, or a multiple of 4 (which vectorised kernels need), or beside a multiple of 32. */
function extent(random: Random, most: number): number {
  const any = 1 + random.integer(most);
  const way = random.integer(3);
  if (way === 0) return any;
  const wanted = way === 1 ? 4 * Math.ceil(any / 4) : 32 * Math.ceil(any / 32) + random.integer(3) - 1;
  return Math.min(most, wanted);
}

function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[random.integer(items.length)] ?? items[0];
}

function rowsAndWidth(random: Random): { readonly rows: number; readonly width: number } {
  return { rows: extent(random, 40), width: extent(random, 300) };
}

/** Query heads that share key–value heads evenly, and a head dimension in whole vectors or one that models have. */
function headsOf(random: Random): { readonly heads: number; readonly kvHeads: number; readonly headDim: number } {
  const kvHeads = 1 + random.integer(3);
  const headDim = random.integer(2) === 0 ? 4 * (1 + random.integer(32)) : pick(random, [64, 80, 96, 128, 256]);
  return { kvHeads, heads: kvHeads * (1 + random.integer(4)), headDim };
}

/** Queries somewhere in a sequence, with or without keys behind the last of them, or without a causal mask. */
function maskedExtents(random: Random, most: number): Omit<Attention, 'kind'> {
  const queries = extent(random, most);
  if (random.integer(2) === 0) return { queries, keys: extent(random, most), queryOffset: 0, mask: 'full', ...headsOf(random) };
  const queryOffset = random.integer(2) === 0 ? 0 : extent(random, most);
  const keys = queryOffset + queries + (random.integer(2) === 0 ? 0 : extent(random, 20));
  return { queries, keys, queryOffset, ...headsOf(random) };
}

export const DRAWS: Draws = {
  matmul: (random) => {
    const transpose = pick<Transpose>(random, ['nn', 'nt', 'tn']);
    // One in four has few outputs and a long sum.
    const [outputs, depth] = random.integer(4) === 0 ? [24, 2500] : [140, 100];
    const shape = { m: extent(random, outputs), n: extent(random, outputs), k: extent(random, depth), transpose };
    // One in three has several matrices.
    return { kind: 'matmul', ...shape, ...(random.integer(3) === 0 ? { batch: 2 + random.integer(4) } : {}) };
  },
  matvec: (random) => ({ kind: 'matvec', n: extent(random, 300), k: extent(random, 600) }),
  'matmul-quantised': (random) => {
    const group = pick<32 | 64 | 128>(random, [32, 64, 128]);
    const bits = pick<4 | 8>(random, [4, 8]);
    const m = random.integer(2) === 0 ? 1 + random.integer(5) : extent(random, 80);
    return { kind: 'matmul-quantised', m, n: extent(random, 140), k: group * (1 + random.integer(5)), bits, group };
  },
  'matmul-quantised-int8': (random) => {
    const group = pick<32 | 64 | 128>(random, [32, 64, 128]);
    const bits = pick<4 | 8>(random, [4, 8]);
    const m = random.integer(2) === 0 ? 1 + random.integer(5) : extent(random, 80);
    return { kind: 'matmul-quantised-int8', m, n: extent(random, 140), k: group * (1 + random.integer(5)), bits, group };
  },
  attention: (random) => ({ kind: 'attention', ...maskedExtents(random, 70) }),
  'attention-decode': (random) => ({ kind: 'attention-decode', keys: extent(random, 600), ...headsOf(random) }),
  rmsnorm: (random) => ({ kind: 'rmsnorm', ...rowsAndWidth(random) }),
  layernorm: (random) => ({ kind: 'layernorm', ...rowsAndWidth(random) }),
  rotary: (random) => ({
    kind: 'rotary',
    rows: extent(random, 40),
    heads: 1 + random.integer(5),
    headDim: 2 * extent(random, 64),
  }),
  swiglu: (random) => ({ kind: 'swiglu', ...rowsAndWidth(random) }),
  gelu: (random) => ({ kind: 'gelu', ...rowsAndWidth(random) }),
  residual: (random) => ({ kind: 'residual', ...rowsAndWidth(random) }),
  embedding: (random) => ({ kind: 'embedding', ...rowsAndWidth(random), vocabulary: extent(random, 200) }),
  'rmsnorm-backward': (random) => ({ kind: 'rmsnorm-backward', ...rowsAndWidth(random) }),
  'layernorm-backward': (random) => ({ kind: 'layernorm-backward', ...rowsAndWidth(random) }),
  'gain-backward': (random) => ({ kind: 'gain-backward', ...rowsAndWidth(random) }),
  'swiglu-backward': (random) => ({ kind: 'swiglu-backward', ...rowsAndWidth(random) }),
  'gelu-backward': (random) => ({ kind: 'gelu-backward', ...rowsAndWidth(random) }),
  'rotary-backward': (random) => ({
    kind: 'rotary-backward',
    rows: extent(random, 40),
    heads: 1 + random.integer(5),
    headDim: 2 * extent(random, 64),
  }),
  'embedding-backward': (random) => ({
    kind: 'embedding-backward',
    ...rowsAndWidth(random),
    vocabulary: extent(random, 50),
  }),
  'cross-entropy': (random) => ({ kind: 'cross-entropy', rows: extent(random, 20), vocabulary: extent(random, 900) }),
  'cross-entropy-backward': (random) => ({
    kind: 'cross-entropy-backward',
    rows: extent(random, 20),
    vocabulary: extent(random, 900),
  }),
  adamw: (random) => ({ kind: 'adamw', elements: extent(random, 3000), step: extent(random, 2000) }),
  'attention-backward-rows': (random) => ({ kind: 'attention-backward-rows', ...maskedExtents(random, 36) }),
  'attention-backward-queries': (random) => ({ kind: 'attention-backward-queries', ...maskedExtents(random, 36) }),
  'attention-backward-keys': (random) => ({ kind: 'attention-backward-keys', ...maskedExtents(random, 36) }),
  copy: (random) => ({ kind: 'copy', elements: extent(random, 20_000) }),
  fma: (random) => ({ kind: 'fma', invocations: extent(random, 200), iterations: extent(random, 100) }),
  empty: () => ({ kind: 'empty' }),
};
