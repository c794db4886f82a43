// The operations that only training has: gradients, the loss, the optimiser. Part of the union in operation.ts, with
// their arithmetic, traffic and keys. Gradients are those of a sum over tokens, of row-major dense buffers; dy is the
// gradient of the loss with respect to y. Inputs stand in the order in which they are named.
import { keysSeen, maskSuffix, pairsSeen, type Masked } from './mask.ts';

type RowsWidth<Kind extends string> = { readonly kind: Kind; readonly rows: number; readonly width: number };

/** dx[r,c] of y = rmsnorm(x)·g from x[r,c], g[c], dy[r,c]: s·(g·dy − x·s²·mean(x·g·dy)), s = 1/√(mean(x²) + ε). */
export type RmsNormBackward = RowsWidth<'rmsnorm-backward'>;
/** dx[r,c] of y = layernorm(x)·g + b from x[r,c], g[c], dy[r,c]: s·(a − mean(a) − x̂·mean(a·x̂)), a = g·dy. */
export type LayerNormBackward = RowsWidth<'layernorm-backward'>;
/**
 * Gain and bias gradient of a normalisation, [2, width], from x̂[r,c] and dy[r,c]: Σ_r x̂·dy, then Σ_r dy. x̂ is the norm's
 * output with a gain of one and no bias, formed again.
 */
export type GainBackward = RowsWidth<'gain-backward'>;
/** dx[r, 2·width] (gate, then up) from x[r, 2·width], dy[r, width]. */
export type SwiGluBackward = RowsWidth<'swiglu-backward'>;
/** dx[r,c] of gelu's tanh form from x[r,c], dy[r,c]. */
export type GeluBackward = RowsWidth<'gelu-backward'>;
/** dx of a rotation: dy[rows, heads, headDim] turned back by the angles of table[rows, headDim]. */
export interface RotaryBackward {
  readonly kind: 'rotary-backward';
  readonly rows: number;
  readonly heads: number;
  readonly headDim: number;
}
/**
 * dTable[v,c] = Σ dy[r,c] over the rows r with tokens[r] mod vocabulary = v, ascending; rows of the table that none reads are
 * zero. From dy, then tokens[rows] as u32.
 */
export interface EmbeddingBackward {
  readonly kind: 'embedding-backward';
  readonly rows: number;
  readonly width: number;
  readonly vocabulary: number;
}
/** loss[r] = log Σ_v exp(x[r,v]) − x[r,target], target = targets[r] mod vocabulary; from x, then targets[rows] as u32. */
export interface CrossEntropy {
  readonly kind: 'cross-entropy';
  readonly rows: number;
  readonly vocabulary: number;
}
/** dx[r,v] = softmax(x[r,:])[v] − (v = target), target as in CrossEntropy. */
export interface CrossEntropyBackward {
  readonly kind: 'cross-entropy-backward';
  readonly rows: number;
  readonly vocabulary: number;
}
/**
 * One step of AdamW (Loshchilov & Hutter, 2019) on [3, elements]: parameters, first and second moments, to an output of
 * the same layout, from that state and gradient[elements]. `step` counts from 1. Constants in adamw.ts; a
 * benchmark times its learning rate, a trainer gives its own.
 */
export interface AdamW {
  readonly kind: 'adamw';
  readonly elements: number;
  readonly step: number;
  readonly learningRate?: number;
}

interface AttentionShape extends Masked {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}
/**
 * Row statistics [2, queries, heads] from q, k, o, do: the logarithms L of the softmax's sums, L = log Σ_j exp(s_ij), and
 * D = Σ do∘o. Layouts and mask as in Attention. A forward pass that saved L would spare the product q·k.
 */
export interface AttentionBackwardRows extends AttentionShape {
  readonly kind: 'attention-backward-rows';
}
/** dq[queries, heads, headDim] from q, k, v, do and rows[2, queries, heads]: Σ_j p(do·v − D)·k/√headDim, p = exp(s − L). */
export interface AttentionBackwardQueries extends AttentionShape {
  readonly kind: 'attention-backward-queries';
}
/**
 * dk, then dv, [2, keys, kvHeads, headDim], from q, k, v, do and rows[2, queries, heads], summed over the query heads of
 * a group: dk = Σ_i p(do·v − D)·q/√headDim, dv = Σ_i p·do.
 */
