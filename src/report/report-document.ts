// The Report: everything the page and the terminal show, as one immutable document. Types only.
// Every number is an Estimate, or stands in the ledger with its provenance. Rests on contract/ and units/.
import type { Assumptions } from '../contract/assumptions.ts';
import type { Flag, Phase, Run, Tuning } from '../contract/run.ts';
import type { PhaseSummary, Summary } from '../contract/summary.ts';
import type { Serving } from '../extrapolation/serving.ts';
import type { TrainingDoesNotFit, TrainingFits } from '../extrapolation/training.ts';
import type { Estimate, Provenance } from '../units/estimate.ts';
import type { BytesPerSecond, FlopPerByte, FlopPerSecond, Fraction } from '../units/units.ts';

export type TrainingCost = TrainingFits;
export type DoesNotFit = TrainingDoesNotFit;
export type ServingCost = Serving;

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
  /** H100 bf16 training FLOP/s per GPU over this device's: your GPU is 1/ratio of an H100 at this size. */
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
