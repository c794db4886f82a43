// data/fitted-constants.json and data/left-out-constants.json, read and checked.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fittedConstantsSchema,
  leftOutConstantsSchema,
  type FittedConstants,
  type LeftOutConstants,
} from '../contract/validation.ts';

export interface FittedDocuments {
  readonly fitted: FittedConstants;
  readonly leftOut: LeftOutConstants;
}

/** Throws where one is missing or not as its schema says: they are part of the repository. */
export function fittedDocuments(root: string): FittedDocuments {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(root, 'data', name), 'utf8'));
  return {
    fitted: fittedConstantsSchema.parse(read('fitted-constants.json')),
    leftOut: leftOutConstantsSchema.parse(read('left-out-constants.json')),
  };
}
