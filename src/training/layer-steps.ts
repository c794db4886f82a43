// The steps of one linear layer, one norm and one sum, forward and backward. Rests on program-step.ts.
// Weights are stored [outputs, inputs]: an nt product forward, nn for the input's gradient, tn for the weights'.
import type { Parameter } from './model.ts';
import { gradientOf, HOST_BUFFERS, weightsOf, whole, type Place, type ProgramStep } from './program-step.ts';

/** y[rows, outputs] = x[rows, inputs]·Wᵀ. */
export function linear(rows: number, weights: Parameter, x: string, y: string): ProgramStep {
  return {
    operation: { kind: 'matmul', m: rows, n: weights.rows, k: weights.columns, transpose: 'nt' },
    inputs: [whole(x), weightsOf(weights)],
    output: whole(y),
  };
}

/** dx = dy·W, and dW = dyᵀ·x. */
export function linearBackward(rows: number, weights: Parameter, x: string, dy: Place, dx: string): readonly ProgramStep[] {
  const { rows: outputs, columns: inputs } = weights;
  return [
    {
      operation: { kind: 'matmul', m: rows, n: inputs, k: outputs, transpose: 'nn' },
      inputs: [dy, weightsOf(weights)],
      output: whole(dx),
    },
    {
      operation: { kind: 'matmul', m: outputs, n: inputs, k: rows, transpose: 'tn' },
      inputs: [dy, whole(x)],
      output: gradientOf(weights),
    },
  ];
}

export function norm(rows: number, gain: Parameter, x: string, y: string): ProgramStep {
  return {
    operation: { kind: 'rmsnorm', rows, width: gain.columns },
    inputs: [whole(x), weightsOf(gain)],
    output: whole(y),
  };
}

/** dx; and the gain's gradient, from the rows normalised again, without the bias's that the kernel gives as well. */
export function normBackward(rows: number, gain: Parameter, x: string, dy: string, dx: string): readonly ProgramStep[] {
  const { columns: width } = gain;
  const normalised = `${dx}/normalised`;
  const gains = `${dx}/gains`;
  return [
    {
      operation: { kind: 'rmsnorm-backward', rows, width },
      inputs: [whole(x), weightsOf(gain), whole(dy)],
      output: whole(dx),
    },
    { operation: { kind: 'rmsnorm', rows, width }, inputs: [whole(x), whole(HOST_BUFFERS.ones)], output: whole(normalised) },
    { operation: { kind: 'gain-backward', rows, width }, inputs: [whole(normalised), whole(dy)], output: whole(gains) },
    { operation: { kind: 'copy', elements: width }, inputs: [whole(gains)], output: gradientOf(gain) },
  ];
}

/** y[rows, width] = a + b. */
export function sum(rows: number, width: number, a: string, b: string, y: string): ProgramStep {
  return { operation: { kind: 'residual', rows, width }, inputs: [whole(a), whole(b)], output: whole(y) };
}
