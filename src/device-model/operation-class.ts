// Which operations are taken to run alike on one device. Rests on workload/.
// A class shares its efficiencies; members of a class differ by a factor of their own, drawn towards 1.
import type { Operation } from '../workload/operation.ts';

export const OPERATION_CLASSES = [
  'matmul',
  'matvec',
  'attention',
  'attention-decode',
  'norm',
  'element-wise',
  'copy',
  'fma',
  'quantised',
] as const;
export type OperationClass = (typeof OPERATION_CLASSES)[number];

/** The class of an operation; undefined for the empty dispatch, which is nothing but launch. */
export function classOf(operation: Operation): OperationClass | undefined {
  switch (operation.kind) {
    case 'matmul':
    case 'matvec':
    case 'attention':
    case 'attention-decode':
    case 'copy':
    case 'fma':
      return operation.kind;
    case 'matmul-quantised':
    case 'matmul-quantised-int8':
      return 'quantised';
    case 'attention-backward-rows':
    case 'attention-backward-queries':
    case 'attention-backward-keys':
      return 'attention';
    case 'rmsnorm':
    case 'layernorm':
    case 'rmsnorm-backward':
    case 'layernorm-backward':
      return 'norm';
    case 'rotary':
    case 'swiglu':
    case 'gelu':
    case 'residual':
    case 'embedding':
    case 'gain-backward':
    case 'swiglu-backward':
    case 'gelu-backward':
    case 'rotary-backward':
    case 'embedding-backward':
    case 'cross-entropy':
    case 'cross-entropy-backward':
    case 'adamw':
      return 'element-wise';
    case 'empty':
      return undefined;
    default:
      return operation satisfies never;
  }
}

/**
 * Members of a class run by kernels of their own: the layouts of a matrix product, the kinds of norm, of element-wise work and of attention.
 * Undefined in a class that has but one.
 */
export function memberOf(operation: Operation): string | undefined {
  if (operation.kind === 'matmul') return operation.transpose;
  const name = classOf(operation);
  return name === 'norm' || name === 'element-wise' || name === 'attention' ? operation.kind : undefined;
}
