// Whether a run that fits the schema can have happened: the rules in order. Pure.
// Says nothing of honesty: a careful forger passes (docs/api.md).
import type { Run } from '../contract/run.ts';
import { hasMeasurement } from '../device-model/fit.ts';
import { findInconsistency } from './consistency.ts';
import type { Impossibility, Knowledge } from './impossibility.ts';
import { findImplausibility } from './plausibility.ts';

export function findImpossibility(run: Run, knowledge: Knowledge): Impossibility | undefined {
  const found = findInconsistency(run, knowledge) ?? findImplausibility(run, knowledge.now);
  if (found !== undefined || hasMeasurement(run)) return found;
  return { path: 'run.trials', reason: 'nothing was measured, so it says nothing of its device' };
}
