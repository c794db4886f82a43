// A Llama-like shape for any number of parameters, dense or a mixture of experts. Rests on workload/ladder.ts, cluster/.
// Depth and width grow as in the published families of the ladder; the feed-forward width takes up what is left, so that
// the count is met. Shapes are what tensor and pipeline parallelism can split: heads by 8, layers by 4 and more, from 1 B on.
import type { Mixture, ModelShape } from '../cluster/model-shape.ts';
import { LADDER, type Size } from '../workload/ladder.ts';

/** Llama-like rungs, in order of size: what width, depth, head width and vocabulary are read off. */
const RUNGS: readonly Size[] = LADDER.filter(({ architecture }) => architecture.family === 'llama');

/** From here on as Llama 3: heads of 128, eight key-value heads, 128,256 words, an untied head above 4 B. */
const MODERN = 0.9e9;
const MODERN_VOCABULARY = 128_256;
const UNTIED = 4e9;

/** Hidden width over model width that is sought: Llama 3 70B has 3.5, 405B has 3.25. */
const LEAST_FEED_FORWARD = 2;

/**
 * @param parameters total, 1e5 to 1e14
 * @param sparsity parameters over those a token passes, at least 1; above 1 the feed-forward blocks become experts
 */
export function shapeOfSize(parameters: number, sparsity = 1): ModelShape {
  const name = sparsity > 1 ? `mixture ${sparsity} of ${parameters} parameters` : `dense of ${parameters} parameters`;
  const known = shapes.get(name);
  if (known !== undefined) return known;
  const shape = { ...(sparsity > 1 ? mixtureShape(parameters, sparsity) : denseShape(parameters)), name };
  if (shapes.size >= MOST_SHAPES) shapes.clear();
  shapes.set(name, shape);
  return shape;
}

const MOST_SHAPES = 2000;
const shapes = new Map<string, ModelShape>();

/** The dense shape with so many parameters, to within a rounding of its feed-forward width. */
function denseShape(parameters: number): ModelShape {
  const isModern = parameters >= MODERN;
  const headDim = isModern ? 128 : 64;
  let width = stepped(
    interpolated(parameters, ({ architecture }) => architecture.width),
    isModern ? 8 * headDim : headDim,
  );
  const depth = interpolated(parameters, ({ architecture }) => architecture.layers);
  let layers = stepped(depth, depthStep(depth));
  const isTied = parameters < UNTIED;
  for (;;) {
    const shape = skeleton(parameters, { width, layers, headDim, isTied });
    const left = parameters - withoutFeedForward(shape);
    const exact = left / (3 * layers * width);
    if (exact >= LEAST_FEED_FORWARD * width || (width <= headDim && layers <= 2)) {
      return { ...shape, feedForward: stepped(exact, exact > 4096 ? 128 : 8) };
    }
    // Rounding up took more than the size has: one step back in width, or in depth where there is none.
    if (width > headDim * (isModern ? 8 : 1)) width -= headDim * (isModern ? 8 : 1);
    else layers = Math.max(2, layers - 2);
  }
}

/**
 * A dense backbone of the active size whose feed-forward blocks are split into experts: eight of many go with a token
 * (DeepSeek-V3: 8 of 256; Qwen3: 8 of 128), two where blocks are narrow (Mixtral: 2 of 8).
 */
function mixtureShape(parameters: number, sparsity: number): ModelShape {
  const backbone = denseShape(parameters / sparsity);
  const topK = backbone.feedForward >= 4096 ? 8 : 2;
  const { layers, width } = backbone;
  const experts = parameters - withoutFeedForward(backbone);
  const sought = stepped(backbone.feedForward / topK, 8);
  const count = experts / (3 * layers * width * sought);
  // Numbers of experts that nodes of eight GPUs can share.
  const expertCount = Math.max(topK, stepped(count, count < 64 ? topK : 32));
  const expertFeedForward = stepped(experts / (3 * layers * width * expertCount), 8);
  const mixture: Mixture = { expertCount, topK, expertFeedForward, sharedFeedForward: 0, layerCount: layers };
  return { ...backbone, mixture };
}

interface Skeleton {
  readonly width: number;
  readonly layers: number;
  readonly headDim: number;
  readonly isTied: boolean;
}

function skeleton(parameters: number, { width, layers, headDim, isTied }: Skeleton): ModelShape {
  const heads = width / headDim;
  const isModern = parameters >= MODERN;
  const vocabulary = isModern ? MODERN_VOCABULARY : stepped(interpolated(parameters, vocabularyOf), 64);
  return {
    name: '',
    layers,
    width,
    heads,
    kvHeads: isModern ? Math.min(heads, 8) : heads,
    headDim,
    feedForward: 0,
    isGated: true,
    vocabulary: Math.min(vocabulary, MODERN_VOCABULARY),
    isTied,
    attentionLayers: layers,
    mixture: undefined,
    latent: undefined,
  };
}

const vocabularyOf = ({ architecture }: Size) => architecture.vocabulary;

/** Matrices of attention, norms, embeddings and head. */
function withoutFeedForward({ layers, width, heads, kvHeads, headDim, vocabulary, isTied }: ModelShape): number {
  const attention = width * headDim * (2 * heads + 2 * kvHeads);
  return layers * (attention + 2 * width) + width + vocabulary * width * (isTied ? 1 : 2);
}

/** Log-log between the neighbouring rungs; beyond the ends with the slope of the last two. */
function interpolated(parameters: number, of: (size: Size) => number): number {
  const last = RUNGS.length - 2;
  const found = RUNGS.findIndex((rung) => rung.parameters >= parameters) - 1;
  const index = found < 0 ? (parameters > (RUNGS[1]?.parameters ?? 0) ? last : 0) : found;
  const [below, above] = [RUNGS[index], RUNGS[index + 1]];
  if (below === undefined || above === undefined) throw new RangeError('the ladder has fewer than two Llama-like rungs');
  const place = Math.log(parameters / below.parameters) / Math.log(above.parameters / below.parameters);
  return of(below) * (of(above) / of(below)) ** place;
}

/** Depths that pipelines can split evenly: published ones are 16, 28, 32, 48, 64, 80, 96, and 126 with two more for its ends. */
function depthStep(depth: number): number {
  return depth < 14 ? 2 : depth < 28 ? 4 : depth < 60 ? 8 : 16;
}

/** The nearest multiple of `step`, at least one. */
function stepped(value: number, step: number): number {
  return Math.max(1, Math.round(value / step)) * step;
}
