// One step of a program: an operation on named buffers. Rests on workload/ and model.ts.
// No buffer is both read and written by one step, which WebGPU forbids.
import { inputElements, outputElements } from '../workload/operands.ts';
import type { Operation } from '../workload/operation.ts';
import type { Parameter } from './model.ts';

/** Elements of a buffer from `first` on; how many, the operation says. */
export interface Place {
  readonly buffer: string;
  readonly first: number;
}

export interface ProgramStep {
  readonly operation: Operation;
  /** In slot order. */
  readonly inputs: readonly Place[];
  readonly output: Place;
}

/** Buffers that the host fills; all others are results. */
export const HOST_BUFFERS = {
  /** [3, elements]: parameters, first and second moments. */
  state: 'state',
  /** [sequence] words: what is read, and what follows each of them. */
  tokens: 'tokens',
  targets: 'targets',
  /** [width]: a gain that changes nothing. */
  ones: 'ones',
  /** [sequence, headDim] */
  rotaryTable: 'rotary-table',
} as const;

/** All gradients of parameters, laid out like these. */
export const GRADIENT = 'gradient';

export function whole(buffer: string): Place {
  return { buffer, first: 0 };
}

export function weightsOf(parameter: Parameter): Place {
  return { buffer: HOST_BUFFERS.state, first: parameter.first };
}

export function gradientOf(parameter: Parameter): Place {
  return { buffer: GRADIENT, first: parameter.first };
}

/** Elements that each buffer must hold for these steps. */
export function bufferElements(steps: readonly ProgramStep[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const claim = ({ buffer, first }: Place, elements: number) =>
    sizes.set(buffer, Math.max(sizes.get(buffer) ?? 0, first + elements));
  for (const { operation, inputs, output } of steps) {
    const elements = inputElements(operation);
    inputs.forEach((place, slot) => claim(place, elements[slot] ?? 0));
    claim(output, outputElements(operation));
  }
  return sizes;
}
