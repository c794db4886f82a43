// Makes the result document of a Run: the Run, its digest, and the summary derived from it. Rests on report/, contract/.
import type { Submission } from '../contract/api.ts';
import { canonicalJson } from '../contract/canonical.ts';
import type { Run } from '../contract/run.ts';
import { summarise } from '../report/summarise.ts';
import { sha256 } from './suite.ts';

export async function toSubmission(run: Run): Promise<Submission> {
  const digest = `sha256:${await sha256(canonicalJson(run))}`;
  return { schema_version: 1, kind: 'scalewall-result', digest, run, summary: summarise(run) };
}
