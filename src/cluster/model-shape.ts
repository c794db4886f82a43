// The shape of a transformer as a cluster sees it: dense or mixture-of-experts, grouped-query or latent attention.
// Rests on workload/. What the kernels of the browser compute stands in workload/step.ts; this is what clusters run.
import type { Architecture } from '../workload/transformer.ts';

/** Experts of a mixture; a token is sent to `topK` of them and to the shared ones. */
export interface Mixture {
  readonly expertCount: number;
  readonly topK: number;
  /** Hidden width of one routed expert. */
  readonly expertFeedForward: number;
  /** Hidden width of the experts that every token passes; 0 without. */
  readonly sharedFeedForward: number;
  /** Layers that have experts; the others have the dense feed-forward block. */
  readonly layerCount: number;
}

/** Multi-head latent attention (DeepSeek-AI, 2024): ranks of the compressed queries and of keys and values. */
export interface LatentAttention {
  readonly queryRank: number;
  readonly keyValueRank: number;
  readonly rotaryDim: number;
}

/** Layers that attend to the last `tokens` only. */
export interface AttentionWindow {
  readonly tokens: number;
  readonly layers: number;
}

export interface ModelShape {
  readonly name: string;
  readonly layers: number;
  /** d_model. */
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Hidden width of the dense feed-forward block. */
  readonly feedForward: number;
  /** Three feed-forward matrices (SwiGLU) rather than two. */
  readonly isGated: boolean;
  readonly vocabulary: number;
  readonly isTied: boolean;
  /** Layers with attention; fewer than `layers` in hybrids. */
  readonly attentionLayers: number;
  readonly mixture: Mixture | undefined;
  readonly latent: LatentAttention | undefined;
  /** Left out where all layers attend to everything. */
  readonly window?: AttentionWindow | undefined;
}

export function shapeOf(architecture: Architecture, name: string): ModelShape {
  const { layers, width, heads, kvHeads, headDim, feedForward, vocabulary, isTied } = architecture;
  return {
    name,
    layers,
    width,
    heads,
    kvHeads,
    headDim,
    feedForward,
    isGated: architecture.family === 'llama',
    vocabulary,
    isTied,
    attentionLayers: layers,
    mixture: undefined,
    latent: undefined,
  };
}
