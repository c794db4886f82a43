// The weights of a model as serving splits them: what every token reads, the two tables, and the routed experts.
// Exact up to norms and biases.
import type { ModelShape } from './model-shape.ts';
import { attentionParameters } from './parameters.ts';

export interface ServingWeights {
  /** Attention, dense blocks, shared experts and routers. */
  readonly dense: number;
  /** Embedding table and head; one table where they are tied. */
  readonly vocabulary: number;
  /** All routed experts. */
  readonly experts: number;
}

export function servingWeights(model: ModelShape): ServingWeights {
  const { layers, width, feedForward, vocabulary, isGated, isTied, mixture, attentionLayers } = model;
  const matrices = isGated ? 3 : 2;
  const mixedLayers = mixture?.layerCount ?? 0;
  const blocks = (layers - mixedLayers) * matrices * width * feedForward;
  const shared = mixture === undefined ? 0 : mixedLayers * width * (matrices * mixture.sharedFeedForward + mixture.expertCount);
  const experts = mixture === undefined ? 0 : mixedLayers * mixture.expertCount * matrices * width * mixture.expertFeedForward;
  return {
    dense: attentionLayers * attentionParameters(model) + blocks + shared,
    vocabulary: vocabulary * width * (isTied ? 1 : 2),
    experts,
  };
}

/** Expected number of distinct experts that `tokens` touch, each choosing `topK` of `expertCount` evenly; topK to all. */
export function expertsTouched(expertCount: number, topK: number, tokens: number): number {
  return expertCount * (1 - (1 - topK / expertCount) ** tokens);
}
