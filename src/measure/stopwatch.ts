// What the measuring loop needs of a GPU, and nothing else: gpu/ implements it, and tests plant one.
// Rests on contract/ and plan/. Expected trouble comes back as a value; nothing here throws.
import type { Clock, Sample, TrialOutcome, Verification } from '../contract/run.ts';
import type { PlannedTrial } from '../plan/planned-trial.ts';
import type { Seconds } from '../units/units.ts';

/** What became of a trial that was compiled, bound, run once and compared with its float64 reference. */
export type Prepared =
  | { readonly kind: 'ready'; readonly verification: Verification }
  | Exclude<TrialOutcome, { kind: 'measured' }>;

export interface TimingRequest {
  readonly trial: PlannedTrial;
  readonly dispatches: number;
}

/** Seconds that the dispatches of one request took, or why they cannot count. */
export interface Reading {
  readonly seconds: Seconds;
  readonly voided: Sample['voided'];
}

export interface Stopwatch {
  readonly clock: Clock;
  /** Why the device is gone; undefined while it is there. */
  readonly lost: string | undefined;
  /** Compiles, binds and verifies; answers in the order asked. */
  prepare(trials: readonly PlannedTrial[]): Promise<readonly Prepared[]>;
  /** Runs the requests one after the other in one submission and waits once; answers in the order asked. */
  time(requests: readonly TimingRequest[]): Promise<readonly Reading[]>;
}

/** What the loop needs to know of the world around the GPU. */
export interface Surroundings {
  /** Seconds since the run began, monotone. */
  now(): Seconds;
  /** Whether the visitor (or a signal) asked to stop. */
  isStopped(): boolean;
  /** Whether the page is hidden now, where clocks and queues are throttled. */
  isHidden(): boolean;
  /** Resolves when the page is visible again, or the run is stopped. */
  whenVisible(): Promise<void>;
  /** Lets the page draw; called between batches. */
  breathe(): Promise<void>;
}
