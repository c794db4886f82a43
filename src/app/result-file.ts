// Reads a result file that a visitor dropped. Rests on contract/ and digest.ts.
import { MAX_SUBMISSION_BYTES, submissionSchema, type Submission } from '../contract/api.ts';
import { canonicalJson } from '../contract/canonical.ts';
import { sha256 } from './digest.ts';

export type ReadFile =
  | { readonly kind: 'read'; readonly submission: Submission }
  | { readonly kind: 'refused'; readonly message: string };

/** Parses a dropped file; says in words why one is not a result. */
export async function readResultFile(file: Blob & { readonly name: string }): Promise<ReadFile> {
  if (file.size > MAX_SUBMISSION_BYTES)
    return { kind: 'refused', message: `${file.name} is larger than any result (${MAX_SUBMISSION_BYTES} bytes)` };
  let document: unknown;
  try {
    document = JSON.parse(await file.text());
  } catch {
    return { kind: 'refused', message: `${file.name} is not JSON` };
  }
  const parsed = submissionSchema.safeParse(document);
  if (parsed.success) return checkDigest(file.name, parsed.data);
  const [issue] = parsed.error.issues;
  return {
    kind: 'refused',
    message: `${file.name} is not a Scalewall result: ${issue?.path.join('.') || 'document'}: ${issue?.message ?? ''}`,
  };
}

/** A file that was edited is no result of any device. */
async function checkDigest(name: string, submission: Submission): Promise<ReadFile> {
  const digest = `sha256:${await sha256(canonicalJson(submission.run))}`;
  if (digest === submission.digest) return { kind: 'read', submission };
  return { kind: 'refused', message: `${name} was changed after it was written: its digest does not match its run` };
}

/** The text of the result document, as it is shown, saved and sent. */
export function documentText(submission: Submission): string {
  return JSON.stringify(submission, null, 1);
}
