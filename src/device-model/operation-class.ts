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
    case 'rmsnorm':
    case 'layernorm':
      return 'norm';
    case 'rotary':
    case 'swiglu':
    case 'gelu':
    case 'residual':
    case 'embedding':
      return 'element-wise';
    case 'empty':
      return undefined;
    default:
      return operation satisfies never;
  }
}

/**
 * Members of a class run by kernels of their own: the layouts of a matrix product, the kinds of norm and element-wise work.
 * Undefined in a class that has but one.
 */
export function memberOf(operation: Operation): string | undefined {
  if (operation.kind === 'matmul') return operation.transpose;
  const name = classOf(operation);
  return name === 'norm' || name === 'element-wise' ? operation.kind : undefined;
}
