// A decoder-only transformer: its shape, its exact parameter count. Rests on units.
// What its steps compute stands in step.ts; the list of real ones in ladder.ts.

/**
 * gpt: LayerNorm, biases, learned positions, GELU, tied embeddings (Radford et al., 2019).
 * llama: RMSNorm, no biases, rotary positions, SwiGLU (Touvron et al., 2023).
 */
export type Family = 'gpt' | 'llama';

export interface Architecture {
  readonly family: Family;
  readonly layers: number;
  /** d_model. */
  readonly width: number;
  readonly heads: number;
  /** Key and value heads; equal to heads without grouped-query attention. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** d_ff, the hidden width of the feed-forward block. */
  readonly feedForward: number;
  readonly vocabulary: number;
  /** Whether the output head is the embedding table. */
  readonly isTied: boolean;
  /** Learned position embeddings; 0 with rotary positions. */
  readonly learnedPositions: number;
}

/** Widths of the linear layers of one block, as [outputs, inputs]. */
export interface LayerMatrices {
  readonly qkv: readonly [number, number];
  readonly projection: readonly [number, number];
  /** Gate and up projection in one matrix (llama), or the single expansion (gpt). */
  readonly expand: readonly [number, number];
  readonly contract: readonly [number, number];
}

export function layerMatrices(architecture: Architecture): LayerMatrices {
  const { family, width, heads, kvHeads, headDim, feedForward } = architecture;
  return {
    qkv: [(heads + 2 * kvHeads) * headDim, width],
    projection: [width, heads * headDim],
    expand: [family === 'llama' ? 2 * feedForward : feedForward, width],
    contract: [width, feedForward],
  };
}

/** Every parameter, counted exactly: matrices, biases, norms, embeddings, positions, and the head where untied. */
export function parameterCount(architecture: Architecture): number {
  const { family, layers, width, vocabulary, isTied, learnedPositions } = architecture;
  const matrices = Object.values(layerMatrices(architecture));
  const weights = matrices.reduce((total, [outputs, inputs]) => total + outputs * inputs, 0);
  const biases = family === 'gpt' ? matrices.reduce((total, [outputs]) => total + outputs, 0) : 0;
  const norm = family === 'gpt' ? 2 * width : width;
  const embeddings = vocabulary * width * (isTied ? 1 : 2) + learnedPositions * width;
  return layers * (weights + biases + 2 * norm) + norm + embeddings;
}

/**
 * Training arithmetic of one token in FLOP, the field's model-FLOP convention: 6 per weight that a matrix product
 * uses (head included, embedding look-up not) plus causal attention, 6·layers·sequence·heads·headDim; nothing recomputed.
 */
export function trainingFlopPerToken(architecture: Architecture, sequenceLength: number): number {
  const { layers, width, vocabulary, heads, headDim } = architecture;
  const weights = Object.values(layerMatrices(architecture)).reduce((total, [outputs, inputs]) => total + outputs * inputs, 0);
  return 6 * (layers * weights + vocabulary * width) + 6 * layers * sequenceLength * heads * headDim;
}
