// The Report: everything the page and the terminal show, as one immutable document. Types only.
// Every number is an Estimate, or stands in the ledger with its provenance. Rests on contract/ and units/.
import type { Assumptions } from '../contract/assumptions.ts';
import type { Flag, Phase, Run } from '../contract/run.ts';
import type { PhaseSummary, Summary } from '../contract/summary.ts';
import type { Estimate, Provenance } from '../units/estimate.ts';
import type { Bytes, BytesPerSecond, Dollars, Flop, FlopPerByte, FlopPerSecond, Fraction, Joules, Seconds, TokensPerSecond } from '../units/units.ts';

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

/** Training one size to tokens_per_parameter × parameters tokens on gpu_count H100s. */
export interface TrainingCost {
  readonly kind: 'fits';
  readonly tokens: number;
  readonly flop: Flop;
  /** Model FLOP utilisation reached, of the dense bf16 peak, goodput included. */
  readonly utilisation: Estimate<Fraction>;
  /** GPUs that work: the cluster's, or fewer where the batch cannot feed them all. */
  readonly gpuCount: number;
  readonly days: Estimate;
  readonly gpuHours: Estimate;
  readonly energy: Estimate<Joules>;
  readonly dollars: Estimate<Dollars>;
  /** Price of buying the cluster outright, where bought. */
  readonly clusterDollars: Estimate<Dollars> | undefined;
}
export interface DoesNotFit {
  readonly kind: 'does-not-fit';
  readonly neededBytes: Bytes;
  readonly availableBytes: Bytes;
  readonly fewestGpus: number;
}

export interface ServingCost {
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
  /** H100 bf16 training FLOP/s per GPU over this device's: your GPU is 1/ratio of an H100 at this size. */
  readonly h100Ratio: Estimate | undefined;
}

/** The one large sentence; components put the words around it. */
export interface Headline {
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
  readonly sizes: readonly SizeReport[];
  readonly headline: Headline;
  readonly ledger: readonly LedgerEntry[];
}