export interface AttentionBackwardKeys extends AttentionShape {
  readonly kind: 'attention-backward-keys';
}
export type AttentionBackward = AttentionBackwardRows | AttentionBackwardQueries | AttentionBackwardKeys;

export type BackwardOperation =
  | RmsNormBackward
  | LayerNormBackward
  | GainBackward
  | SwiGluBackward
  | GeluBackward
  | RotaryBackward
  | EmbeddingBackward
  | CrossEntropy
  | CrossEntropyBackward
  | AdamW
  | AttentionBackward;

/**
 * Arithmetic in FLOP, counted as in operation.ts. Attention as its kernels do it: scores formed in every pass, as none
 * is stored: 2 FLOP a pair and lane for a product, one product for the rows, three for dq, four for dk and dv.
 */
export function backwardFlop(operation: BackwardOperation): number {
  switch (operation.kind) {
    case 'rmsnorm-backward':
      return 9 * operation.rows * operation.width;
    case 'layernorm-backward':
      return 14 * operation.rows * operation.width;
    case 'gain-backward':
      return 3 * operation.rows * operation.width;
    case 'swiglu-backward':
      return 10 * operation.rows * operation.width;
    case 'gelu-backward':
      return 17 * operation.rows * operation.width;
    case 'rotary-backward':
      return 3 * operation.rows * operation.heads * operation.headDim;
    case 'embedding-backward':
      return operation.rows * operation.width;
    case 'cross-entropy':
      return 4 * operation.rows * operation.vocabulary;
    case 'cross-entropy-backward':
      return 7 * operation.rows * operation.vocabulary;
    case 'adamw':
      return 15 * operation.elements;
    case 'attention-backward-rows':
      return 2 * products(operation) + 2 * operation.queries * operation.heads * operation.headDim;
    case 'attention-backward-queries':
      return 6 * products(operation);
    case 'attention-backward-keys':
      return 8 * products(operation);
    default:
      return operation satisfies never;
  }
}

function products(operation: AttentionShape): number {
  return pairsSeen(operation) * operation.heads * operation.headDim;
}

/** Least traffic in elements, without words of u32: every operand that is seen read once, the result written once. */
export function backwardTraffic(operation: BackwardOperation): number {
  switch (operation.kind) {
    case 'embedding-backward':
      return operation.rows * operation.width + operation.vocabulary * operation.width;
    case 'cross-entropy':
    case 'cross-entropy-backward':
      return operation.rows * operation.vocabulary + backwardOutput(operation);
    case 'attention-backward-rows':
    case 'attention-backward-queries':
    case 'attention-backward-keys': {
      const unseen = operation.keys - keysSeen(operation, operation.queries - 1);
      const caches = operation.kind === 'attention-backward-rows' ? 1 : 2;
      return total(operation) - caches * unseen * operation.kvHeads * operation.headDim;
    }
    default:
      return total(operation);
  }
}

function total(operation: BackwardOperation): number {
  return backwardInputs(operation).reduce((sum, elements) => sum + elements, backwardOutput(operation));
}

/** Elements of each input, in slot order. */
export function backwardInputs(operation: BackwardOperation): readonly number[] {
  switch (operation.kind) {
    case 'rmsnorm-backward':
    case 'layernorm-backward':
      return [operation.rows * operation.width, operation.width, operation.rows * operation.width];
    case 'gain-backward':
    case 'gelu-backward':
      return [operation.rows * operation.width, operation.rows * operation.width];
    case 'swiglu-backward':
      return [2 * operation.rows * operation.width, operation.rows * operation.width];
    case 'rotary-backward':
      return [operation.rows * operation.heads * operation.headDim, operation.rows * operation.headDim];
    case 'embedding-backward':
      return [operation.rows * operation.width, operation.rows];
    case 'cross-entropy':
    case 'cross-entropy-backward':
      return [operation.rows * operation.vocabulary, operation.rows];
    case 'adamw':
      return [3 * operation.elements, operation.elements];
    case 'attention-backward-rows': {
      const { queryBuffer, keyBuffer } = attentionBuffers(operation);
      return [queryBuffer, keyBuffer, queryBuffer, queryBuffer];
    }
    case 'attention-backward-queries':
    case 'attention-backward-keys': {
      const { queryBuffer, keyBuffer } = attentionBuffers(operation);
      return [queryBuffer, keyBuffer, keyBuffer, queryBuffer, 2 * operation.queries * operation.heads];
    }
    default:
      return operation satisfies never;
  }
}

