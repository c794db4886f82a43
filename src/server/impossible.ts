// Whether a run that fits the schema can have happened: the rules in order, and what they may know.
// Says nothing of honesty: a careful forger passes (docs/api.md). Pure.
import type { Phase, Run } from '../contract/run.ts';
import { hasMeasurement } from '../device-model/fit.ts';
import type { StepPart } from '../workload/step.ts';
import { findInconsistency } from './consistency.ts';
import { findImplausibility } from './plausibility.ts';

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

export function findImpossibility(run: Run, knowledge: Knowledge): Impossibility | undefined {
  const found = findInconsistency(run, knowledge) ?? findImplausibility(run, knowledge.now);
  if (found !== undefined || hasMeasurement(run)) return found;
  return { path: 'run.trials', reason: 'nothing was measured, so it says nothing of its device' };
}
