// Whether what a device computed is what the float64 reference says, within bounds derived for f32. Rests on evaluate.ts.
// Two questions. Of the whole: is every parameter's gradient within the bound that has grown along the program? And, far sharper,
// of each step by itself: is its result within its own bound, given the very numbers that the device had read?
import type { Parameter } from './model.ts';
import { evaluate } from './evaluate.ts';
import type { ProgramStep } from './program-step.ts';
import { exactly, part, type Tensor } from './tensor.ts';
import { inputElements, outputElements } from '../workload/operands.ts';
import { operationKey } from '../workload/operation.ts';

export interface Verdict {
  /** A parameter, or a step's operation and where it writes. */
  readonly name: string;
  /** The largest |found − reference| / bound of its elements; infinite where one is no number. */
  readonly errorOverBound: number;
  /** √Σbound² / √Σreference²: what share of it could be wrong unseen. */
  readonly boundOverSize: number;
}

/** Bounds are first order in places (a product of two bounds within an exponential): under 1 % where bounds are under 1e-2. */
const SECOND_ORDER = 1.01;

/** Subnormals may be flushed to zero; rounding.ts says the same. */
const UNDERFLOW = 2 ** -100;

/** One verdict a parameter; `found` and the reference are laid out alike. */
export function gradientVerdicts(parameters: readonly Parameter[], found: Float32Array, reference: Tensor): readonly Verdict[] {
  return parameters.map(({ name, rows, columns, first }) =>
    verdictOn(name, found.subarray(first, first + rows * columns), part(reference, first, rows * columns)),
  );
}

/** One verdict a step. `found` holds all buffers as they stand after the steps, each element written by one step at most. */
export function stepVerdicts(
  steps: readonly ProgramStep[],
  found: ReadonlyMap<string, Float32Array | Uint32Array>,
): readonly Verdict[] {
  const bufferOf = (name: string) => found.get(name) ?? new Float32Array(0);
  return steps.map((step) => {
    const { operation, inputs, output } = step;
    const sizes = inputElements(operation);
    const given = inputs.map(({ buffer, first }, slot) => exactly(bufferOf(buffer).subarray(first, first + (sizes[slot] ?? 0))));
    const alone: ProgramStep = {
      operation,
      inputs: inputs.map((_, slot) => ({ buffer: `input ${slot}`, first: 0 })),
      output: { buffer: 'output', first: 0 },
    };
    const results = evaluate([alone], new Map(given.map((tensor, slot) => [`input ${slot}`, tensor])));
    const elements = outputElements(operation);
    const written = bufferOf(output.buffer).subarray(output.first, output.first + elements);
    return verdictOn(`${operationKey(operation)} to ${output.buffer}`, written, results.get('output') ?? exactly([]));
  });
}

/** The verdict with the largest error. */
export function worstOf(verdicts: readonly Verdict[]): Verdict | undefined {
  return verdicts.reduce<Verdict | undefined>(
    (worst, verdict) => (worst !== undefined && worst.errorOverBound >= verdict.errorOverBound ? worst : verdict),
    undefined,
  );
}

function verdictOn(name: string, found: ArrayLike<number>, { values, bounds }: Tensor): Verdict {
  let errorOverBound = 0;
  let size = 0;
  let uncertainty = 0;
  values.forEach((value, index) => {
    const bound = SECOND_ORDER * (bounds[index] ?? 0) + UNDERFLOW;
    const error = Math.abs((found[index] ?? Number.NaN) - value) / bound;
    errorOverBound = Math.max(errorOverBound, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
    size += value * value;
    uncertainty += bound * bound;
  });
  return { name, errorOverBound, boundOverSize: Math.sqrt(uncertainty / size) };
}
