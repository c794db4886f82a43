// The ladder: real transformer shapes from about a million to a trillion parameters, ascending.
// Rests on transformer.ts. Where no published shape has heads of 64–128 at a size, the rung is our own
// interpolation in the Llama style and says so (isPublished false).
import { parameterCount, type Architecture } from './transformer.ts';

export interface Size {
  readonly id: string;
  readonly name: string;
  readonly architecture: Architecture;
  readonly parameters: number;
  readonly isPublished: boolean;
  readonly source: string;
}

const BROWN = 'Brown et al., 2020, Language Models are Few-Shot Learners, table 2.1 (all attention counted dense)';
const RADFORD = 'Radford et al., 2019, Language Models are Unsupervised Multitask Learners; openai/gpt-2 hparams';
const LLAMA_1 = 'Touvron et al., 2023, LLaMA, table 2';
const LLAMA_2 = 'Touvron et al., 2023, Llama 2; meta-llama config.json';
const LLAMA_3 = 'Grattafiori et al., 2024, The Llama 3 Herd of Models; meta-llama config.json';
const LLAMA_2_C = 'karpathy/llama2.c README, 2023';
const INTERPOLATED = 'Scalewall interpolation: Llama style, heads of 64, feed-forward about 8/3 of the width';
const EXTRAPOLATED = 'Scalewall extrapolation of Llama 3.1 405B: width × 1.5, feed-forward × 1.54, 136 layers';

type Widths = Omit<Architecture, 'family' | 'isTied' | 'learnedPositions' | 'kvHeads'>;

function gpt(shape: Omit<Widths, 'feedForward' | 'vocabulary'>, context: number): Architecture {
  return {
    ...shape,
    family: 'gpt',
    kvHeads: shape.heads,
    feedForward: 4 * shape.width,
    vocabulary: 50257,
    isTied: true,
    learnedPositions: context,
  };
}

function llama(shape: Widths & { readonly kvHeads?: number; readonly isTied?: boolean }): Architecture {
  return { ...shape, family: 'llama', kvHeads: shape.kvHeads ?? shape.heads, isTied: shape.isTied ?? false, learnedPositions: 0 };
}

function rung(id: string, name: string, source: string, architecture: Architecture): Size {
  const isPublished = source !== INTERPOLATED && source !== EXTRAPOLATED;
  return { id, name, architecture, parameters: parameterCount(architecture), isPublished, source };
}

export const LADDER: readonly Size[] = [
  rung(
    'llama-style-1m',
    'Llama-style 1M',
    INTERPOLATED,
    llama({ layers: 4, width: 128, heads: 2, headDim: 64, feedForward: 384, vocabulary: 1024, isTied: true }),
  ),
  rung(
    'llama-style-3m',
    'Llama-style 3M',
    INTERPOLATED,
    llama({ layers: 6, width: 192, heads: 3, headDim: 64, feedForward: 512, vocabulary: 2048, isTied: true }),
  ),
  rung(
    'llama-style-7m',
    'Llama-style 7M',
    INTERPOLATED,
    llama({ layers: 8, width: 256, heads: 4, headDim: 64, feedForward: 704, vocabulary: 4096, isTied: true }),
  ),
  rung(
    'llama-style-15m',
    'Llama-style 15M',
    INTERPOLATED,
    llama({ layers: 10, width: 320, heads: 5, headDim: 64, feedForward: 864, vocabulary: 8192, isTied: true }),
  ),
  rung(
    'llama-style-31m',
    'Llama-style 31M',
    INTERPOLATED,
    llama({ layers: 10, width: 448, heads: 7, headDim: 64, feedForward: 1200, vocabulary: 16384, isTied: true }),
  ),
  rung(
    'stories-42m',
    'stories42M',
    LLAMA_2_C,
    llama({ layers: 8, width: 512, heads: 8, headDim: 64, feedForward: 1376, vocabulary: 32000, isTied: true }),
  ),
  rung('gpt-2-124m', 'GPT-2 small', RADFORD, gpt({ layers: 12, width: 768, heads: 12, headDim: 64 }, 1024)),
  rung('gpt-2-355m', 'GPT-2 medium', RADFORD, gpt({ layers: 24, width: 1024, heads: 16, headDim: 64 }, 1024)),
  rung('gpt-2-774m', 'GPT-2 large', RADFORD, gpt({ layers: 36, width: 1280, heads: 20, headDim: 64 }, 1024)),
  rung(
    'llama-3.2-1b',
    'Llama 3.2 1B',
    LLAMA_3,
    llama({ layers: 16, width: 2048, heads: 32, kvHeads: 8, headDim: 64, feedForward: 8192, vocabulary: 128256, isTied: true }),
  ),
  rung('gpt-2-1.5b', 'GPT-2 XL', RADFORD, gpt({ layers: 48, width: 1600, heads: 25, headDim: 64 }, 1024)),
  rung(
    'llama-3.2-3b',
    'Llama 3.2 3B',
    LLAMA_3,
    llama({ layers: 28, width: 3072, heads: 24, kvHeads: 8, headDim: 128, feedForward: 8192, vocabulary: 128256, isTied: true }),
  ),
  rung(
    'llama-2-7b',
    'Llama 2 7B',
    LLAMA_2,
    llama({ layers: 32, width: 4096, heads: 32, headDim: 128, feedForward: 11008, vocabulary: 32000 }),
  ),
  rung(
    'llama-2-13b',
    'Llama 2 13B',
    LLAMA_2,
    llama({ layers: 40, width: 5120, heads: 40, headDim: 128, feedForward: 13824, vocabulary: 32000 }),
  ),
  rung(
    'llama-33b',
    'LLaMA 33B',
    LLAMA_1,
    llama({ layers: 60, width: 6656, heads: 52, headDim: 128, feedForward: 17920, vocabulary: 32000 }),
  ),
  rung(
    'llama-2-70b',
    'Llama 2 70B',
    LLAMA_2,
    llama({ layers: 80, width: 8192, heads: 64, kvHeads: 8, headDim: 128, feedForward: 28672, vocabulary: 32000 }),
  ),
  rung('gpt-3-175b', 'GPT-3 175B', BROWN, gpt({ layers: 96, width: 12288, heads: 96, headDim: 128 }, 2048)),
  rung(
    'llama-3.1-405b',
    'Llama 3.1 405B',
    LLAMA_3,
    llama({ layers: 126, width: 16384, heads: 128, kvHeads: 8, headDim: 128, feedForward: 53248, vocabulary: 128256 }),
  ),
  rung(
    'llama-style-1t',
    'Llama-style 1T',
    EXTRAPOLATED,
    llama({ layers: 136, width: 24576, heads: 192, kvHeads: 8, headDim: 128, feedForward: 81920, vocabulary: 128256 }),
  ),
];

export function findSize(id: string): Size | undefined {
  return LADDER.find((size) => size.id === id);
}
