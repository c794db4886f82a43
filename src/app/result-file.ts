// Reads a result file that a visitor dropped. Rests on contract/api.ts.
import { MAX_SUBMISSION_BYTES, submissionSchema, type Submission } from '../contract/api.ts';

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
  if (parsed.success) return { kind: 'read', submission: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    kind: 'refused',
    message: `${file.name} is not a Scalewall result: ${issue?.path.join('.') || 'document'}: ${issue?.message ?? ''}`,
  };
}
