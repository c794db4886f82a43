// One thing to time: an operation at a shape, by a kernel, in a precision. Rests on kernels/ and workload/.
import { elementBytes, type Kernel, type Precision } from '../kernels/kernel.ts';
import { isWords, WORD_ARENA_BYTES } from '../workload/operands.ts';
import { operationKey, type Operation } from '../workload/operation.ts';
import { alignedElements, inputPlaces } from '../workload/places.ts';

export interface PlannedTrial {
  /** Unique in the run: role, operation key and precision (and kernel, for a contest between kernels). */
  readonly id: string;
  readonly role: 'probe' | 'ladder';
  readonly operation: Operation;
  readonly kernel: Kernel;
  readonly precision: Precision;
  /**
   * Copies of its cold operands that the dispatches rotate through, so that weights and KV caches come from memory
   * as in a model of many layers, not from a cache that one layer's worth would stay in.
   */
  readonly operandCopies: number;
  /** Inputs (by position) that rotate. */
  readonly coldInputs: readonly number[];
}

/** Inputs that a model reads once a step and layer: weights and KV caches. Activations were just written and stay warm. */
export function coldInputs(operation: Operation): readonly number[] {
  switch (operation.kind) {
    case 'matmul':
      return operation.transpose === 'tn' ? [] : [1];
    case 'matvec':
    case 'matmul-quantised':
      return [0];
    case 'matmul-quantised-int8':
      return [3];
    case 'attention-decode':
      return [1, 2];
    default:
      return [];
  }
}

export function planTrial(
  role: PlannedTrial['role'],
  operation: Operation,
  kernel: Kernel,
  layers: number,
  arenaElements: number,
): PlannedTrial {
  const cold = coldInputs(operation);
  const sizes = kernel.inputs(operation);
  const places = inputPlaces(sizes);
  const wordArena = Math.min(WORD_ARENA_BYTES, arenaElements * elementBytes(kernel.precision)) / 4;
  const room = cold.map((input) => {
    const arena = isWords(operation, input) ? wordArena : arenaElements;
    return Math.floor((arena - (places[input]?.first ?? 0)) / alignedElements(Math.max(1, sizes[input] ?? 1)));
  });
  const operandCopies = cold.length === 0 ? 1 : Math.max(1, Math.min(layers, MOST_COPIES, ...room));
  return {
    id: `${role}/${operationKey(operation)}/${kernel.precision}`,
    role,
    operation,
    kernel,
    precision: kernel.precision,
    operandCopies,
    coldInputs: cold,
  };
}

/** More bind groups than this cost set-up time and tell nothing new. */
const MOST_COPIES = 32;
