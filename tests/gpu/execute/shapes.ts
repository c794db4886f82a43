// The shapes on which every kernel is executed: a control case per operation, one extent varied at a time across its
// boundaries (1, primes, tile − 1, tile, tile + 1), and a few aligned cases that the vectorised kernels accept.
import type {
  Attention,
  AttentionDecode,
  Matmul,
  MatmulQuantised,
  MatmulQuantisedInt8,
  Matvec,
  Operation,
  OperationKind,
  Transpose,
} from '../../../src/workload/operation.ts';
import { BACKWARD_SHAPES } from './shapes-backward.ts';

type Shapes = { readonly [K in OperationKind]: readonly Extract<Operation, { kind: K }>[] };

function varied<T extends Operation>(control: T, extent: Exclude<keyof T, 'kind'>, values: readonly number[]): readonly T[] {
  return values.map((value) => ({ ...control, [extent]: value }));
}

const RAGGED = [1, 2, 3, 7, 31, 33];

function matmuls(transpose: Transpose): readonly Matmul[] {
  const ragged: Matmul = { kind: 'matmul', m: 5, n: 13, k: 11, transpose };
  const aligned: Matmul = { kind: 'matmul', m: 68, n: 36, k: 20, transpose };
  return [
    ...varied(ragged, 'm', RAGGED),
    ...varied(ragged, 'n', RAGGED),
    ...varied(ragged, 'k', [...RAGGED, 15, 17]),
    aligned,
    ...varied(aligned, 'm', [4, 28, 32, 60, 64, 124, 128, 132]),
    ...varied(aligned, 'n', [4, 28, 32, 60, 64, 124, 128, 132]),
    ...varied(aligned, 'k', [4, 8, 12, 16, 28, 32, 36, 64]),
    // Extents that need no alignment in one layout or another.
    { ...aligned, m: 67 },
    { ...aligned, n: 37 },
    { ...aligned, m: 61, n: 67 },
    { ...aligned, k: 21 },
    { ...aligned, m: 16, n: 256, k: 128 },
    // Few outputs, a long sum.
    ...varied({ ...aligned, m: 8, n: 12 }, 'k', [252, 256, 260, 1028]),
    { ...aligned, m: 4, n: 4, k: 4096 },
    // Several matrices, ragged, aligned and deep.
    ...varied({ ...ragged, m: 33 }, 'batch', [1, 2, 5]),
    ...varied(aligned, 'batch', [2, 3]),
    { ...aligned, batch: 3, m: 8, n: 12, k: 260 },
    // Both sides of two and three splits over workgroups.
    ...varied({ ...aligned, m: 8, n: 12 }, 'k', [1024, 2048, 2052]),
    { ...aligned, m: 20, n: 20, k: 1500 },
  ];
}

const vec: Matvec = { kind: 'matvec', n: 7, k: 12 };
const prefill: Attention = { kind: 'attention', queries: 5, keys: 5, queryOffset: 0, heads: 2, kvHeads: 1, headDim: 64 };
const decode: AttentionDecode = { kind: 'attention-decode', keys: 37, heads: 4, kvHeads: 2, headDim: 64 };

/** Rows and widths of the operations on [rows, width]. */
const ROWS_WIDTHS: readonly { readonly rows: number; readonly width: number }[] = [
  ...[1, 2, 7].map((rows) => ({ rows, width: 20 })),
  ...[1, 2, 3, 4, 31, 127, 128, 129, 508, 512, 516, 1021, 1024].map((width) => ({ rows: 3, width })),
];

