// What the rules say of a run that cannot have happened, and what they may know. Types only.
import type { Phase } from '../contract/run.ts';
import type { StepPart } from '../workload/step.ts';

/** Where in the run, e.g. `run.trials[3].outcome`, and why it cannot be. */
export interface Impossibility {
  readonly path: string;
  readonly reason: string;
}

/** What one step of a size of the ladder is made of; undefined where the ladder has no such size. */
export type Composition = (size: string, phase: Phase, sequenceLength: number) => Step | undefined;
export interface Step {
  readonly tokens: number;
  readonly parts: readonly StepPart[];
}

export interface Knowledge {
  readonly now: Date;
  /** Suites whose runs this service can recompute. */
  readonly suiteVersions: readonly string[];
  readonly composition: Composition;
}
