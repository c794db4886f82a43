// Size classes: within a class of operations, the shapes for which one kernel may be best and another worst.
// Rests on operation.ts. They follow the shapes of the ladder (ladder.ts), and only where kernels differ by them.
import { batchOf, type Operation } from './operation.ts';

/** Outputs of a product from which 64 × 64 tiles give every core of a large GPU one: 128 of them. */
const MANY_OUTPUTS = 2 ** 19;
/** Depth of a product from which its few outputs alone do not fill a device, so that splitting the depth may pay. */
const DEEP = 4096;
/** Weights of a matvec that no longer fit into the caches nearest to the cores: 16 MiB in f32. */
const MANY_WEIGHTS = 2 ** 22;
/** Decode works on single rows, prefill and training on a thousand. */
const FEW_ROWS = 8;

/** Kernels compete within an operation kind, within a layout for matrix products, and within a width for quantised weights. */
export function classNameOf(operation: Operation): string {
  if (operation.kind === 'matmul') return `matmul-${operation.transpose}`;
  return 'bits' in operation ? `${operation.kind}-int${operation.bits}` : operation.kind;
}

/**
 * `few-rows`, `small`, `large` or `deep` for products, by outputs (of a matvec: by weights) and depth; `head-64` and its like for attention, whose
 * kernels are built for a head's dimension; `few-rows` or `many-rows` for what works row by row; `any` for the rest.
 */
export function sizeClassOf(operation: Operation): string {
  if ('k' in operation) {
    if (!('m' in operation)) return operation.n * operation.k < MANY_WEIGHTS ? 'small' : 'large';
    if (operation.m <= FEW_ROWS) return 'few-rows';
    const matrices = operation.kind === 'matmul' ? batchOf(operation) : 1;
    if (matrices * operation.m * operation.n >= MANY_OUTPUTS) return 'large';
    return operation.k >= DEEP ? 'deep' : 'small';
  }
  if ('keys' in operation) return `head-${operation.headDim}`;
  if ('rows' in operation) return operation.rows <= FEW_ROWS ? 'few-rows' : 'many-rows';
  return 'any';
}

/** Class and size class in one word, e.g. `matmul-nt/large`. */
export function contestNameOf(operation: Operation): string {
  return `${classNameOf(operation)}/${sizeClassOf(operation)}`;
}
