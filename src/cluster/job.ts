// What is asked of a cluster: a training step or a serving load, and the layout that spreads it. Types only.
import type { Bytes, Fraction, Seconds } from '../units/units.ts';
import type { Accelerator } from './accelerator.ts';
import type { ModelShape } from './model-shape.ts';

export type Precision = 'bf16' | 'fp8' | 'fp4';
export type Recomputation = 'none' | 'selective' | 'full';
/** What the data-parallel ranks share: nothing, optimizer state (ZeRO 1), gradients too (2), weights too (3, FSDP). */
export type Sharding = 'none' | 'optimizer' | 'gradients' | 'weights';

/** How a training step is spread; the product of the degrees but `expert` is the number of GPUs. */
export interface TrainingLayout {
  readonly tensor: number;
  readonly pipeline: number;
  /** Virtual stages a GPU holds (interleaved schedule); 1 is plain 1F1B. */
  readonly virtualStages: number;
  readonly context: number;
  readonly expert: number;
  readonly data: number;
  readonly sharding: Sharding;
  readonly microBatch: number;
  readonly recomputation: Recomputation;
}

export interface TrainingJob {
  readonly model: ModelShape;
  readonly accelerator: Accelerator;
  readonly gpuCount: number;
  readonly precision: Precision;
  readonly sequenceLength: number;
  /** Sequences of one optimizer step, over all GPUs. */
  readonly globalBatch: number;
  /** Fractional year of the software, for its maturity on the accelerator; e.g. 2023.25. */
  readonly softwareYear: number;
  /** Low-rank adaptation: the weights' own gradients are not formed. */
  readonly isAdaptation: boolean;
  /** Kernels tuned by the vendor for the generation (the default), or those that frameworks bring for all GPUs. */
  readonly kernels?: 'vendor' | 'portable';
}

/** Where a step's time goes, per GPU. The sum of the parts is the step. */
export type StepPart =
  | 'matmul'
  | 'attention'
  | 'element-wise'
  | 'experts'
  | 'recomputation'
  | 'launch'
  | 'optimizer'
  | 'tensor-network'
  | 'data-network'
  | 'pipeline-network'
  | 'expert-network'
  | 'context-network'
  | 'bubble'
  | 'jitter';

export interface MemoryNeed {
  readonly weights: Bytes;
  readonly gradients: Bytes;
  readonly optimizer: Bytes;
  readonly activations: Bytes;
  readonly overhead: Bytes;
  readonly total: Bytes;
  readonly available: Bytes;
}

export interface TrainingStep {
  readonly kind: 'fits';
  readonly layout: TrainingLayout;
  readonly parts: Readonly<Record<StepPart, Seconds>>;
  readonly seconds: Seconds;
  readonly tokensPerSecondPerGpu: number;
  /** Model FLOP (nothing recomputed) over the dense bf16 peak. */
  readonly modelFlopUtilisation: Fraction;
  readonly memory: MemoryNeed;
}

export interface TrainingMisfit {
  readonly kind: 'does-not-fit';
  /** Of the layout that comes nearest. */
  readonly layout: TrainingLayout;
  readonly memory: MemoryNeed;
  /** Fewest GPUs of this kind on which some layout fits; undefined where none was found. */
  readonly fewestGpus: number | undefined;
}

export type ServingPrecision = 'bf16' | 'fp8' | 'int8' | 'fp4' | 'int4';

export interface ServingJob {
  readonly model: ModelShape;
  readonly accelerator: Accelerator;
  readonly gpuCount: number;
  readonly tensor: number;
  readonly expert: number;
  readonly precision: ServingPrecision;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Requests decoded together on the replica; undefined takes as many as memory (and `mostItl`) allow. */
  readonly batch: number | undefined;
  /** Interactivity asked for: most seconds between two tokens of one reader. */
  readonly mostItl: Seconds | undefined;
  readonly softwareYear: number;
  /** Stages that layers are split into, micro-batches going through in turn; left out, 1. `gpuCount` counts all stages. */
  readonly pipeline?: number | undefined;
  /** Of a cached key or value; left out, what engines keep beside that precision: 8 with fp8 and fp4 weights, else 16. */
  readonly cacheBits?: 8 | 16 | undefined;
}

export type ServingPart = 'weights' | 'cache' | 'matmul' | 'attention' | 'network' | 'launch' | 'scheduler';

export interface ServingPoint {
  readonly kind: 'fits';
  readonly batch: number;
  readonly batchLimit: 'memory' | 'interactivity' | 'asked';
  readonly outputTokensPerSecondPerGpu: number;
  readonly inputTokensPerSecondPerGpu: number;
  /** Time to first token, queueing apart. */
  readonly ttft: Seconds;
  readonly itl: Seconds;
  /** Seconds of one decode step by part. */
  readonly parts: Readonly<Record<ServingPart, Seconds>>;
  readonly memory: { readonly weights: Bytes; readonly cache: Bytes; readonly overhead: Bytes; readonly available: Bytes };
}

export interface ServingMisfit {
  readonly kind: 'does-not-fit';
  readonly neededBytes: Bytes;
  readonly availableBytes: Bytes;
  readonly fewestGpus: number;
}
