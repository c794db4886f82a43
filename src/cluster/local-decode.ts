// Reading by one person on one machine: batch-1 decode and prefill of llama.cpp on CUDA or Metal, and of WebGPU in a browser.
// A token reads the file once and launches every kernel once; splitting layers over several GPUs is sequential.
// Rests on nothing but the numbers given. Thermal limits and memory that swaps are left out.
import type { Bytes, BytesPerSecond, FlopPerSecond, Fraction, Seconds } from '../units/units.ts';
import type { ServingConstants } from './serving-constants.ts';

export type LocalBackend = 'cuda' | 'metal' | 'vulkan' | 'webgpu' | 'cpu';

export interface LocalJob {
  readonly backend: LocalBackend;
  /** Bytes that a token reads: the weights file, of a mixture the active part. */
  readonly readBytes: Bytes;
  readonly parameters: number;
  readonly layers: number;
  /** Bytes that one earlier token adds to what is read. */
  readonly cacheBytesPerToken: Bytes;
  readonly bandwidth: BytesPerSecond;
  readonly isHighBandwidthMemory: boolean;
  /** Dense 16-bit peak; undefined where unknown. */
  readonly peak: FlopPerSecond | undefined;
  /** Mixed sub-block quantisation (Q4_K, Q6_K …), which costs arithmetic where integer dot products are missing. */
  readonly isSubBlockQuantised: boolean;
  readonly deviceCount: number;
}

interface Runtime {
  /** Kernels of a layer, unfused: norms, three projections, rotary, cache, attention, output, gate, up, activation, down. */
  readonly layerKernels: number;
  /** Cost of a kernel, relative to a CUDA one (servingKernelSeconds). */
  readonly kernelCost: number;
  /** Once a token: sampling, logits read back, event loop. */
  readonly tokenSeconds: Seconds;
  /** Share of the memory's streaming rate that unpacking sub-block quantised weights leaves. */
  readonly subBlockShare: Fraction;
  /** Of the dense peak, in prefill. */
  readonly prefillShare: Fraction;
}

/**
 * CUDA: graphs since 2024. Metal: one encoder, about twice the cost a kernel. WebGPU: 24–36 µs a dispatch on Vulkan and 32–71 µs
 * on Metal one after the other (Maczan, 2026, arXiv:2604.02344), less where several stand in one command buffer; a
 * mapped buffer comes back with the event loop, some ms.
 */
const RUNTIMES: Readonly<Record<LocalBackend, Runtime>> = {
  cuda: { layerKernels: 14, kernelCost: 1, tokenSeconds: 0.2e-3, subBlockShare: 0.96, prefillShare: 0.4 },
  metal: { layerKernels: 14, kernelCost: 2, tokenSeconds: 0.3e-3, subBlockShare: 0.96, prefillShare: 0.55 },
  vulkan: { layerKernels: 14, kernelCost: 2, tokenSeconds: 0.3e-3, subBlockShare: 0.9, prefillShare: 0.3 },
  webgpu: { layerKernels: 14, kernelCost: 4, tokenSeconds: 6e-3, subBlockShare: 0.6, prefillShare: 0.15 },
  cpu: { layerKernels: 14, kernelCost: 1, tokenSeconds: 0.2e-3, subBlockShare: 0.9, prefillShare: 0.5 },
};

/**
 * Bytes in flight of simple matrix-vector kernels fall behind a wide, slow-clocked memory (Little's law): A100 and H100
 * stream at about two thirds of what they would.
 */
const WIDE_MEMORY_SHARE: Fraction = 0.7;
/** GDDR and LPDDR stream nearer their nominal rate than stacked memory: 0.92–0.94 against 0.88–0.9 (BabelStream). */
const NARROW_MEMORY_SHARE: Fraction = 1.05;
/** Activations handed from one GPU to the next. */
const HANDOVER_SECONDS: Seconds = 0.1e-3;

/** Tokens a second at batch 1 after `context` tokens. */
export function localDecodeRate(job: LocalJob, constants: ServingConstants, context: number): number {
  return 1 / localDecodeSeconds(job, constants, context);
}

function localDecodeSeconds(job: LocalJob, constants: ServingConstants, context: number): Seconds {
  const runtime = RUNTIMES[job.backend];
  const wide = job.isHighBandwidthMemory ? WIDE_MEMORY_SHARE : NARROW_MEMORY_SHARE;
  const unpacking = job.isSubBlockQuantised ? runtime.subBlockShare : 1;
  const stream = job.bandwidth * constants.servingStreamShare * wide;
  const reading = job.readBytes / (stream * unpacking) + (job.cacheBytesPerToken * context) / stream;
  const launching = runtime.layerKernels * (job.layers + 1) * runtime.kernelCost * constants.servingKernelSeconds;
  return reading + launching + runtime.tokenSeconds + (job.deviceCount - 1) * HANDOVER_SECONDS;
}

/** Prompt tokens a second for a prompt of `promptTokens`; undefined where the peak is unknown. */
export function localPrefillRate(job: LocalJob, constants: ServingConstants, promptTokens: number): number | undefined {
  if (job.peak === undefined) return undefined;
  const runtime = RUNTIMES[job.backend];
  const arithmetic = (2 * job.parameters * promptTokens) / (job.peak * runtime.prefillShare);
  return promptTokens / Math.hypot(arithmetic, localDecodeSeconds(job, constants, promptTokens / 2));
}
