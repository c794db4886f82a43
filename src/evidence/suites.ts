// The suites there are: which predictor answers for which published file, and which constants they share.
// Rests on evidence/ and cluster/; rows come in as arguments.
import { SERVING_CONSTANTS } from '../cluster/serving-constants.ts';
import { TRAINING_CONSTANTS } from '../cluster/training-constants.ts';
import type { ConstantDefinition } from '../cluster/constant.ts';
import type { Predictor, Row } from './evidence.ts';
import { localPredictor } from './local-row.ts';
import { evidenceOf } from './published.ts';
import { servingPredictor } from './serving-row.ts';
import type { Suite } from './suite.ts';
import { TRAINING_PREDICTOR } from './training-row.ts';

/** Files of data/published/ that hold runs. */
export const RUN_FILES = ['training', 'inference', 'local'] as const;
export type RunFile = (typeof RUN_FILES)[number];

export const PREDICTORS: Readonly<Record<RunFile, Predictor<string>>> = {
  training: TRAINING_PREDICTOR,
  inference: servingPredictor,
  local: localPredictor,
};

export const CONSTANTS: readonly ConstantDefinition[] = [...TRAINING_CONSTANTS, ...SERVING_CONSTANTS];

export function suitesOf(rows: Readonly<Record<RunFile, readonly Row[]>>): readonly Suite<string>[] {
  const source = (file: RunFile) => ({ file, predictor: PREDICTORS[file], evidence: rows[file].map(evidenceOf) });
  return [
    { definitions: TRAINING_CONSTANTS, sources: [source('training')] },
    { definitions: SERVING_CONSTANTS, sources: [source('inference'), source('local')] },
  ];
}
