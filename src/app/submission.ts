// Makes the result document of a Run: the Run, its digest, and the summary derived from it. Rests on report/, contract/.
import type { Submission } from '../contract/api.ts';
import { canonicalJson } from '../contract/canonical.ts';
import type { Run } from '../contract/run.ts';
import { hasMeasurement } from '../device-model/fit.ts';
import { publishedSummary } from '../report/published-summary.ts';
import { sha256 } from './digest.ts';

/** Undefined for a run in which nothing was measured: there is nothing to derive. */
export async function toSubmission(run: Run): Promise<Submission | undefined> {
  if (!hasMeasurement(run)) return undefined;
  const digest = `sha256:${await sha256(canonicalJson(run))}`;
  return { schema_version: 1, kind: 'scalewall-result', digest, run, summary: publishedSummary(run) };
}
