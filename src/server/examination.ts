// All that is asked of a submission before the database is: from the text of a request to what is stored, or to the refusal.
// Takes milliseconds and, for the largest documents, tenths of a second; so it can happen in another thread (examiner-pool.ts), and
// what comes out is plain data.
import type { Submission } from '../contract/api.ts';
import type { RunRow } from './database/database.ts';
import { storedDocument, type StoredDocument } from './document.ts';
import type { Knowledge } from './impossibility.ts';
import { rowOf } from './run-row.ts';
import { validateSubmission, type Summarise, type Verdict } from './validate.ts';

export type Examination =
  | {
      readonly kind: 'valid';
      readonly id: string;
      /** Of the run, `sha256:…`. */
      readonly digest: string;
      readonly row: Omit<RunRow, 'created_at'>;
      readonly document: StoredDocument;
    }
  | Extract<Verdict, { readonly kind: 'refused' }>;

/** What a thread is sent. */
export interface Question {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function examine(text: string, knowledge: Knowledge, summarise: Summarise): Examination {
  const verdict = validateSubmission(text, knowledge, summarise);
  if (verdict.kind === 'refused') return verdict;
  const { id, submission, canonical, suspicion } = verdict;
  const standing = suspicion && ({ standing: 'held', reason: `${suspicion.rule}: ${suspicion.reason}` } as const);
  const row = { ...rowOf(id, submission), ...standing };
  return {
    kind: 'valid',
    id,
    digest: submission.digest,
    row,
    document: storedDocument(documentOf(submission, canonical), submission.summary.sizes),
  };
}

/** The submission's text with the canonical one of its run, and its summary last (run-sizes.ts). */
function documentOf(submission: Submission, canonical: string): string {
  const head = JSON.stringify({ ...submission, run: undefined, summary: undefined });
  return `${head.slice(0, -1)},"run":${canonical},"summary":${JSON.stringify(submission.summary)}}`;
}
