// A usual architecture of a given size, for rows that state parameters and nothing else. Rests on cluster/.
// Proportions: Llama 3 (Grattafiori et al., 2024, arXiv:2407.21783, table 3) and Qwen3 (2025, arXiv:2505.09388, table 2).
import type { ModelShape } from '../cluster/model-shape.ts';
import { totalParameters } from '../cluster/parameters.ts';

const HEAD_DIM = 128;
const KV_HEADS = 8;
/** Widths of hidden layer over model width, and of a layer over depth, as in Llama 3. */
const FEED_FORWARD_RATIO = 3.5;
const DENSE_ASPECT = 120;
const MIXTURE_ASPECT = 60;
const STEP = 128;
const MOST_LAYERS = 128;
/** Share of a token's parameters that lies outside the routed experts, at least. */
const LEAST_COMMON_SHARE = 0.25;

/** `parameters` within some per cent from 10 M up: the hidden width takes up what rounding leaves. `depth` where it is known. */
export function denseOfSize(name: string, parameters: number, vocabulary: number, depth?: number): ModelShape {
  const at = (width: number): ModelShape => {
    const heads = Math.max(1, Math.round(width / HEAD_DIM));
    const layers = depth ?? depthOf(width, DENSE_ASPECT);
    return {
      name,
      layers,
      width,
      heads,
      kvHeads: Math.min(KV_HEADS, heads),
      headDim: Math.min(HEAD_DIM, width),
      feedForward: Math.round(FEED_FORWARD_RATIO * width),
      isGated: true,
      // A small model shares its vocabulary's matrix, as Llama 3.2 does.
      vocabulary: parameters < 4 * vocabulary * width ? Math.min(vocabulary, 32_000) : vocabulary,
      isTied: parameters < 4e9,
      attentionLayers: layers,
      mixture: undefined,
      latent: undefined,
    };
  };
  const model = at(widthWhere((width) => totalParameters(at(width)), parameters));
  const rest = totalParameters({ ...model, feedForward: 0 });
  return { ...model, feedForward: Math.max(64, Math.round((parameters - rest) / (3 * model.layers * model.width))) };
}

/** `active` of `parameters` pass a token; experts and choices are taken as given, else as many as the sparsity asks for. */
export function mixtureOfSize(
  name: string,
  parameters: number,
  active: number,
  vocabulary: number,
  expertCount: number | undefined,
  topK: number | undefined,
  depth?: number,
): ModelShape {
  const experts = expertCount ?? 128;
  const options = topK === undefined ? [8, 6, 4, 2, 1].filter((count) => count < experts) : [topK];
  const routedOf = (count: number): number => (parameters - active) / (1 - Math.min(count / experts, 0.95));
  const commonOf = (count: number): number => active - (routedOf(count) * count) / experts;
  const chosen = options.find((count) => commonOf(count) >= LEAST_COMMON_SHARE * active) ?? options.at(-1) ?? 1;
  const common = Math.max(commonOf(chosen), 0.1 * active);
  const at = (width: number): ModelShape => {
    const layers = depth ?? depthOf(width, MIXTURE_ASPECT);
    const heads = Math.max(1, Math.round(width / HEAD_DIM));
    const expertFeedForward = Math.max(1, Math.round((parameters - common) / (experts * layers * 3 * width)));
    return {
      name,
      layers,
      width,
      heads,
      kvHeads: Math.min(KV_HEADS, heads),
      headDim: Math.min(HEAD_DIM, width),
      feedForward: expertFeedForward * chosen,
      isGated: true,
      vocabulary,
      isTied: false,
      attentionLayers: layers,
      mixture: { expertCount: experts, topK: chosen, expertFeedForward, sharedFeedForward: 0, layerCount: layers },
      latent: undefined,
    };
  };
  const withoutExperts = (width: number): number => {
    const model = at(width);
    return totalParameters({ ...model, mixture: undefined, feedForward: 0 });
  };
  return at(widthWhere(withoutExperts, common));
}

function depthOf(width: number, aspect: number): number {
  return Math.min(MOST_LAYERS, Math.max(2, Math.round(width / aspect)));
}

/** The width, in steps, at which a growing count comes nearest to `wanted`. */
function widthWhere(count: (width: number) => number, wanted: number): number {
  let width = STEP;
  while (count(width + STEP) <= wanted && width < 1e6) width += STEP;
  return Math.abs(Math.log(count(width + STEP) / wanted)) < Math.abs(Math.log(count(width) / wanted)) ? width + STEP : width;
}
