// What the explorer shows, as one immutable document: a pure function of the dials (and of a run, where there is one).
// Types only. Intervals are 90 %, the calibrated width of the links together; each says which links make it.
import type { Exploration } from '../contract/exploration.ts';
import type { StepPart, ServingPart } from '../cluster/job.ts';
import type { LinkName } from '../extrapolation/draws.ts';
import type { Estimate } from '../units/estimate.ts';
import type { Bytes, Dollars, Flop, Fraction, Joules, Seconds } from '../units/units.ts';

/** Where uncertainty enters; in the order of the chain. */
export type Link = LinkName;

export interface LinkShare {
  readonly link: Link;
  /** Of the variance of the logarithm of the quantity; the shares of a quantity sum to 1. */
  readonly share: Fraction;
}

/** A number that opens: how it was formed, from what. */
export interface Explained {
  readonly id: string;
  readonly name: string;
  /** Formatted, with unit and interval. */
  readonly value: string;
  readonly formula: string;
  /** Ids of other Explained of the document, or leaves. */
  readonly inputs: readonly string[];
  readonly provenance:
    | 'measured'
    | 'derived'
    | 'fitted'
    | 'data-sheet'
    | 'published-run'
    | 'quoted-price'
    | 'definition'
    | 'assumption';
  readonly source: string;
  readonly asOf: string;
}

export interface TrainingPoint {
  readonly kind: 'fits';
  readonly tokens: number;
  readonly flop: Flop;
  readonly loss: Estimate;
  readonly gpuCount: number;
  readonly utilisation: Estimate<Fraction>;
  readonly gpuHours: Estimate;
  readonly days: Estimate;
  readonly dollars: Estimate<Dollars>;
  readonly energy: Estimate<Joules>;
  /** Kilograms of CO₂. */
  readonly carbon: Estimate;
  readonly layout: string;
  /** Why this one: what limits, and what the next best would have cost. */
  readonly layoutReason: string;
  readonly parts: Readonly<Record<StepPart, Seconds>>;
  readonly limitedBy: string;
}
export interface Unreachable {
  readonly kind: 'unreachable';
  /** In words: too little memory and by how much, below the irreducible loss, not a token for the budget. */
  readonly reason: string;
}

export interface ServingCurvePoint {
  readonly kind: 'fits';
  readonly gpusPerReplica: number;
  readonly batch: number;
  readonly batchLimit: 'memory' | 'interactivity' | 'asked';
  readonly outputTokensPerSecondPerGpu: Estimate;
  readonly ttft: Estimate<Seconds>;
  readonly itl: Estimate<Seconds>;
  readonly dollarsPerMillionInputTokens: Estimate<Dollars>;
  readonly dollarsPerMillionOutputTokens: Estimate<Dollars>;
  readonly parts: Readonly<Record<ServingPart, Seconds>>;
  readonly layout: string;
  readonly limitedBy: string;
}

export interface CurvePoint {
  readonly parameters: number;
  /** Parameters a token passes; equal without experts. */
  readonly activeParameters: number;
  readonly training: TrainingPoint | Unreachable;
  readonly serving: ServingCurvePoint | Unreachable;
  /** Training and serving of `served_tokens`, dollars. */
  readonly lifeDollars: Estimate<Dollars> | undefined;
}

/** A level on the cost axis at which a stated limit is reached, for every size. */
export interface IsoLine {
  readonly id: 'gpus' | 'budget' | 'time';
  /** E.g. 10,000 GPUs for 90 days. */
  readonly label: string;
  readonly points: readonly { readonly parameters: number; readonly dollars: Dollars }[];
}

/** A model that exists, with what was published of it. */
export interface KnownModel {
  readonly name: string;
  readonly parameters: number;
  readonly tokens: number;
  readonly publishedGpuHours: number | undefined;
  /** At the same GPU-hour price as the curve; undefined where no GPU-hours are published. */
  readonly dollars: Estimate<Dollars> | undefined;
  readonly source: string;
  readonly asOf: string;
}

/** One change that would halve the cost by itself, or the most that it could bring. */
export interface Halving {
  readonly lever: string;
  readonly from: string;
  /** What it would have to become; undefined where even its limit does not halve. */
  readonly to: string | undefined;
  /** Cost with the lever at its limit, over the cost now. */
  readonly best: Fraction;
  readonly comment: string;
}

export interface FocusPoint extends CurvePoint {
  readonly memory: { readonly needed: Bytes; readonly available: Bytes };
  /** Which link makes how much of the uncertainty of training dollars. */
  readonly trainingLinks: readonly LinkShare[];
  readonly servingLinks: readonly LinkShare[];
  readonly halvings: readonly Halving[];
  /** H100 roofline: intensity and FLOP/s of the step's kinds of operations. */
  readonly roofline: {
    readonly peak: number;
    readonly bandwidth: number;
    readonly points: readonly { readonly label: string; readonly intensity: number; readonly flopPerSecond: number }[];
  };
}

export interface Optimum {
  readonly parameters: number;
  readonly tokens: number;
  readonly loss: Estimate;
  readonly dollars: Estimate<Dollars>;
}

export interface ExplorationReport {
  readonly exploration: Exploration;
  readonly gpuHourDollars: Estimate<Dollars>;
  readonly points: readonly CurvePoint[];
  readonly isoLines: readonly IsoLine[];
  readonly knownModels: readonly KnownModel[];
  readonly focus: FocusPoint;
  /** The best size for the focus' training dollars, and the cheapest over its life at equal loss; undefined outside the law. */
  readonly computeOptimal: Optimum | undefined;
  readonly cheapestOverLife: Optimum | undefined;
  /** Weeks to have gpu_count GPUs delivered, with its source among `explained`. */
  readonly deliveryWeeks: Estimate;
  readonly explained: readonly Explained[];
}
