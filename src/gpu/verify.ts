// Compares elements of a kernel's output with the float64 reference. Rests on workload/reference.ts. Pure of the device.
import type { Verification } from '../contract/run.ts';
import type { PlannedTrial } from '../plan/planned-trial.ts';
import { inputValue, inputWord } from '../workload/inputs.ts';
import { isWords } from '../workload/operands.ts';
import { inputPlaces } from '../workload/places.ts';
import { referenceElements } from '../workload/reference.ts';

export type Verdict =
  | { readonly kind: 'right'; readonly verification: Verification }
  | { readonly kind: 'wrong'; readonly detail: string };

/** `values[i]` is the kernel's element `indices[i]`; every one must lie within its derived bound. */
export function verify(trial: PlannedTrial, seed: number, indices: readonly number[], values: readonly number[]): Verdict {
  const places = inputPlaces(trial.kernel.inputs(trial.operation));
  const read = (slot: number, index: number) => {
    const { arena, first } = places[slot] ?? { arena: slot, first: 0 };
    return isWords(trial.operation, slot) ? inputWord(seed, first + index) : inputValue(seed, arena, first + index);
  };
  const expected = referenceElements(trial.operation, trial.precision, read, indices);
  let worst = 0;
  let maxAbsError = 0;
  for (const [at, { value, bound }] of expected.entries()) {
    const found = values[at] ?? Number.NaN;
    const error = Math.abs(found - value);
    // Written so that NaN fails.
    if (!(error <= bound)) {
      return {
        kind: 'wrong',
        detail: `${trial.kernel.id} on ${trial.id}: element ${indices[at]} is ${found}, expected ${value} ± ${bound}`,
      };
    }
    worst = Math.max(worst, bound > 0 ? error / bound : 0);
    maxAbsError = Math.max(maxAbsError, error);
  }
  return {
    kind: 'right',
    verification: { elements_checked: expected.length, worst_error_over_bound: worst, max_abs_error: maxAbsError },
  };
}
