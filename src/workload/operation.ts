// What an operation is: its shape, its arithmetic and its least traffic. Rests on units.
// Says nothing about how an operation is run (kernels/) or how fast (device-model/).
// All matrices are row-major and dense; element sizes are an argument.
import type { Bytes, Flop } from '../units/units.ts';
import { backwardFlop, backwardKey, backwardTraffic, type BackwardOperation } from './backward.ts';
import { keysSeen, maskSuffix, pairsSeen, type Masked } from './mask.ts';

/** Layout of a matrix product C[m,n]; nn: A[m,k]·B[k,n]; nt: A[m,k]·B[n,k]ᵀ; tn: A[k,m]ᵀ·B[k,n]. */
export type Transpose = 'nn' | 'nt' | 'tn';

/**
 * C[batch,m,n] = Σ_k A·B in the given layout, matrix by matrix. Every operand holds its matrices one behind the other.
 */
export interface Matmul {
  readonly kind: 'matmul';
  /** Matrices, each with factors of its own; 1 where left out. The products of the ladder's models are not batched. */
  readonly batch?: number | undefined;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transpose: Transpose;
}

/** y[n] = W[n,k]·x[k]: a linear layer of one token, as decode runs it. */
export interface Matvec {
  readonly kind: 'matvec';
  readonly n: number;
  readonly k: number;
}

/**
 * Y[m,n] = X[m,k]·Wᵀ, with W[n,k] in whole numbers q of `bits` bits and, for every `group` of them along k, a scale s and
 * a zero point z: the weight is s·(q − z). Inputs: the packed words [n, k·bits/32] as u32, a word's first weight in its
 * lowest bits; the pairs (s, z) as elements [n, k/group, 2]; X. k is a multiple of the group. m is 1 to 64 in decode.
 */
export interface MatmulQuantised {
  readonly kind: 'matmul-quantised';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly bits: 4 | 8;
  readonly group: 32 | 64 | 128;
}

/**
 * Y[m,n] = X[m,k]·Wᵀ with weights as in MatmulQuantised and activations that were quantised before, as engines do once for
 * all the outputs of a layer: whole numbers q from −128 to 127 and, for every `group` of them along k, a range r; the
 * activation is r·q/128. Inputs: the packed q as words [m, k/4] of u32, a word's first in its lowest bits; r as elements
 * [m, k/group]; the pairs (s, z) as elements [n, k/group, 2]; the packed weights as words [n, k·bits/32].
 * For weights of 4 bits, eight activations stand as two words, those at even places before those at odd ones: then two
 * masks give the weights in the same order. Integer arithmetic within a group is exact, so that the result is defined.
 */
export interface MatmulQuantisedInt8 {
  readonly kind: 'matmul-quantised-int8';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Of a weight. */
  readonly bits: 4 | 8;
  readonly group: 32 | 64 | 128;
}

/**
 * O[queries, heads, headDim] = softmax(Q·Kᵀ/√headDim, mask)·V over a KV cache of `keys` positions.
 * Causal, where no mask is named: query row i stands at position queryOffset + i and sees keys 0 … queryOffset + i, so
 * queryOffset + queries ≤ keys. Full: every query sees all keys, of which there may be fewer than queries.
 * Head h reads KV head ⌊h·kvHeads/heads⌋.
 * Q, O: [queries, heads, headDim]; K, V: [keys, kvHeads, headDim].
 */
