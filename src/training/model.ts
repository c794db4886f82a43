// The decoder-only transformer that is trained, and where its parameters stand in one flat buffer. Rests on workload/.
// The llama family of transformer.ts: RMSNorm, rotary positions, grouped keys and values, SwiGLU, an untied head, no biases.
import type { Architecture } from '../workload/transformer.ts';

export type Model = Pick<Architecture, 'layers' | 'width' | 'heads' | 'kvHeads' | 'headDim' | 'feedForward' | 'vocabulary'> & {
  /** Tokens of the one sequence of a step. */
  readonly sequence: number;
};

/** A matrix [rows, columns], row-major, weights as [outputs, inputs]; a norm's gain is one row. */
export interface Parameter {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Its first element in the flat buffers of parameters and of gradients: a multiple of ALIGNED_ELEMENTS. */
  readonly first: number;
}

/** f32 elements in 256 bytes, at whose multiples a binding may start. */
const ALIGNED_ELEMENTS = 64;

export interface LayerParameters {
  readonly attentionGain: Parameter;
  readonly query: Parameter;
  readonly key: Parameter;
  readonly value: Parameter;
  readonly projection: Parameter;
  readonly feedForwardGain: Parameter;
  /** Gate, then up. */
  readonly expand: Parameter;
  readonly contract: Parameter;
}

export interface ParameterLayout {
  readonly embedding: Parameter;
  readonly layers: readonly LayerParameters[];
  readonly finalGain: Parameter;
  readonly head: Parameter;
  /** All of the above, in the order in which they stand. */
  readonly all: readonly Parameter[];
  /** Elements of the flat buffer, with what alignment leaves empty. */
  readonly elements: number;
}

export function layoutOf(model: Model): ParameterLayout {
  const { layers, width, heads, kvHeads, headDim, feedForward, vocabulary } = model;
  const all: Parameter[] = [];
  let elements = 0;
  const place = (name: string, rows: number, columns: number): Parameter => {
    const parameter = { name, rows, columns, first: elements };
    all.push(parameter);
    elements += Math.ceil((rows * columns) / ALIGNED_ELEMENTS) * ALIGNED_ELEMENTS;
    return parameter;
  };
  const embedding = place('embedding', vocabulary, width);
  const blocks = Array.from({ length: layers }, (_, layer) => ({
    attentionGain: place(`${layer}/attention-gain`, 1, width),
    query: place(`${layer}/query`, heads * headDim, width),
    key: place(`${layer}/key`, kvHeads * headDim, width),
    value: place(`${layer}/value`, kvHeads * headDim, width),
    projection: place(`${layer}/projection`, width, heads * headDim),
    feedForwardGain: place(`${layer}/feed-forward-gain`, 1, width),
    expand: place(`${layer}/expand`, 2 * feedForward, width),
    contract: place(`${layer}/contract`, width, feedForward),
  }));
  const finalGain = place('final-gain', 1, width);
  const head = place('head', vocabulary, width);
  return { embedding, layers: blocks, finalGain, head, all, elements };
}
