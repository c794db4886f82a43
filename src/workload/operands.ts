// What an operation reads and writes, as flat element counts. Rests on operation.ts.
// Slot i is the i-th input: binding i + 1 of a kernel, a place in an arena of inputs.ts (places.ts).
import { backwardInputs, backwardOutput } from './backward.ts';
import { activationWords, batchOf, weightWords, words, type Operation } from './operation.ts';

/** The element `index` of input `slot`. */
export type Read = (slot: number, index: number) => number;

/** Most bytes of the one arena of words: more than the caches of common GPUs hold, and bounded. */
export const WORD_ARENA_BYTES = 64 * 2 ** 20;

/** Whether an input is words of u32 (inputWord of inputs.ts): packed weights, token ids; and not numbers of the run's precision. */
export function isWords(operation: Operation, slot: number): boolean {
  switch (operation.kind) {
    case 'matmul-quantised':
      return slot === 0;
    case 'matmul-quantised-int8':
      return slot === 0 || slot === 3;
    case 'embedding':
    case 'embedding-backward':
    case 'cross-entropy':
    case 'cross-entropy-backward':
      return slot === 1;
    default:
      return false;
  }
}

/** Elements of each input, in slot order; layouts stand in operation.ts. */
export function inputElements(operation: Operation): readonly number[] {
  switch (operation.kind) {
    case 'matmul':
      return [batchOf(operation) * operation.m * operation.k, batchOf(operation) * operation.k * operation.n];
    case 'matvec':
      return [operation.n * operation.k, operation.k];
    case 'matmul-quantised-int8': {
      const { m, n, k, group } = operation;
      // Both kinds of words are of one arena (places.ts), the weights behind the activations, so that their copies follow.
      return [activationWords(operation), (m * k) / group, (2 * n * k) / group, weightWords(operation)];
    }
    case 'matmul-quantised':
      return [words(operation), (2 * operation.n * operation.k) / operation.group, operation.m * operation.k];
    case 'attention': {
      const cache = operation.keys * operation.kvHeads * operation.headDim;
      return [operation.queries * operation.heads * operation.headDim, cache, cache];
    }
    case 'attention-decode': {
      const cache = operation.keys * operation.kvHeads * operation.headDim;
      return [operation.heads * operation.headDim, cache, cache];
    }
    case 'rmsnorm':
      return [operation.rows * operation.width, operation.width];
    case 'layernorm':
      return [operation.rows * operation.width, operation.width, operation.width];
    case 'rotary':
      return [operation.rows * operation.heads * operation.headDim, operation.rows * operation.headDim];
    case 'swiglu':
      return [operation.rows * 2 * operation.width];
    case 'gelu':
      return [operation.rows * operation.width];
    case 'residual':
      return [operation.rows * operation.width, operation.rows * operation.width];
    case 'embedding':
      return [operation.vocabulary * operation.width, operation.rows];
    case 'copy':
      return [operation.elements];
    case 'fma':
      return [];
    case 'empty':
      return [];
    default:
      return backwardInputs(operation);
  }
}

/** Elements of the one output. */
export function outputElements(operation: Operation): number {
  switch (operation.kind) {
    case 'matmul':
      return batchOf(operation) * operation.m * operation.n;
    case 'matmul-quantised':
    case 'matmul-quantised-int8':
      return operation.m * operation.n;
    case 'matvec':
      return operation.n;
    case 'attention':
      return operation.queries * operation.heads * operation.headDim;
    case 'attention-decode':
      return operation.heads * operation.headDim;
    case 'rotary':
      return operation.rows * operation.heads * operation.headDim;
    case 'rmsnorm':
    case 'layernorm':
    case 'swiglu':
    case 'gelu':
    case 'residual':
    case 'embedding':
      return operation.rows * operation.width;
    case 'copy':
      return operation.elements;
    case 'fma':
      return operation.invocations;
    case 'empty':
      return 1;
    default:
      return backwardOutput(operation);
  }
}
