// The shapes on which the kernels of training are executed, as in shapes.ts.
import type { AttentionBackward, BackwardOperation } from '../../../src/workload/backward.ts';

type BackwardKind = BackwardOperation['kind'];
type BackwardShapes = { readonly [K in BackwardKind]: readonly Extract<BackwardOperation, { kind: K }>[] };

const ROWS_WIDTHS: readonly { readonly rows: number; readonly width: number }[] = [
  ...[1, 2, 7].map((rows) => ({ rows, width: 20 })),
  ...[1, 2, 3, 4, 31, 127, 128, 129, 508, 512, 516, 1021, 1024].map((width) => ({ rows: 3, width })),
];

const LOGITS: readonly { readonly rows: number; readonly vocabulary: number }[] = [
  ...[1, 2, 7].map((rows) => ({ rows, vocabulary: 20 })),
  ...[1, 2, 3, 4, 31, 255, 256, 257, 1020, 1024, 1028, 5003].map((vocabulary) => ({ rows: 3, vocabulary })),
];

type Extents = Omit<AttentionBackward, 'kind'>;
const control: Extents = { queries: 5, keys: 5, queryOffset: 0, heads: 2, kvHeads: 1, headDim: 64 };

/** Every query alone, groups of heads, keys that no query sees, keys seen by some, both sides of tiles, no mask. */
const ATTENTIONS: readonly Extents[] = [
  ...[1, 3, 4, 5, 31, 33, 65].map((queries) => ({ ...control, queries, keys: queries })),
  ...[1, 27, 28, 59].map((queryOffset) => ({ ...control, queryOffset, keys: 70 })),
  ...[4, 20, 64, 80, 96, 128].map((headDim) => ({ ...control, keys: 40, queries: 33, queryOffset: 7, headDim })),
  { ...control, heads: 1, headDim: 132 },
  { ...control, heads: 1, headDim: 256, queries: 33, keys: 40, queryOffset: 7 },
  { ...control, heads: 3, kvHeads: 3 },
  { ...control, heads: 6, kvHeads: 2, headDim: 80, queries: 9, keys: 80, queryOffset: 70 },
  ...[1, 4, 31, 33, 65].map((keys) => ({ ...control, keys, mask: 'full' as const })),
  ...[80, 128, 256].map((headDim) => ({ ...control, heads: 3, queries: 35, keys: 37, headDim, mask: 'full' as const })),
];

export const BACKWARD_SHAPES: BackwardShapes = {
  'rmsnorm-backward': ROWS_WIDTHS.map((extents) => ({ kind: 'rmsnorm-backward', ...extents })),
  'layernorm-backward': ROWS_WIDTHS.map((extents) => ({ kind: 'layernorm-backward', ...extents })),
  'gain-backward': [...ROWS_WIDTHS, ...[15, 16, 17, 100].map((rows) => ({ rows, width: 68 }))].map((extents) => ({
    kind: 'gain-backward',
    ...extents,
  })),
  'swiglu-backward': ROWS_WIDTHS.map((extents) => ({ kind: 'swiglu-backward', ...extents })),
  'gelu-backward': ROWS_WIDTHS.map((extents) => ({ kind: 'gelu-backward', ...extents })),
  'rotary-backward': [
    ...[1, 2, 5, 37].map((rows) => ({ kind: 'rotary-backward' as const, rows, heads: 3, headDim: 64 })),
    ...[2, 6, 8, 10, 80, 96, 128].map((headDim) => ({ kind: 'rotary-backward' as const, rows: 5, heads: 2, headDim })),
  ],
  'embedding-backward': [
    ...[1, 2, 31, 32, 33, 129].map((rows) => ({ kind: 'embedding-backward' as const, rows, width: 20, vocabulary: 17 })),
    ...[1, 3, 4, 31, 128, 516].map((width) => ({ kind: 'embedding-backward' as const, rows: 40, width, vocabulary: 11 })),
    { kind: 'embedding-backward', rows: 65, width: 8, vocabulary: 1 },
  ],
  'cross-entropy': LOGITS.map((extents) => ({ kind: 'cross-entropy', ...extents })),
  'cross-entropy-backward': LOGITS.map((extents) => ({ kind: 'cross-entropy-backward', ...extents })),
  adamw: [
    ...[1, 2, 3, 4, 255, 256, 257, 1023, 1024, 1028].map((elements) => ({ kind: 'adamw' as const, elements, step: 1 })),
    ...[2, 10, 1000].map((step) => ({ kind: 'adamw' as const, elements: 64, step })),
  ],
  'attention-backward-rows': ATTENTIONS.map((extents) => ({ kind: 'attention-backward-rows', ...extents })),
  'attention-backward-queries': ATTENTIONS.map((extents) => ({ kind: 'attention-backward-queries', ...extents })),
  'attention-backward-keys': ATTENTIONS.map((extents) => ({ kind: 'attention-backward-keys', ...extents })),
};
