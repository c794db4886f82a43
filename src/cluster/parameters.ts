// How many parameters a model shape has, in all and by one token. Rests on cluster/model-shape.ts.
// Norms, biases and position tables are left out: under 0.1 % from a billion parameters up.
import type { ModelShape } from './model-shape.ts';

/** Of one attention layer. Latent attention counts its compressions (DeepSeek-AI, 2024, arXiv:2405.04434, section 2.1). */
export function attentionParameters({ width, heads, kvHeads, headDim, latent }: ModelShape): number {
  if (latent === undefined) return width * headDim * (2 * heads + 2 * kvHeads);
  const { queryRank, keyValueRank, rotaryDim } = latent;
  const queryWidth = heads * (headDim + rotaryDim);
  const queries = queryRank > 0 ? queryRank * (width + queryWidth) : width * queryWidth;
  const keysAndValues = width * (keyValueRank + rotaryDim) + keyValueRank * heads * 2 * headDim;
  return queries + keysAndValues + heads * headDim * width;
}

/** All parameters that are stored. */
export function totalParameters(model: ModelShape): number {
  return countWith(model, model.mixture?.expertCount ?? 0);
}

/** Those that one token passes. */
export function activeParameters(model: ModelShape): number {
  return countWith(model, model.mixture?.topK ?? 0);
}

function countWith(model: ModelShape, expertsPerLayer: number): number {
  const { layers, width, feedForward, isGated, vocabulary, isTied, attentionLayers, mixture } = model;
  const matrices = isGated ? 3 : 2;
  const embeddings = vocabulary * width * (isTied ? 1 : 2);
  const attention = attentionLayers * attentionParameters(model);
  const dense = (layers - (mixture?.layerCount ?? 0)) * matrices * width * feedForward;
  const experts =
    mixture === undefined
      ? 0
      : mixture.layerCount *
        (matrices * width * (expertsPerLayer * mixture.expertFeedForward + mixture.sharedFeedForward) +
          width * mixture.expertCount);
  return embeddings + attention + dense + experts;
}
