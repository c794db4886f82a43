// How many weights a shape has, and where: they decide memory, gradients' traffic and the optimizer. Rests on the shape alone.
// Neglected: biases and norms (under 0.1 % of any model here).
import type { ModelShape } from './model-shape.ts';

export interface ParameterCounts {
  /** All weights but the routed experts, embedding and head included. */
  readonly unrouted: number;
  /** All routed experts of all layers. */
  readonly routed: number;
  /** The input embedding, and the head’s own weights (0 where tied). */
  readonly embedding: number;
  readonly head: number;
  readonly total: number;
  /** Weights that multiply one token: head and router included, the embedding’s look-up not. */
  readonly multiplied: number;
}

/**
 * How many blocks of each kind a shape has. A hybrid’s layers without attention (state space, linear attention) stand as
 * dense feed-forward blocks of the same number of weights, for they too are matrix products (data/model-quirks.json).
 */
export interface LayerCounts {
  readonly attention: number;
  readonly dense: number;
  readonly mixture: number;
}

export function layerCounts(model: ModelShape): LayerCounts {
  const mixture = Math.min(model.mixture?.layerCount ?? 0, model.layers);
  return { attention: Math.min(model.attentionLayers, model.layers), dense: model.layers - mixture, mixture };
}

export function totalParameters(model: ModelShape): number {
  return parameterCounts(model).total;
}

/** As models state it: all but the experts that a token does not pass; embedding and head included. */
export function activeParameters(model: ModelShape): number {
  const { unrouted, routed } = parameterCounts(model);
  const share = model.mixture === undefined ? 0 : model.mixture.topK / model.mixture.expertCount;
  return unrouted + routed * share;
}

/** Counted once a shape: a search asks thousands of times. */
const counted = new WeakMap<ModelShape, ParameterCounts>();

export function parameterCounts(model: ModelShape): ParameterCounts {
  const known = counted.get(model);
  if (known !== undefined) return known;
  const counts = countParameters(model);
  counted.set(model, counts);
  return counts;
}

function countParameters(model: ModelShape): ParameterCounts {
  const { width, mixture } = model;
  const layers = layerCounts(model);
  const matrices = model.isGated ? 3 : 2;
  const expert = matrices * width * (mixture?.expertFeedForward ?? 0);
  const everyToken =
    layers.attention * attentionParameters(model) +
    layers.dense * matrices * width * model.feedForward +
    layers.mixture * width * ((mixture?.expertCount ?? 0) + matrices * (mixture?.sharedFeedForward ?? 0));
  const embedding = model.vocabulary * width;
  const head = model.isTied ? 0 : embedding;
  const unrouted = everyToken + embedding + head;
  const routed = layers.mixture * expert * (mixture?.expertCount ?? 0);
  return {
    unrouted,
    routed,
    embedding,
    head,
    total: unrouted + routed,
    multiplied: everyToken + embedding + layers.mixture * expert * (mixture?.topK ?? 0),
  };
}

/** Of one attention layer. Latent attention counts its compressions (DeepSeek-AI, 2024, arXiv:2405.04434, section 2.1). */
export function attentionParameters({ width, heads, kvHeads, headDim, latent }: ModelShape): number {
  if (latent === undefined) return width * headDim * (2 * heads + 2 * kvHeads);
  const { queryRank, keyValueRank, rotaryDim } = latent;
  const queryWidth = heads * (headDim + rotaryDim);
  const query = queryRank > 0 ? width * queryRank + queryRank * queryWidth : width * queryWidth;
  const keyValue = width * (keyValueRank + rotaryDim) + keyValueRank * heads * 2 * headDim;
  return query + keyValue + heads * headDim * width;
}
