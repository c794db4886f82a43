// One kernel on one operation against the float64 reference: every output element, in units of its bound.
import type { Kernel, Precision } from '../../../src/kernels/kernel.ts';
import { inputValue, inputWord } from '../../../src/workload/inputs.ts';
import { inputElements, isWords, outputElements } from '../../../src/workload/operands.ts';
import { operationKey, type Operation } from '../../../src/workload/operation.ts';
import { inputPlaces } from '../../../src/workload/places.ts';
import { referenceElements } from '../../../src/workload/reference.ts';
import type { Rounded } from '../../../src/workload/rounding.ts';
import { execute } from '../dawn.ts';

export const SEED = 20_231_123;

export interface Verdict {
  readonly index: number;
  readonly errorOverBound: number;
}

/** Runs an f32 kernel on the seeded inputs; see verdictOn. */
export async function verdictOf(device: GPUDevice, kernel: Kernel, operation: Operation): Promise<Verdict> {
  const inputs = kernel
    .inputs(operation)
    .map((count, slot) =>
      isWords(operation, slot)
        ? Uint32Array.from({ length: count }, (_, index) => inputWord(SEED, firstWord(operation, slot) + index))
        : Float32Array.from({ length: count }, (_, index) => inputValue(SEED, slot, index)),
    );
  return verdictOn(operation, 'f32', await execute(device, kernel, operation, inputs));
}

/** The worst |output − reference| / bound and where; an element that was left unwritten counts as infinitely wrong. */
export function verdictOn(operation: Operation, precision: Precision, output: ArrayLike<number>): Verdict {
  let worst: Verdict = { index: -1, errorOverBound: 0 };
  referenceOf(operation, precision).forEach(({ value, bound }, index) => {
    const error = Math.abs((output[index] ?? Number.NaN) - value) / bound;
    const errorOverBound = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    if (errorOverBound > worst.errorOverBound) worst = { index, errorOverBound };
  });
  return worst;
}

/** Where an input of words stands among all of them, as in a session. */
export function firstWord(operation: Operation, slot: number): number {
  return inputPlaces(inputElements(operation))[slot]?.first ?? 0;
}

const references = new Map<string, readonly Rounded[]>();

function referenceOf(operation: Operation, precision: Precision): readonly Rounded[] {
  const key = `${operationKey(operation)}/${precision}`;
  const known = references.get(key);
  if (known) return known;
  const indices = Array.from({ length: outputElements(operation) }, (_, index) => index);
  const read = (slot: number, index: number) =>
    isWords(operation, slot) ? inputWord(SEED, firstWord(operation, slot) + index) : inputValue(SEED, slot, index);
  const elements = referenceElements(operation, precision, read, indices);
  references.set(key, elements);
  return elements;
}
