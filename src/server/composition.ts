// What the ladder of this suite says a cell must be made of. Rests on workload/.
import { findSize } from '../workload/ladder.ts';
import { stepParts, stepTokens } from '../workload/step.ts';
import type { Composition } from './impossibility.ts';

export const ladderComposition: Composition = (id, phase, sequenceLength) => {
  const size = findSize(id);
  return size && { tokens: stepTokens(phase, sequenceLength), parts: stepParts(size.architecture, phase, sequenceLength) };
};
