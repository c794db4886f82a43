// The one valid document of the ordeal: stored first, and what the spoilt ones are made from.
import type { Submission } from '../../../src/contract/api.ts';
import { publishedSummary } from '../../../src/report/published-summary.ts';
import { digestOf } from '../../../src/server/validate.ts';
import { buildRun } from '../../fixtures/run-builder.ts';

export function validSubmission(): Submission {
  const run = buildRun({ sampleCount: 3 });
  return { schema_version: 1, kind: 'scalewall-result', digest: digestOf(run), run, summary: publishedSummary(run) };
}
