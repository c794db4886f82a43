// One step of training as a list of operations on named buffers: forward, loss, backward, update. Rests on block.ts.
// Every step is an operation of the catalogue, so a trainer needs nothing but kernels; the float64 reference (evaluate.ts)
// walks the same list.
//
// Gradients are those of the loss summed over the tokens, in one buffer laid out like the parameters, so that the update is one
// dispatch. Their size does not matter to AdamW, as long as it is far above its ε.
import type { Operation } from '../workload/operation.ts';
import { blockBackward, blockForward, streamOf } from './block.ts';
import { linear, linearBackward, norm, normBackward } from './layer-steps.ts';
import { layoutOf, type Model, type ParameterLayout } from './model.ts';
import { GRADIENT, gradientOf, HOST_BUFFERS, weightsOf, whole, type ProgramStep } from './program-step.ts';

/** The loss of every row, [sequence]. */
export const LOSS = 'loss';

const NEXT_STATE = 'next-state';

export interface Program {
  readonly model: Model;
  readonly layout: ParameterLayout;
  readonly learningRate: number;
  /** From tokens to the loss of every row. */
  readonly forward: readonly ProgramStep[];
  /** From there to the gradient of every parameter. */
  readonly backward: readonly ProgramStep[];
  /** Parameters and moments, by AdamW, as in the first step of a run; see `atStep`. */
  readonly update: readonly ProgramStep[];
}

export function programOf(model: Model, learningRate: number): Program {
  const layout = layoutOf(model);
  const { layers, sequence: rows, width, vocabulary } = model;
  const { embedding, finalGain, head, elements } = layout;
  const { state, tokens, targets } = HOST_BUFFERS;
  const lookUp = { rows, width, vocabulary };
  const loss = { rows, vocabulary };
  return {
    model,
    layout,
    learningRate,
    forward: [
      { operation: { kind: 'embedding', ...lookUp }, inputs: [weightsOf(embedding), whole(tokens)], output: whole(streamOf(0)) },
      ...layout.layers.flatMap((parameters, layer) => blockForward(model, parameters, layer)),
      norm(rows, finalGain, streamOf(layers), 'normed'),
      linear(rows, head, 'normed', 'logits'),
      { operation: { kind: 'cross-entropy', ...loss }, inputs: [whole('logits'), whole(targets)], output: whole(LOSS) },
    ],
    backward: [
      {
        operation: { kind: 'cross-entropy-backward', ...loss },
        inputs: [whole('logits'), whole(targets)],
        output: whole('d-logits'),
      },
      ...linearBackward(rows, head, 'normed', whole('d-logits'), 'd-normed'),
      ...normBackward(rows, finalGain, streamOf(layers), 'd-normed', `d-${streamOf(layers)}`),
      ...layout.layers
        .map((parameters, layer) => blockBackward(model, parameters, layer))
        .toReversed()
        .flat(),
      {
        operation: { kind: 'embedding-backward', ...lookUp },
        inputs: [whole(`d-${streamOf(0)}`), whole(tokens)],
        output: gradientOf(embedding),
      },
    ],
    update: [
      {
        operation: { kind: 'adamw', elements, step: 1, learningRate },
        inputs: [whole(state), whole(GRADIENT)],
        output: whole(NEXT_STATE),
      },
      { operation: { kind: 'copy', elements: 3 * elements }, inputs: [whole(NEXT_STATE)], output: whole(state) },
    ],
  };
}

/** The operation as it stands in step `count` of a run, counted from 1: only the optimiser's depends on it. */
export function atStep(operation: Operation, count: number): Operation {
  return operation.kind === 'adamw' ? { ...operation, step: count } : operation;
}
