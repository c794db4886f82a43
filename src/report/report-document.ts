// The Report: everything the page and the terminal show, as one immutable document. Types only.
// Every number is an Estimate, or stands in the ledger with its provenance. What this device does has 95 % intervals (those of
// the Summary); what is carried to H100s has 90 % ones, which are calibrated on published runs. Rests on contract/ and units/.
import type { Assumptions } from '../contract/assumptions.ts';
import type { Flag, Phase, Run, Tuning } from '../contract/run.ts';
import type { PhaseSummary, Summary } from '../contract/summary.ts';
import type { Estimate, Provenance } from '../units/estimate.ts';
import type {
  Bytes,
  BytesPerSecond,
  Dollars,
  Flop,
  FlopPerByte,
  FlopPerSecond,
  Fraction,
  Joules,
  Seconds,
  TokensPerSecond,
} from '../units/units.ts';

/** Training one size to tokens_per_parameter × parameters tokens on H100s. */
export interface TrainingCost {
  readonly kind: 'fits';
  readonly tokens: number;
  readonly flop: Flop;
  /** Model FLOP utilisation reached, of the dense bf16 peak, over the whole run. */
  readonly utilisation: Estimate<Fraction>;
  /** GPUs that work: the cluster's, or fewer where the batch cannot feed them all. */
  readonly gpuCount: number;
  readonly days: Estimate;
  readonly gpuHours: Estimate;
  readonly energy: Estimate<Joules>;
  readonly dollars: Estimate<Dollars>;
  /** Price of buying and installing the whole cluster outright, where bought. */
  readonly clusterDollars: Estimate<Dollars> | undefined;
}

export interface DoesNotFit {
  readonly kind: 'does-not-fit';
  /** On the cluster's GPUs together. */
  readonly neededBytes: Bytes;
  readonly availableBytes: Bytes;
  readonly fewestGpus: number;
}

/** A replica that is always full: idle hours cost as much and bring nothing. */
export interface ServingCost {
  readonly gpusPerReplica: number;
  readonly outputTokensPerSecondPerGpu: Estimate<TokensPerSecond>;
  /** Inter-token latency. */
  readonly itl: Estimate<Seconds>;
  /** Time to first token of one prompt of the run's sequence length. */
  readonly ttft: Estimate<Seconds>;
  readonly dollarsPerMillionOutputTokens: Estimate<Dollars>;
  readonly dollarsPerMillionInputTokens: Estimate<Dollars>;
}

/** How one number on the page came to be: it says `measured` only of this run's own samples. */
export interface LedgerEntry {
  readonly name: string;
  /** Formatted with its unit. */
  readonly value: string;
  readonly provenance: 'measured' | 'derived' | Provenance;
  readonly source: string;
  readonly asOf: string;
  /** What it is used for, in one sentence. */
  readonly role: string;
}

export interface RooflinePoint {
  readonly trial: string;
  readonly label: string;
  readonly phase: Phase | 'probe';
  readonly intensity: FlopPerByte;
  readonly flopPerSecond: Estimate<FlopPerSecond>;
}

export interface Roofline {
  readonly peak: Estimate<FlopPerSecond>;
  readonly bandwidth: Estimate<BytesPerSecond>;
  readonly points: readonly RooflinePoint[];
}

/** Which kernel won a class of operations at a size class, and how near it comes to what the adapter can do there. */
export interface KernelChoice {
  readonly className: string;
  readonly sizeClass: string;
  readonly kernel: string;
  readonly from: Tuning['from'];
  /** The shape at which kernels were compared, as operationKey writes it. */
  readonly shape: string;
  /** The measured ceiling that binds at the shape's intensity. */
  readonly ceiling: 'peak' | 'bandwidth';
  /** Of that ceiling; launch included, and above 1 where operands stay in a cache. */
  readonly share: Estimate<Fraction>;
  /** Kernels that were compiled and verified here, the wrong ones included. */
  readonly candidateCount: number;
  /** The next best, and its time over the winner's; undefined where no other was timed. */
  readonly runnerUp: { readonly kernel: string; readonly slowdown: Estimate } | undefined;
}

export interface SizeReport {
  readonly id: string;
  readonly name: string;
  readonly parameters: number;
  /** A published architecture, or a documented interpolation. */
  readonly isPublished: boolean;
  readonly source: string;
  readonly phases: readonly PhaseSummary[];
  readonly training: TrainingCost | DoesNotFit;
  readonly serving: ServingCost;
  /** H100 bf16 training FLOP/s per GPU over this device's, 90 %: your GPU is 1/ratio of an H100 at this size. */
  readonly h100Ratio: Estimate | undefined;
}

/** The one large sentence; components put the words around it. */
export interface Headline {
  /** Name of the size. */
  readonly size: string;
  readonly parameters: number;
  readonly h100Ratio: Estimate | undefined;
  readonly training: TrainingCost | DoesNotFit;
  readonly gpuCount: number;
}

export interface Report {
  readonly run: Run;
  readonly assumptions: Assumptions;
  readonly gpuName: string;
  readonly flags: readonly Flag[];
  readonly summary: Summary;
  readonly roofline: Roofline;
  /** Empty where the run does not say what it chose. */
  readonly kernels: readonly KernelChoice[];
  readonly sizes: readonly SizeReport[];
  readonly headline: Headline;
  readonly ledger: readonly LedgerEntry[];
}
