// The steps of one transformer block: x₁ = x + attention(norm(x)), x₂ = x₁ + feedForward(norm(x₁)). Rests on layer-steps.ts.
// A buffer is named after what it holds; `d-` before a name is the gradient with respect to it.
import { linear, linearBackward, norm, normBackward, sum } from './layer-steps.ts';
import type { LayerParameters, Model } from './model.ts';
import { HOST_BUFFERS, whole, type ProgramStep } from './program-step.ts';

/** What runs into a layer, and out of the one before it; [sequence, width]. */
export function streamOf(layer: number): string {
  return `stream-${layer}`;
}

export function blockForward(model: Model, parameters: LayerParameters, layer: number): readonly ProgramStep[] {
  const { sequence: rows, width, heads, kvHeads, headDim, feedForward } = model;
  const of = (name: string) => `${layer}/${name}`;
  const table = whole(HOST_BUFFERS.rotaryTable);
  return [
    norm(rows, parameters.attentionGain, streamOf(layer), of('attention-normed')),
    linear(rows, parameters.query, of('attention-normed'), of('query')),
    linear(rows, parameters.key, of('attention-normed'), of('key')),
    linear(rows, parameters.value, of('attention-normed'), of('value')),
    {
      operation: { kind: 'rotary', rows, heads, headDim },
      inputs: [whole(of('query')), table],
      output: whole(of('turned-query')),
    },
    {
      operation: { kind: 'rotary', rows, heads: kvHeads, headDim },
      inputs: [whole(of('key')), table],
      output: whole(of('turned-key')),
    },
    {
      operation: { kind: 'attention', ...attentionExtents(model) },
      inputs: [whole(of('turned-query')), whole(of('turned-key')), whole(of('value'))],
      output: whole(of('attention')),
    },
    linear(rows, parameters.projection, of('attention'), of('projection')),
    sum(rows, width, streamOf(layer), of('projection'), of('middle')),
    norm(rows, parameters.feedForwardGain, of('middle'), of('feed-forward-normed')),
    linear(rows, parameters.expand, of('feed-forward-normed'), of('expanded')),
    {
      operation: { kind: 'swiglu', rows, width: feedForward },
      inputs: [whole(of('expanded'))],
      output: whole(of('activation')),
    },
    linear(rows, parameters.contract, of('activation'), of('contracted')),
    sum(rows, width, of('middle'), of('contracted'), streamOf(layer + 1)),
  ];
}

/** From the gradient of the layer's output to that of its input, and to those of its parameters. */
export function blockBackward(model: Model, parameters: LayerParameters, layer: number): readonly ProgramStep[] {
  const { sequence: rows, width, feedForward } = model;
  const of = (name: string) => `${layer}/${name}`;
  const d = (name: string) => `d-${layer}/${name}`;
  const after = `d-${streamOf(layer + 1)}`;
  return [
    ...linearBackward(rows, parameters.contract, of('activation'), whole(after), d('activation')),
    {
      operation: { kind: 'swiglu-backward', rows, width: feedForward },
      inputs: [whole(of('expanded')), whole(d('activation'))],
      output: whole(d('expanded')),
    },
    ...linearBackward(rows, parameters.expand, of('feed-forward-normed'), whole(d('expanded')), d('feed-forward-normed')),
    ...normBackward(rows, parameters.feedForwardGain, of('middle'), d('feed-forward-normed'), d('feed-forward')),
    sum(rows, width, after, d('feed-forward'), d('middle')),
    ...linearBackward(rows, parameters.projection, of('attention'), whole(d('middle')), d('attention')),
    ...attentionBackward(model, layer),
    ...linearBackward(rows, parameters.query, of('attention-normed'), whole(d('query')), d('by-query')),
    ...linearBackward(rows, parameters.key, of('attention-normed'), whole(d('key')), d('by-key')),
    ...linearBackward(rows, parameters.value, of('attention-normed'), valueGradient(model, layer), d('by-value')),
    sum(rows, width, d('by-query'), d('by-key'), d('by-query-and-key')),
    sum(rows, width, d('by-query-and-key'), d('by-value'), d('attention-normed')),
    ...normBackward(rows, parameters.attentionGain, streamOf(layer), d('attention-normed'), d('attention-branch')),
    sum(rows, width, d('middle'), d('attention-branch'), `d-${streamOf(layer)}`),
  ];
}

/** The gradients of queries, keys and values before they are turned. */
function attentionBackward(model: Model, layer: number): readonly ProgramStep[] {
  const { sequence: rows, heads, kvHeads, headDim } = model;
  const extents = attentionExtents(model);
  const of = (name: string) => whole(`${layer}/${name}`);
  const d = (name: string) => whole(`d-${layer}/${name}`);
  const table = whole(HOST_BUFFERS.rotaryTable);
  const known = [of('turned-query'), of('turned-key'), of('value'), d('attention'), of('rows')];
  return [
    {
      operation: { kind: 'attention-backward-rows', ...extents },
      inputs: [of('turned-query'), of('turned-key'), of('attention'), d('attention')],
      output: of('rows'),
    },
    { operation: { kind: 'attention-backward-queries', ...extents }, inputs: known, output: d('turned-query') },
    { operation: { kind: 'attention-backward-keys', ...extents }, inputs: known, output: d('key-and-value') },
    { operation: { kind: 'rotary-backward', rows, heads, headDim }, inputs: [d('turned-query'), table], output: d('query') },
    {
      operation: { kind: 'rotary-backward', rows, heads: kvHeads, headDim },
      inputs: [d('key-and-value'), table],
      output: d('key'),
    },
  ];
}

/** The second half of what attention-backward-keys gives. */
function valueGradient({ sequence, kvHeads, headDim }: Model, layer: number) {
  return { buffer: `d-${layer}/key-and-value`, first: sequence * kvHeads * headDim };
}

function attentionExtents({ sequence, heads, kvHeads, headDim }: Model) {
  return { queries: sequence, keys: sequence, queryOffset: 0, heads, kvHeads, headDim };
}
