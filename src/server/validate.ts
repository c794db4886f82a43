// From the text of a request to a submission worth storing, or the reason why not. Pure but for the hash.
// Order: JSON, schema, digest, consistency and plausibility, and last the summary, which is only recomputed from a run
// that can have happened (docs/decisions/0202). A possible run may still be doubted (docs/plausibility.md). A verdict is plain
// data, so that it can come from another thread.
import { hash } from 'node:crypto';
import { submissionSchema, type ApiError, type Submission } from '../contract/api.ts';
import { canonicalJson } from '../contract/canonical.ts';
import type { Run } from '../contract/run.ts';
import type { Summary } from '../contract/summary.ts';
import { firstDifference, pathText } from './difference.ts';
import { findImpossibility } from './impossible.ts';
import type { Knowledge } from './impossibility.ts';
import type { Suspicion } from './suspicion/evidence.ts';
import { findSuspicion } from './suspicion/suspicious.ts';

/** Derives a summary, the same to the last digit wherever the run is summarised (contract/rounding.ts). */
export type Summarise = (run: Run) => Summary;

export type Verdict =
  /** Stored, or held where something in it is doubted. */
  | {
      readonly kind: 'valid';
      readonly id: string;
      readonly submission: Submission;
      /** Of the run. */
      readonly canonical: string;
      readonly suspicion: Suspicion | undefined;
    }
  | { readonly kind: 'refused'; readonly status: 400 | 422; readonly error: ApiError['error'] };

/** `__proto__`, escaped or not, is the one key that parsing drops: it would be stored neither in the row nor in the digest. */
const MAY_BE_DROPPED = /__proto__|\\u005f/i;

export function validateSubmission(text: string, knowledge: Knowledge, summarise: Summarise): Verdict {
  const json = parseJson(text);
  if (json.kind === 'malformed') return refused(400, 'malformed-json', `The body is not JSON: ${json.message}`);
  const parsed = submissionSchema.safeParse(json.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(422, 'invalid-schema', issue?.message ?? 'The document does not fit the schema.', pathText(issue?.path ?? []));
  }
  const submission = parsed.data;
  const dropped = MAY_BE_DROPPED.test(text) ? firstDifference(submission, json.value, '') : undefined;
  if (dropped !== undefined)
    return refused(422, 'invalid-schema', 'The document holds something that the schema does not.', dropped.slice(1));

  const canonical = canonicalJson(submission.run);
  const digest = digestOfText(canonical);
  if (digest !== submission.digest) return refused(422, 'digest-mismatch', `The digest of the run is ${digest}.`, 'digest');
  const impossibility = findImpossibility(submission.run, knowledge);
  if (impossibility !== undefined)
    return refused(422, 'impossible', `Not a run that can have happened: ${impossibility.reason}.`, impossibility.path);
  const difference = firstDifference(summarise(submission.run), submission.summary, 'summary');
  if (difference !== undefined) return refused(422, 'summary-mismatch', 'The summary does not follow from the run.', difference);
  return { kind: 'valid', id: idOf(digest), submission, canonical, suspicion: findSuspicion(submission.run, submission.summary) };
}

/** `sha256:` and the hash of the run's canonical JSON. */
export function digestOf(run: Run): string {
  return digestOfText(canonicalJson(run));
}

function digestOfText(canonical: string): string {
  return `sha256:${hash('sha256', canonical, 'hex')}`;
}

/** First 32 hexadecimal digits of the digest: 128 bits, so that the same run has the same permalink everywhere. */
export function idOf(digest: string): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + 32);
}

type Parsed = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'malformed'; readonly message: string };

function parseJson(text: string): Parsed {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch (error) {
    return { kind: 'malformed', message: error instanceof Error ? error.message : String(error) };
  }
}

function refused(status: 400 | 422, code: ApiError['error']['code'], message: string, path?: string): Verdict {
  return { kind: 'refused', status, error: { code, message, ...(path ? { path } : {}) } };
}
