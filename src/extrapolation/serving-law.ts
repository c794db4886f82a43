// How long H100s need to serve a dense model, at the ceilings: one decode step of a batch, one prompt. Rests on
// workload/, hardware.ts. What software reaches of it stands in published-serving.ts.
import type { Bytes, Flop, FlopPerSecond, Fraction, Seconds } from '../units/units.ts';
import { stepParts } from '../workload/step.ts';
import { kvBytesPerToken, parameterCount, trainingFlopPerToken, type Architecture } from '../workload/transformer.ts';
import { H100, LAUNCH, MEMORY_SHARE } from './hardware.ts';

/** GPUs that hold one copy of the model: up to a node splits every tensor, nodes split the layers. */
export interface Replica {
  readonly gpuCount: number;
  readonly bytesPerElement: Bytes;
  /** Dense peak at that precision. */
  readonly peak: FlopPerSecond;
  /** Launches that an operation costs beyond its work. */
  readonly overheadLaunches: number;
  /** Share of the peak that arithmetic reaches. */
  readonly arithmeticShare: Fraction;
}

/**
 * Seconds to sum `bytes` over the GPUs that split a tensor: 7 µs between two H100s and 31 µs among eight, straight
 * between them, then 350 GB/s of bus bandwidth (microsoft/vidur, NCCL on a DGX H100, read 2026-11).
 */
function allReduceSeconds(gpus: number, bytes: Bytes): Seconds {
  if (gpus < 2) return 0;
  const latency = 7e-6 + ((31e-6 - 7e-6) / 6) * (gpus - 2);
  return latency + ((2 * (gpus - 1)) / gpus) * (bytes / 350e9);
}

/** GPUs that share each tensor. */
function tensorGpus({ gpuCount }: Replica): number {
  return Math.min(gpuCount, H100.gpusPerNode);
}

/**
 * Seconds between two tokens of a request, `batch` requests being served with `context` tokens each: weights and caches
 * read once, or the arithmetic of the batch, whichever is longer; then launches and all-reduces. Where nodes split the
 * layers, the batch is cut among them, so that all work at once and a token passes through each in turn.
 */
export function decodeStepSeconds(architecture: Architecture, replica: Replica, batch: number, context: number): Seconds {
  const shared = tensorGpus(replica);
  const stages = replica.gpuCount / shared;
  const perStage = Math.max(1, batch / stages);
  const bandwidth = shared * H100.memoryBandwidth.value * MEMORY_SHARE.value;
  const traffic =
    (parameterCount(architecture) * replica.bytesPerElement +
      perStage * context * kvBytesPerToken(architecture, replica.bytesPerElement)) /
    bandwidth;
  const arithmetic = (perStage * forwardFlopPerToken(architecture, context)) / (shared * replica.peak * replica.arithmeticShare);
  return Math.max(traffic, arithmetic) + overheadSeconds(architecture, replica, perStage);
}

export interface FirstTokenParts {
  readonly arithmetic: Seconds;
  readonly traffic: Seconds;
  readonly overhead: Seconds;
}

/** Seconds from a prompt's arrival to its first token, served alone. */
export function firstTokenSeconds(architecture: Architecture, replica: Replica, promptTokens: number): Seconds {
  const { arithmetic, traffic, overhead } = firstTokenParts(architecture, replica, promptTokens);
  return Math.max(arithmetic, traffic) + overhead;
}

export function firstTokenParts(architecture: Architecture, replica: Replica, promptTokens: number): FirstTokenParts {
  const shared = tensorGpus(replica);
  return {
    arithmetic:
      (promptTokens * forwardFlopPerToken(architecture, promptTokens / 2)) / (shared * replica.peak * replica.arithmeticShare),
    traffic:
      (parameterCount(architecture) * replica.bytesPerElement) / (shared * H100.memoryBandwidth.value * MEMORY_SHARE.value),
    overhead: overheadSeconds(architecture, replica, promptTokens),
  };
}

/** Two FLOP per matrix weight and attention over `context` earlier tokens. */
function forwardFlopPerToken(architecture: Architecture, context: number): Flop {
  // A training token does three times the arithmetic, and sees half of its sequence on average.
  return trainingFlopPerToken(architecture, 2 * context) / 3;
}

/** Launches, and two all-reduces of bf16 activations behind each layer. */
function overheadSeconds(architecture: Architecture, replica: Replica, tokens: number): Seconds {
  const dispatches = stepParts(architecture, 'decode', 1).reduce((total, { count }) => total + count, 0);
  const collectives = 2 * architecture.layers * allReduceSeconds(tensorGpus(replica), 2 * tokens * architecture.width);
  return dispatches * replica.overheadLaunches * LAUNCH.value + collectives;
}