export const SHAPES: Shapes = {
  matmul: [...matmuls('nn'), ...matmuls('nt'), ...matmuls('tn')],
  matvec: [
    ...varied(vec, 'n', [1, 2, 3, 4, 5, 31, 32, 33, 257]),
    ...varied(vec, 'k', [1, 2, 3, 4, 13, 31, 64, 124, 127, 128, 132, 252, 256, 260, 1020, 1024, 1028]),
  ],
  'matmul-quantised': ([4, 8] as const).flatMap((bits) => {
    const few: MatmulQuantised = { kind: 'matmul-quantised', m: 1, n: 7, k: 64, bits, group: 32 };
    return [
      ...varied(few, 'n', [1, 3, 4, 5, 33, 63, 65]),
      ...varied(few, 'm', [2, 3, 4, 5, 31, 33, 63, 64, 65]),
      ...varied(few, 'k', [32, 96, 256, 2048, 2080]),
      ...varied({ ...few, k: 384 }, 'group', [32, 64, 128]),
      { ...few, m: 67, n: 129, k: 256, group: 128 },
    ];
  }),
  'matmul-quantised-int8': ([4, 8] as const).flatMap((bits) => {
    const few: MatmulQuantisedInt8 = { kind: 'matmul-quantised-int8', m: 1, n: 7, k: 64, bits, group: 32 };
    return [
      ...varied(few, 'n', [1, 3, 4, 5, 33, 65]),
      ...varied(few, 'm', [2, 3, 4, 5, 33, 64]),
      ...varied(few, 'k', [32, 96, 256, 2048, 2080]),
      ...varied({ ...few, k: 384 }, 'group', [32, 64, 128]),
      { ...few, m: 67, n: 129, k: 256, group: 128 },
    ];
  }),
  attention: [
    ...[1, 7, 8, 9, 31, 33, 65].map((queries) => ({ ...prefill, queries, keys: queries })),
    ...varied({ ...prefill, keys: 150 }, 'queryOffset', [1, 27, 28, 59, 145]),
    ...varied({ ...prefill, keys: 40, queries: 33, queryOffset: 7 }, 'headDim', [4, 20, 64, 80, 96, 128, 132, 256]),
    { ...prefill, heads: 1 },
    { ...prefill, heads: 3, kvHeads: 3 },
    { ...prefill, heads: 6, kvHeads: 2, headDim: 80 },
    { ...prefill, heads: 7, kvHeads: 1, headDim: 128, queries: 9, keys: 80, queryOffset: 70 },
    ...[1, 4, 31, 33, 65].map((keys) => ({ ...prefill, keys, mask: 'full' as const })),
    ...[80, 96, 128, 256].map((headDim) => ({ ...prefill, heads: 3, queries: 67, keys: 37, headDim, mask: 'full' as const })),
  ],
  'attention-decode': [
    ...varied(decode, 'keys', [1, 2, 3, 15, 16, 17, 127, 128, 129, 255, 257, 513]),
    ...varied(decode, 'headDim', [4, 20, 64, 80, 96, 128, 132, 256]),
    // Both sides of the splits over workgroups, the last of which may have one key.
    ...varied(decode, 'keys', [256, 258, 384, 512, 769]),
    ...varied({ ...decode, keys: 600 }, 'headDim', [4, 80, 96, 132, 256]),
    { ...decode, heads: 1, kvHeads: 1, keys: 32_768 },
    { ...decode, heads: 1, kvHeads: 1 },
    { ...decode, heads: 3, kvHeads: 3 },
    { ...decode, heads: 6, kvHeads: 2, headDim: 80 },
    { ...decode, heads: 7, kvHeads: 1, headDim: 128, keys: 300 },
  ],
  rmsnorm: ROWS_WIDTHS.map((extents) => ({ kind: 'rmsnorm', ...extents })),
  layernorm: ROWS_WIDTHS.map((extents) => ({ kind: 'layernorm', ...extents })),
  rotary: [
    ...[1, 2, 5, 37].map((rows) => ({ kind: 'rotary' as const, rows, heads: 3, headDim: 64 })),
    ...[2, 6, 8, 10, 80, 96, 128].map((headDim) => ({ kind: 'rotary' as const, rows: 5, heads: 2, headDim })),
  ],
  swiglu: ROWS_WIDTHS.map((extents) => ({ kind: 'swiglu', ...extents })),
  gelu: ROWS_WIDTHS.map((extents) => ({ kind: 'gelu', ...extents })),
  residual: ROWS_WIDTHS.map((extents) => ({ kind: 'residual', ...extents })),
  embedding: [
    ...[1, 2, 7, 33].map((rows) => ({ kind: 'embedding' as const, rows, width: 20, vocabulary: 17 })),
    ...[1, 3, 4, 31, 128, 516].map((width) => ({ kind: 'embedding' as const, rows: 3, width, vocabulary: 101 })),
    { kind: 'embedding', rows: 5, width: 8, vocabulary: 1 },
  ],
  ...BACKWARD_SHAPES,
  copy: [1, 2, 3, 4, 5, 255, 256, 257, 1023, 1024, 1028, 4092, 4096, 4100, 70_001].map((elements) => ({
    kind: 'copy' as const,
    elements,
  })),
  fma: [
    ...[1, 63, 64, 65, 300].map((invocations) => ({ kind: 'fma' as const, invocations, iterations: 20 })),
    ...[1, 7, 8, 9, 16, 1000].map((iterations) => ({ kind: 'fma' as const, invocations: 70, iterations })),
  ],
  empty: [{ kind: 'empty' }],
};
