// Reading by one person on one machine: batch-1 decode and prefill of llama.cpp on CUDA or Metal, and of WebGPU in a browser.
// A token reads the file once and launches every kernel once; splitting layers over several GPUs is sequential.
// Rests on nothing but the numbers given. Thermal limits and memory that swaps are left out.
import type { Bytes, BytesPerSecond, FlopPerSecond, Fraction, Seconds } from '../units/units.ts';
import type { Accelerator, Generation } from './accelerator.ts';
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
  /** What matrix products can reach (`localMatmulRate`); undefined where the accelerator is unknown. */
  readonly matmulRate: FlopPerSecond | undefined;
  /** Sub-blocks (Q4_K, Q6_K …) cost arithmetic in unpacking where integer dot products are missing. */
  readonly quantisation: 'none' | 'block' | 'sub-block';
  readonly deviceCount: number;
  /** Fractional year of the software. */
  readonly softwareYear: number;
  /** A compiler has fused element-wise kernels into products (MLC, WebLLM). */
  readonly isFused: boolean;
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
  /** Of that rate, in prefill. */
  readonly prefillShare: Fraction;
  /** Prompt tokens are computed in blocks of so many rows. */
  readonly prefillRows: number;
}

/**
 * Assumed but where a source stands. CUDA: graphs since 2024. Metal: one encoder, about twice the cost a kernel. WebGPU: 24–36 µs a dispatch on Vulkan and 32–71 µs
 * on Metal one after the other (Maczan, 2026, arXiv:2604.02344), less where several stand in one command buffer; a
 * mapped buffer comes back with the event loop, some ms.
 */
const RUNTIMES: Readonly<Record<LocalBackend, Runtime>> = {
  cuda: { layerKernels: 12, kernelCost: 1, tokenSeconds: 0.2e-3, subBlockShare: 0.96, prefillShare: 1, prefillRows: 32 },
  metal: { layerKernels: 14, kernelCost: 2, tokenSeconds: 0.3e-3, subBlockShare: 0.96, prefillShare: 1, prefillRows: 32 },
  vulkan: { layerKernels: 14, kernelCost: 2, tokenSeconds: 0.3e-3, subBlockShare: 0.9, prefillShare: 0.6, prefillRows: 32 },
  webgpu: { layerKernels: 14, kernelCost: 4, tokenSeconds: 6e-3, subBlockShare: 0.6, prefillShare: 0.28, prefillRows: 64 },
  cpu: { layerKernels: 14, kernelCost: 1, tokenSeconds: 0.2e-3, subBlockShare: 0.9, prefillShare: 1, prefillRows: 1 },
};

/**
 * Bytes in flight of simple matrix-vector kernels fall behind a wide, slow-clocked memory (Little's law): A100 and H100
 * stream at about two thirds of what they would (data/published/local.csv, F16 of A100 and H100). Assumed for all such boards.
 */
const WIDE_MEMORY_SHARE: Fraction = 0.7;
/** GDDR and LPDDR stream nearer their nominal rate than stacked memory. Assumed. */
const NARROW_MEMORY_SHARE: Fraction = 1.05;
/** llama.cpp captures a token's kernels in one CUDA graph since May 2024 (PR 6766); before, each was launched by the host. */
const CUDA_GRAPHS_YEAR = 2024.35;
const UNCAPTURED_COST = 2;
/** Kernels that fusion leaves of a layer's, counted: eight of thirteen. */
const FUSED_KERNELS: Fraction = 0.6;
/** Activations handed from one GPU to the next. */
const HANDOVER_SECONDS: Seconds = 0.1e-3;

/** Tokens a second at batch 1 after `context` tokens. */
export function localDecodeRate(job: LocalJob, constants: ServingConstants, context: number): number {
  return 1 / localDecodeSeconds(job, constants, context);
}

function localDecodeSeconds(job: LocalJob, constants: ServingConstants, context: number): Seconds {
  const runtime = RUNTIMES[job.backend];
  const wide = job.isHighBandwidthMemory ? WIDE_MEMORY_SHARE : NARROW_MEMORY_SHARE;
  const unpacking = job.quantisation === 'sub-block' ? runtime.subBlockShare : 1;
  const stream = job.bandwidth * constants.servingStreamShare * wide;
  const reading = job.readBytes / (stream * unpacking) + (job.cacheBytesPerToken * context) / stream;
  const fusion = job.isFused ? FUSED_KERNELS : 1;
  const capture = job.backend === 'cuda' && job.softwareYear < CUDA_GRAPHS_YEAR ? UNCAPTURED_COST : 1;
  const launching =
    capture * fusion * runtime.layerKernels * (job.layers + 1) * runtime.kernelCost * constants.servingKernelSeconds;
  return reading + launching + runtime.tokenSeconds + (job.deviceCount - 1) * HANDOVER_SECONDS;
}

/**
 * FLOP/s a watt of llama.cpp's products by generation, read off the F16 prompts of data/published/local.csv for Ampere and
 * Ada (boards of 130 to 450 W) and assumed for the others; data-centre boards twice as much.
 */
const FLOP_PER_JOULE: Readonly<Record<Generation, number>> = {
  volta: 0.13e12,
  ampere: 0.24e12,
  ada: 0.35e12,
  hopper: 0.27e12,
  blackwell: 0.38e12,
  cdna3: 0.27e12,
  cdna4: 0.33e12,
  apple: Number.POSITIVE_INFINITY,
  other: 0.2e12,
};
/** Of the dense peak, where power does not bind. */
const PEAK_SHARE: Fraction = 0.85;
/** Unpacking quantised weights into tiles, against 16-bit ones. */
const QUANTISED_PREFILL: Fraction = 0.8;
/** Tokens of a micro-batch; several GPUs work on as many of them side by side (llama.cpp, n_ubatch). */
const MICRO_BATCH = 512;

/** Rate of matrix products of portable kernels: part of the peak, or what the board's power allows. */
export function localMatmulRate(accelerator: Accelerator): FlopPerSecond {
  const board = accelerator.fabricGpus > 1 ? 2 : 1;
  return Math.min(PEAK_SHARE * accelerator.peak.bf16, board * FLOP_PER_JOULE[accelerator.generation] * accelerator.boardPower);
}

/** Prompt tokens a second for a prompt of `promptTokens`; undefined where the accelerator is unknown. */
export function localPrefillRate(job: LocalJob, constants: ServingConstants, promptTokens: number): number | undefined {
  if (job.matmulRate === undefined) return undefined;
  const { prefillShare, prefillRows } = RUNTIMES[job.backend];
  const unpacking = job.quantisation === 'sub-block' ? RUNTIMES[job.backend].subBlockShare : 1;
  const rows = Math.ceil(promptTokens / prefillRows) * prefillRows;
  const arithmetic =
    (2 * job.parameters * rows) /
    (job.matmulRate * prefillShare * (job.quantisation === 'none' ? 1 : QUANTISED_PREFILL) * unpacking);
  const microBatches = Math.max(1, promptTokens / MICRO_BATCH);
  const sideBySide = (job.deviceCount * microBatches) / (job.deviceCount + microBatches - 1);
  return promptTokens / (arithmetic / sideBySide + localDecodeSeconds(job, constants, promptTokens / 2));
}
