// How an opened number is written down: derived by the model, taken from a source, or set by the reader. Rests on units/.
import type { Sourced } from '../units/estimate.ts';
import type { Explained, ExplorationReport } from './exploration-report.ts';

export type Shown = Omit<ExplorationReport, 'explained'>;

/** When the model was written; its own formulas are as of then. */
export const AS_OF = '2026-11';
const MODEL = 'the cluster model (docs/method.md)';

export function derived(id: string, name: string, value: string, formula: string, inputs: readonly string[]): Explained {
  return { id, name, value, formula, inputs, provenance: 'derived', source: MODEL, asOf: AS_OF };
}

export function sourced(id: string, name: string, from: Sourced<unknown>, value: string, formula = ''): Explained {
  return { id, name, value, formula, inputs: [], provenance: from.provenance, source: from.source, asOf: from.asOf };
}

export function dial(id: string, name: string, value: string): Explained {
  return { id, name, value, formula: '', inputs: [], provenance: 'assumption', source: 'set by the reader', asOf: AS_OF };
}
