// The recorded run that a browser without WebGPU is shown: a real one, and what is derived from it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { submissionSchema } from '../../src/contract/api.ts';
import { DEFAULT_ASSUMPTIONS } from '../../src/contract/assumptions.ts';
import { canonicalJson } from '../../src/contract/canonical.ts';
import { toMarkdown } from '../../src/report/export.ts';
import { publishedSummary } from '../../src/report/published-summary.ts';
import { report } from '../../src/report/report.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const submission = submissionSchema.parse(JSON.parse(read('../../public/recorded-run.json')));

describe('the recorded run', () => {
  it('is the one its digest names', () => {
    const digest = createHash('sha256').update(canonicalJson(submission.run)).digest('hex');
    expect(submission.digest).toBe(`sha256:${digest}`);
  });

  it('has the summary that follows from it today; after a deliberate change run scripts/renew-recorded.ts', () => {
    expect(publishedSummary(submission.run)).toEqual(submission.summary);
  });

  it('measured every phase of most sizes, each trial verified and sampled at least 6 times', () => {
    const measured = submission.summary.sizes.flatMap(({ phases }) => phases).filter(({ kind }) => kind === 'measured');
    expect(measured.length).toBeGreaterThan(40);
    for (const phase of measured) {
      expect(phase.fewest_samples).toBeGreaterThanOrEqual(6);
      expect(phase.worst_error_over_bound).toBeLessThanOrEqual(1);
    }
  });

  it('gives the golden report under the default assumptions, word for word', () => {
    expect(toMarkdown(report(submission.run, DEFAULT_ASSUMPTIONS))).toBe(read('../fixtures/recorded-report.md'));
  });
});
