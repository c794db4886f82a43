// What it takes to serve one size on H100s in bf16. Rests on serving-law.ts, published-serving.ts, economics.ts, shape.ts.
// A replica is always full here: idle hours cost as much and bring nothing.
import { product, quotient, reciprocal, scale, type Estimate, type Sourced } from '../units/estimate.ts';
import { SECONDS_PER_HOUR, type Bytes, type Dollars, type Fraction, type Seconds, type TokensPerSecond } from '../units/units.ts';
import { kvBytesPerToken, parameterCount, type Architecture } from '../workload/transformer.ts';
import { pool } from './family-spread.ts';
import { BEST_MATMUL, H100, MEMORY_SHARE } from './hardware.ts';
import { servingLevels, type ServingLevels } from './published-serving.ts';
import { decodeStepSeconds, firstTokenSeconds, type Replica } from './serving-law.ts';
import type { Shape } from './shape.ts';

export interface Serving {
  /** GPUs of one replica: weights and KV cache must fit. */
  readonly gpusPerReplica: number;
  readonly outputTokensPerSecondPerGpu: Estimate<TokensPerSecond>;
  /** Inter-token latency. */
  readonly itl: Estimate<Seconds>;
  /** Time to first token of one prompt of the run's sequence length. */
  readonly ttft: Estimate<Seconds>;
  readonly dollarsPerMillionOutputTokens: Estimate<Dollars>;
  readonly dollarsPerMillionInputTokens: Estimate<Dollars>;
}

export const SERVING_BYTES_PER_ELEMENT: Bytes = 2;

/** Of a GPU's memory that weights and caches may fill; activations and the driver take the rest. */
export const SERVING_MEMORY: Sourced<Fraction> = {
  value: 0.9,
  provenance: 'published-run',
  asOf: '2025-09',
  source: 'TensorRT-LLM performance overview: fraction of .90 to .95 for weights and cache',
};

/** All published levels are fp8's; bf16 reaches a larger share of its own, smaller peak, by up to this (H100 matmul shares .725 and .62). */
const PRECISION_GAIN = 0.725 / 0.62;

export interface ServingEvidence {
  readonly levels: ServingLevels;
  /** Share of the bf16 peak that prompts reach: published, joined with training's level times what this run shows of the phases. */
  readonly prompts: Estimate<Fraction>;
}

/** @param level of training (utilisation.ts). */
export function servingEvidence(level: Estimate<Fraction>, shape: Shape): ServingEvidence {
  const levels = servingLevels(shape.overhead.value);
  const widened = {
    value: levels.arithmetic.value * Math.sqrt(PRECISION_GAIN),
    low: levels.arithmetic.low,
    high: levels.arithmetic.high * PRECISION_GAIN,
  };
  const pooled = pool([widened, product(level, shape.prefillOverTrain)]);
  const most = BEST_MATMUL.value / H100.bf16.value;
  return {
    levels,
    prompts: { value: Math.min(pooled.value, most), low: Math.min(pooled.low, most), high: Math.min(pooled.high, most) },
  };
}

/**
 * @param batch requests served together, each with `context` tokens of prompt and answer
 * @param gpuHourDollars of economics.ts
 */
export function servingCost(
  architecture: Architecture,
  batch: number,
  context: number,
  gpuHourDollars: Estimate<Dollars>,
  { levels, prompts }: ServingEvidence,
  shape: Shape,
): Serving {
  const gpuCount = gpusOfReplica(architecture, batch, context);
  const replica = (overheadLaunches: number, arithmeticShare: Fraction): Replica => ({
    gpuCount,
    bytesPerElement: SERVING_BYTES_PER_ELEMENT,
    peak: H100.bf16.value,
    overheadLaunches,
    arithmeticShare,
  });
  const { overhead } = shape;
  // Nothing is faster than all of the bandwidth, the best arithmetic, and launches that are hidden altogether.
  const fastest =
    MEMORY_SHARE.value * decodeStepSeconds(architecture, replica(0, BEST_MATMUL.value / H100.bf16.value), batch, context);
  const lawSeconds = (launches: number, share: Fraction) =>
    decodeStepSeconds(architecture, replica(launches, share), batch, context);
  const law = {
    value: lawSeconds(overhead.value, prompts.value),
    low: lawSeconds(overhead.low, prompts.high),
    high: lawSeconds(overhead.high, prompts.low),
  };
  const itl = atLeast(quotient<Seconds>(law, levels.decode), fastest);
  const promptSeconds = (launches: number, share: Fraction) => firstTokenSeconds(architecture, replica(launches, share), context);
  const ttft = {
    value: promptSeconds(overhead.value, prompts.value),
    low: promptSeconds(overhead.low, prompts.high),
    high: promptSeconds(overhead.high, prompts.low),
  };
  const gpuSecondDollars = scale(gpuHourDollars, 1 / SECONDS_PER_HOUR);
  // While a prompt passes, only the GPUs that share a tensor work on it; other nodes of the replica have other prompts.
  const promptGpus = Math.min(gpuCount, H100.gpusPerNode);
  return {
    gpusPerReplica: gpuCount,
    outputTokensPerSecondPerGpu: scale(reciprocal(itl), batch / gpuCount),
    itl,
    ttft,
    dollarsPerMillionOutputTokens: scale(product(itl, gpuSecondDollars), (1e6 * gpuCount) / batch),
    dollarsPerMillionInputTokens: scale(product(ttft, gpuSecondDollars), (1e6 * promptGpus) / context),
  };
}

/** Fewest GPUs, 1, 2, 4 or whole nodes, that hold the weights once and the caches of the batch. */
export function gpusOfReplica(architecture: Architecture, batch: number, context: number): number {
  const weights = parameterCount(architecture) * SERVING_BYTES_PER_ELEMENT;
  const caches = batch * context * kvBytesPerToken(architecture, SERVING_BYTES_PER_ELEMENT);
  const needed = (weights + caches) / (H100.memory.value * SERVING_MEMORY.value);
  if (needed > H100.gpusPerNode) return H100.gpusPerNode * Math.ceil(needed / H100.gpusPerNode);
  return 2 ** Math.ceil(Math.log2(Math.max(1, needed)));
}

function atLeast({ value, low, high }: Estimate<Seconds>, least: Seconds): Estimate<Seconds> {
  return { value: Math.max(value, least), low: Math.max(low, least), high: Math.max(high, least) };
}
