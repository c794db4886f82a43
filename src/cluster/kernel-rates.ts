// What one GPU’s kernels reach: the rates of products, attention and memory, and how shapes bend them.
// Rests on the accelerator’s data sheet and measured maxima; the constants scale them.
// Neglected: tile and wave quantisation, which published rows cannot identify (under 5 % at these sizes).
import type { Bytes, BytesPerSecond, Flop, FlopPerSecond, Fraction, Seconds } from '../units/units.ts';
import type { Accelerator, Generation } from './accelerator.ts';
import type { TrainingJob } from './job.ts';
import type { TrainingConstants } from './training-constants.ts';

export interface KernelRates {
  /** Of linear layers at the job’s precision. */
  readonly matmul: FlopPerSecond;
  /** Of products that stay in bf16: the vocabulary head, the router. */
  readonly wideMatmul: FlopPerSecond;
  readonly attention: FlopPerSecond;
  readonly memory: BytesPerSecond;
  /** Of element-wise kernels, in counted bytes. */
  readonly elementWise: BytesPerSecond;
  readonly narrow: boolean;
}

/** Start and drain of one kernel that its neighbours do not hide (launches are queued ahead). */
export const KERNEL_GAP: Seconds = 2.5e-6;

/** Achievable share of HBM bandwidth in streaming kernels; 0.8–0.92 measured on A100 and H100 (STREAM-like copies). */
const MEMORY_SHARE: Fraction = 0.85;

/** Best measured bf16 product over the data sheet where none is known for the very card (hardware.csv, MAMF). */
const BEST_MATMUL_SHARE: Readonly<Record<Generation, Fraction>> = {
  volta: 0.85,
  ampere: 0.87,
  // L40S: 362 TFLOP/s from 350 W; limited by power.
  ada: 0.65,
  hopper: 0.803,
  // GB300 at 1,400 W; B200 and GB200, measured, are limited by power to 0.73–0.78.
  blackwell: 0.85,
  cdna3: 0.55,
  cdna4: 0.62,
  apple: 0.85,
  other: 0.75,
};

/** nvfp4 recipes keep the first and last layers and some products in higher precision: the share in fp4. */
const FP4_SHARE: Fraction = 0.7;

/** An extent x of a product reaches x / (x + this) of the rate: about half a tile of 128 is lost at its edges. */
const EXTENT_HALF = 48;

export function kernelRates(job: TrainingJob, constants: TrainingConstants): KernelRates {
  const { accelerator, precision } = job;
  const { peak, generation } = accelerator;
  const isPortable = job.kernels === 'portable';
  const best = accelerator.bestMatmul ?? peak.bf16 * BEST_MATMUL_SHARE[generation];
  const wideMatmul = best * constants.matmulShare;
  const narrow = precision !== 'bf16' && peak.fp8 !== undefined;
  return {
    matmul: narrow ? narrowRate(accelerator, precision, wideMatmul * constants.narrowMatmulShare) : wideMatmul,
    wideMatmul,
    attention: attentionRate(job, constants),
    memory: accelerator.memoryBandwidth * MEMORY_SHARE,
    elementWise:
      (accelerator.memoryBandwidth * MEMORY_SHARE) / (constants.elementWiseTraffic * (isPortable ? UNFUSED_TRAFFIC : 1)),
    narrow,
  };
}

/** Norms, activations and residuals as separate kernels rather than fused ones. */
const UNFUSED_TRAFFIC = 1.25;

/**
 * Exponentials beside the products of attention: at width 128 the special-function units take this share of the time that
 * the tensor cores take at peak; tensor cores grew faster than they (Shah et al., FlashAttention-3, 2024, section 3).
 */
const EXPONENTIAL_TIME: Readonly<Record<Generation, Fraction>> = {
  volta: 0.1,
  ampere: 0.25,
  ada: 0.25,
  hopper: 0.5,
  blackwell: 1,
  cdna3: 0.5,
  cdna4: 1,
  apple: 0.1,
  other: 0.25,
};

/** FlashAttention-2 without Hopper’s asynchronous instructions: 350 of the 740 TFLOP/s of FlashAttention-3 (ibid.). */
const PORTABLE_ATTENTION: Fraction = 0.6;
/** FlashAttention-1 and its Triton copy reach half of FlashAttention-2 (Dao, 2023, figure 5), which spread during 2023. */
const FIRST_FUSED_ATTENTION: Fraction = 0.5;
const SECOND_FUSED_YEAR = 2024;
/** Before FlashAttention (Dao et al., May 2022) scores were written to memory and the masked half was computed too. */
export const FUSED_ATTENTION_YEAR = 2022.4;

function attentionRate({ accelerator, kernels, softwareYear }: TrainingJob, constants: TrainingConstants): FlopPerSecond {
  const { peak, generation } = accelerator;
  const isAhead = generation === 'hopper' || generation === 'blackwell' || generation === 'cdna3' || generation === 'cdna4';
  let share = constants.attentionShare;
  // ROCm’s attention is a port.
  if (kernels === 'portable' || generation === 'cdna3' || generation === 'cdna4') {
    share *= (isAhead ? PORTABLE_ATTENTION : 1) * (softwareYear < SECOND_FUSED_YEAR ? FIRST_FUSED_ATTENTION : 1);
  }
  // Blackwell Ultra doubles the special-function units; it is told by its fp4 rate.
  const isUltra = generation === 'blackwell' && (peak.fp4 ?? 0) > 5 * peak.bf16;
  const exponentials = EXPONENTIAL_TIME[generation] * (isUltra ? 0.5 : 1);
  const fused = 1 / (1 / (share * peak.bf16) + exponentials / peak.bf16);
  return softwareYear < FUSED_ATTENTION_YEAR ? fused / 2 : fused;
}

function narrowRate({ peak }: Accelerator, precision: TrainingJob['precision'], bf16Rate: FlopPerSecond): FlopPerSecond {
  const fp8 = (bf16Rate * (peak.fp8 ?? peak.bf16)) / peak.bf16;
  if (precision !== 'fp4' || peak.fp4 === undefined) return fp8;
  const fp4 = (bf16Rate * peak.fp4) / peak.bf16;
  return 1 / (FP4_SHARE / fp4 + (1 - FP4_SHARE) / fp8);
}

/**
 * Seconds of one product [m, k]·[k, n] at `rate`: roofline over bf16 traffic, with what short extents lose (the edges of tiles
 * and the fill of the pipeline in depth).
 */
export function matmulSeconds(m: number, n: number, k: number, rate: FlopPerSecond, memory: BytesPerSecond): Seconds {
  if (m === 0 || n === 0 || k === 0) return 0;
  const shape = (m / (m + EXTENT_HALF)) * (n / (n + EXTENT_HALF)) * (k / (k + EXTENT_HALF));
  const flop: Flop = 2 * m * n * k;
  const bytes: Bytes = 2 * (m * k + k * n + m * n);
  return Math.max(flop / (rate * shape), bytes / memory);
}

/** Attention kernels reach less of their rate on short sequences and narrow heads: half at this many tokens. */
const SEQUENCE_HALF = 512;

/** Share of the rate at a sequence length and head width; 1 for long sequences at width 128. */
export function attentionShapeShare(sequenceLength: number, headDim: number): Fraction {
  return (sequenceLength / (sequenceLength + SEQUENCE_HALF)) * Math.min(1, (1.5 * headDim) / (headDim + 64));
}