function attentionBuffers({ queries, keys, heads, kvHeads, headDim }: AttentionShape) {
  return { queryBuffer: queries * heads * headDim, keyBuffer: keys * kvHeads * headDim };
}

export function backwardOutput(operation: BackwardOperation): number {
  switch (operation.kind) {
    case 'rmsnorm-backward':
    case 'layernorm-backward':
    case 'gelu-backward':
      return operation.rows * operation.width;
    case 'gain-backward':
      return 2 * operation.width;
    case 'swiglu-backward':
      return 2 * operation.rows * operation.width;
    case 'rotary-backward':
      return operation.rows * operation.heads * operation.headDim;
    case 'embedding-backward':
      return operation.vocabulary * operation.width;
    case 'cross-entropy':
      return operation.rows;
    case 'cross-entropy-backward':
      return operation.rows * operation.vocabulary;
    case 'adamw':
      return 3 * operation.elements;
    case 'attention-backward-rows':
      return 2 * operation.queries * operation.heads;
    case 'attention-backward-queries':
      return operation.queries * operation.heads * operation.headDim;
    case 'attention-backward-keys':
      return 2 * operation.keys * operation.kvHeads * operation.headDim;
    default:
      return operation satisfies never;
  }
}

/** Extents of the output, outermost first, and how many places of each a verification looks at. */
export function backwardAxes(operation: BackwardOperation): readonly (readonly [extent: number, count: number])[] {
  switch (operation.kind) {
    case 'rmsnorm-backward':
    case 'layernorm-backward':
    case 'gelu-backward':
      return [
        [operation.rows, 6],
        [operation.width, 8],
      ];
    case 'swiglu-backward':
      return [
        [operation.rows, 6],
        [2 * operation.width, 8],
      ];
    case 'gain-backward':
      return [
        [2, 2],
        [operation.width, 24],
      ];
    case 'rotary-backward':
      return [
        [operation.rows, 6],
        [operation.heads, 2],
        [operation.headDim, 4],
      ];
    case 'embedding-backward':
      return [
        [operation.vocabulary, 6],
        [operation.width, 8],
      ];
    case 'cross-entropy':
      // A row costs as many exponentials as there are words.
      return [[operation.rows, 4]];
    case 'cross-entropy-backward':
      return [
        [operation.rows, 3],
        [operation.vocabulary, 16],
      ];
    case 'adamw':
      return [
        [3, 3],
        [operation.elements, 16],
      ];
    case 'attention-backward-rows':
      return [
        [2, 2],
        [operation.queries, 6],
        [operation.heads, 2],
      ];
    case 'attention-backward-queries':
      return [
        [operation.queries, 4],
        [operation.heads, 2],
        [operation.headDim, 6],
      ];
    case 'attention-backward-keys':
      return [
        [2, 2],
        [operation.keys, 3],
        [operation.kvHeads, 2],
        [operation.headDim, 4],
      ];
    default:
      return operation satisfies never;
  }
}

/** The shape's name after the kind, as in operationKey. */
export function backwardKey(operation: BackwardOperation): string {
  switch (operation.kind) {
    case 'rotary-backward':
      return `${operation.kind}/${operation.rows}x${operation.heads}x${operation.headDim}`;
    case 'embedding-backward':
      return `${operation.kind}/${operation.rows}x${operation.width}-v${operation.vocabulary}`;
    case 'cross-entropy':
    case 'cross-entropy-backward':
      return `${operation.kind}/${operation.rows}x${operation.vocabulary}`;
    case 'adamw':
      return `${operation.kind}/${operation.elements}-s${operation.step}${operation.learningRate === undefined ? '' : `-r${operation.learningRate}`}`;
    case 'attention-backward-rows':
    case 'attention-backward-queries':
    case 'attention-backward-keys':
      return `${operation.kind}/q${operation.queries}+${operation.queryOffset}-k${operation.keys}-h${operation.heads}:${operation.kvHeads}-d${operation.headDim}${maskSuffix(operation)}`;
    default:
      return `${operation.kind}/${operation.rows}x${operation.width}`;
  }
}
