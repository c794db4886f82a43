// The Summary as a result document carries it: derived, then rounded so that every engine writes the same digits.
import { roundSummary } from '../contract/rounding.ts';
import type { Run } from '../contract/run.ts';
import type { Summary } from '../contract/summary.ts';
import { summarise } from './summarise.ts';

/** Throws as `summarise` does. */
export function publishedSummary(run: Run): Summary {
  return roundSummary(summarise(run));
}
