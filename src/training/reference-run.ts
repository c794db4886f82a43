// Training in float64: gradients by evaluate.ts, AdamW as its source states it. Rests on workload/adamw.ts.
import { adamWFactors, type AdamWFactors } from '../workload/adamw.ts';
import { bufferOf, evaluate } from './evaluate.ts';
import { HOST_BUFFERS, GRADIENT } from './program-step.ts';
import { LOSS, type Program } from './program.ts';
import { constantsOf } from './recipe.ts';
import { exactly, type Tensor } from './tensor.ts';
import type { Window } from './text.ts';

/** What one step's forward and backward pass come to. */
export interface ReferenceStep {
  /** Mean loss over the tokens, and how far f32 kernels may be from it on the same parameters. */
  readonly loss: number;
  readonly lossBound: number;
  /** Of the loss summed over the tokens, laid out like the parameters. */
  readonly gradient: Tensor;
}

/** Forward, loss and backward from parameters that the device has exactly. */
export function referenceStep(
  program: Program,
  parameters: ArrayLike<number>,
  window: Window,
  keep?: (result: Tensor) => Tensor,
): ReferenceStep {
  const buffers = evaluate([...program.forward, ...program.backward], givenBuffers(program, parameters, window), keep);
  const { values, bounds } = bufferOf(buffers, LOSS);
  const mean = (of: Float64Array) => of.reduce((sum, value) => sum + value, 0) / of.length;
  return { loss: mean(values), lossBound: mean(bounds), gradient: bufferOf(buffers, GRADIENT) };
}

/**
 * The losses of the first steps of a run, one a window, in float64 throughout. `keep` as in evaluate.ts.
 */
export function referenceLosses(
  program: Program,
  start: ArrayLike<number>,
  windows: readonly Window[],
  keep: (result: Tensor) => Tensor = ({ values }) => exactly(values),
): readonly number[] {
  const state = {
    parameters: Float64Array.from(start),
    first: new Float64Array(start.length),
    second: new Float64Array(start.length),
  };
  return windows.map((window, index) => {
    const { loss, gradient } = referenceStep(program, state.parameters, window, keep);
    advance(state, gradient.values, adamWFactors(index + 1, program.learningRate));
    return loss;
  });
}

function givenBuffers(program: Program, parameters: ArrayLike<number>, window: Window): ReadonlyMap<string, Tensor> {
  return new Map([
    [HOST_BUFFERS.state, exactly(parameters)],
    [HOST_BUFFERS.tokens, exactly(window.tokens)],
    [HOST_BUFFERS.targets, exactly(window.targets)],
    ...[...constantsOf(program.model)].map(([name, values]) => [name, exactly(values)] as const),
  ]);
}

interface State {
  readonly parameters: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** AdamW in place, as adamw.ts states it. */
function advance({ parameters, first, second }: State, gradient: Float64Array, factors: AdamWFactors): void {
  gradient.forEach((slope, index) => {
    const mean = factors.firstKept * (first[index] ?? 0) + factors.firstTaken * slope;
    const square = factors.secondKept * (second[index] ?? 0) + factors.secondTaken * slope * slope;
    const change = (factors.rate * mean) / Math.sqrt(square * factors.correction + factors.floor);
    first[index] = mean;
    second[index] = square;
    parameters[index] = factors.kept * (parameters[index] ?? 0) - change;
  });
}