export interface Attention extends Masked {
  readonly kind: 'attention';
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** One query token against the whole KV cache; layouts as in Attention with queries = 1. */
export interface AttentionDecode {
  readonly kind: 'attention-decode';
  readonly keys: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** y[r,c] = x[r,c] / rms(x[r,:]) · g[c]; ε = 1e-5. */
export interface RmsNorm {
  readonly kind: 'rmsnorm';
  readonly rows: number;
  readonly width: number;
}
/** y[r,c] = (x − mean)/√(var + ε) · g[c] + b[c]; ε = 1e-5. */
export interface LayerNorm {
  readonly kind: 'layernorm';
  readonly rows: number;
  readonly width: number;
}
/**
 * Rotates pairs (j, j + headDim/2) of x[rows, heads, headDim] by the angle whose cosine and sine stand in
 * table[rows, headDim] (cosines in the first half, sines in the second), as engines cache them.
 */
export interface Rotary {
  readonly kind: 'rotary';
  readonly rows: number;
  readonly heads: number;
  readonly headDim: number;
}
/** y[r,c] = silu(gate[r,c])·up[r,c], the two halves of x[r, 2·width]. */
export interface SwiGlu {
  readonly kind: 'swiglu';
  readonly rows: number;
  readonly width: number;
}
/** y[r,c] = gelu(x[r,c]), tanh form. */
export interface Gelu {
  readonly kind: 'gelu';
  readonly rows: number;
  readonly width: number;
}
/** y[r,c] = a[r,c] + b[r,c]. */
export interface Residual {
  readonly kind: 'residual';
  readonly rows: number;
  readonly width: number;
}
/** y[r,:] = table[token(r), :]; table[vocabulary, width]; token(r) = tokens[r] mod vocabulary, tokens[rows] as u32. */
export interface Embedding {
  readonly kind: 'embedding';
  readonly rows: number;
  readonly width: number;
  readonly vocabulary: number;
}

/** y[i] = x[i]: the bandwidth ceiling. */
export interface Copy {
  readonly kind: 'copy';
  readonly elements: number;
}
/** `invocations` threads, each `iterations` dependent rounds of independent vec4 FMA chains: the FLOP/s ceiling. */
export interface Fma {
  readonly kind: 'fma';
  readonly invocations: number;
  readonly iterations: number;
}
/** A dispatch of one workgroup that writes one word: the launch overhead. */
export interface Empty {
  readonly kind: 'empty';
}

export type Operation =
  | Matmul
  | Matvec
  | MatmulQuantised
  | MatmulQuantisedInt8
  | Attention
  | AttentionDecode
  | RmsNorm
  | LayerNorm
  | Rotary
  | SwiGlu
  | Gelu
  | Residual
  | Embedding
  | Copy
  | Fma
  | Empty
  | BackwardOperation;

export type OperationKind = Operation['kind'];

/** FLOP of each vec4 FMA chain round per invocation: 8 chains × 4 lanes × 2 FLOP. */
export const FMA_FLOP_PER_ITERATION = 64;

/**
 * Arithmetic of an operation in FLOP (a fused multiply-add is 2, in whole numbers too; exp, sqrt and division count 1).
 * Attention counts only the pairs that the mask leaves: 4·headDim FLOP a pair and head
 * (softmax, about 5 FLOP a pair, neglected: under 2 % at headDim ≥ 64).
 */
export function flop(operation: Operation): Flop {
  switch (operation.kind) {
    case 'matmul':
      return 2 * batchOf(operation) * operation.m * operation.n * operation.k;
    case 'matmul-quantised':
    case 'matmul-quantised-int8':
      return 2 * operation.m * operation.n * operation.k;
    case 'matvec':
      return 2 * operation.n * operation.k;
    case 'attention':
      return 4 * pairsSeen(operation) * operation.heads * operation.headDim;
    case 'attention-decode':
      return 4 * operation.keys * operation.heads * operation.headDim;
    case 'rmsnorm':
      return 4 * operation.rows * operation.width;
    case 'layernorm':
      return 7 * operation.rows * operation.width;
    case 'rotary':
      return 3 * operation.rows * operation.heads * operation.headDim;
    case 'swiglu':
      return 5 * operation.rows * operation.width;
    case 'gelu':
      return 10 * operation.rows * operation.width;
    case 'residual':
      return operation.rows * operation.width;
    case 'embedding':
      return 0;
    case 'copy':
      return 0;
    case 'fma':
      return FMA_FLOP_PER_ITERATION * operation.invocations * operation.iterations;
    case 'empty':
      return 0;
    default:
      return backwardFlop(operation);
  }
}

/** Matrices of a product. */
export function batchOf({ batch = 1 }: Matmul): number {
  return batch;
}

/** Least traffic in bytes: every operand read once, every result written once (no cache misses, no re-reads). */
export function bytes(operation: Operation, bytesPerElement: number): Bytes {
  return bytesPerElement * elements(operation) + 4 * words(operation);
}

/** Words of u32 that an operation reads: packed weights, token ids. */
export function words(operation: Operation): number {
  switch (operation.kind) {
    case 'matmul-quantised':
      return weightWords(operation);
    case 'matmul-quantised-int8':
      return activationWords(operation) + weightWords(operation);
    case 'embedding':
    case 'embedding-backward':
    case 'cross-entropy':
    case 'cross-entropy-backward':
      return operation.rows;
    default:
      return 0;
  }
}

export function weightWords({ n, k, bits }: MatmulQuantised | MatmulQuantisedInt8): number {
  return (n * k * bits) / 32;
}

export function activationWords({ m, k }: MatmulQuantisedInt8): number {
  return (m * k) / 4;
}

function elements(operation: Operation): number {
  switch (operation.kind) {
    case 'matmul-quantised':
      return operation.m * operation.k + (2 * operation.n * operation.k) / operation.group + operation.m * operation.n;
    case 'matmul-quantised-int8':
      return ((operation.m + 2 * operation.n) * operation.k) / operation.group + operation.m * operation.n;
    case 'matmul':
      return batchOf(operation) * (operation.m * operation.k + operation.k * operation.n + operation.m * operation.n);
    case 'matvec':
      return operation.n * operation.k + operation.k + operation.n;
    case 'attention': {
      const seen = keysSeen(operation, operation.queries - 1);
      return 2 * operation.queries * operation.heads * operation.headDim + 2 * seen * operation.kvHeads * operation.headDim;
    }
    case 'attention-decode':
      return 2 * operation.heads * operation.headDim + 2 * operation.keys * operation.kvHeads * operation.headDim;
    case 'rmsnorm':
      return 2 * operation.rows * operation.width + operation.width;
    case 'layernorm':
      return 2 * operation.rows * operation.width + 2 * operation.width;
    case 'rotary':
      return 2 * operation.rows * operation.heads * operation.headDim + operation.rows * operation.headDim;
    case 'swiglu':
      return 3 * operation.rows * operation.width;
    case 'gelu':
      return 2 * operation.rows * operation.width;
    case 'residual':
      return 3 * operation.rows * operation.width;
    case 'embedding':
      return 2 * operation.rows * operation.width;
    case 'copy':
      return 2 * operation.elements;
    case 'fma':
      return 0;
    case 'empty':
      return 0;
    default:
      return backwardTraffic(operation);
  }
}

/** A stable name of an operation and its shape, e.g. `matmul-nt/64x256x128` or `matmul-nt/b8-64x256x128`; equal shapes have equal keys. */
export function operationKey(operation: Operation): string {
  switch (operation.kind) {
    case 'matmul':
      return `matmul-${operation.transpose}/${batchPrefix(operation)}${operation.m}x${operation.n}x${operation.k}`;
    case 'matmul-quantised':
    case 'matmul-quantised-int8':
      return `${operation.kind}/int${operation.bits}-g${operation.group}/${operation.m}x${operation.n}x${operation.k}`;
    case 'matvec':
      return `matvec/${operation.n}x${operation.k}`;
    case 'attention':
      return `attention/q${operation.queries}+${operation.queryOffset}-k${operation.keys}-h${operation.heads}:${operation.kvHeads}-d${operation.headDim}${maskSuffix(operation)}`;
    case 'attention-decode':
      return `attention-decode/k${operation.keys}-h${operation.heads}:${operation.kvHeads}-d${operation.headDim}`;
    case 'rotary':
      return `rotary/${operation.rows}x${operation.heads}x${operation.headDim}`;
    case 'embedding':
      return `embedding/${operation.rows}x${operation.width}-v${operation.vocabulary}`;
    case 'copy':
      return `copy/${operation.elements}`;
    case 'fma':
      return `fma/${operation.invocations}x${operation.iterations}`;
    case 'empty':
      return 'empty';
    case 'rmsnorm':
    case 'layernorm':
    case 'swiglu':
    case 'gelu':
    case 'residual':
      return `${operation.kind}/${operation.rows}x${operation.width}`;
    default:
      return backwardKey(operation);
  }
}

function batchPrefix(operation: Matmul): string {
  return batchOf(operation) === 1 ? '' : `b${batchOf(operation)}-`;
}
