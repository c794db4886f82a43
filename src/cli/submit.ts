// Sends a result to a service and reads its answer. What the service may answer is contract/api.ts's word.
import { errorSchema, submittedSchema, type Submission } from '../contract/api.ts';
import type { ProofOutcome } from '../contract/page.ts';
import type { Verification } from '../contract/proof.ts';

export type SubmitOutcome =
  | {
      readonly kind: 'stored';
      readonly url: string;
      readonly isNew: true;
      readonly verification: Verification | null;
      readonly deleteUrl: string;
    }
  | { readonly kind: 'stored'; readonly url: string; readonly isNew: false }
  | { readonly kind: 'refused'; readonly detail: string; readonly code?: string; readonly message?: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

const PATIENCE_MILLISECONDS = 30_000;

/** `service` is its base address, `challengeId` what its proof answered; a result that it already holds counts as stored. */
export async function submit(
  service: URL,
  submission: Submission,
  challengeId?: string,
  patience = PATIENCE_MILLISECONDS,
): Promise<SubmitOutcome> {
  const address = endpoint(service, 'runs');
  if (challengeId !== undefined) address.searchParams.set('proof', challengeId);
  let status: number;
  let body: unknown;
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(submission),
      signal: AbortSignal.timeout(patience),
    });
    status = response.status;
    body = await response.json().catch(() => undefined);
  } catch (error) {
    return { kind: 'unreachable', detail: `${address.href} was not reached: ${reasonOf(error)}` };
  }
  return read(status, body, address);
}

/** Codes that speak against the proof alone. */
const PROOF_CODES: readonly string[] = ['challenge-unknown', 'challenge-over', 'proof-mismatch'];

/** With the proof where there is one; where the service does not take that, without it, and with the reason. */
export async function submitProven(
  service: URL,
  submission: Submission,
  proven: ProofOutcome | undefined,
): Promise<{ readonly outcome: SubmitOutcome; readonly proven: ProofOutcome | undefined }> {
  if (proven?.kind !== 'proved') return { outcome: await submit(service, submission), proven };
  const outcome = await submit(service, submission, proven.challengeId);
  if (outcome.kind !== 'refused' || !PROOF_CODES.includes(outcome.code ?? '')) return { outcome, proven };
  const reason = outcome.message ?? outcome.detail;
  return { outcome: await submit(service, submission), proven: { kind: 'failed', reason, isServiceAway: false } };
}

/** Address of something under the service's API. */
export function endpoint(service: URL, path: string): URL {
  return new URL(`api/v1/${path}`, service.href.endsWith('/') ? service : `${service.href}/`);
}

function read(status: number, body: unknown, address: URL): SubmitOutcome {
  const stored = submittedSchema.safeParse(body);
  if (status === 201 && stored.success) {
    const { url, verification, delete_url: deleteUrl } = stored.data;
    return { kind: 'stored', url, isNew: true, verification, deleteUrl };
  }
  const refusal = errorSchema.safeParse(body);
  if (!refusal.success)
    return { kind: 'refused', detail: `${address.href} answered ${status}, and not as a Scalewall service does` };
  const { code, message, path, url } = refusal.data.error;
  if (status === 409 && code === 'already-stored' && url !== undefined) return { kind: 'stored', url, isNew: false };
  return {
    kind: 'refused',
    detail: `${address.href} answered ${status} ${code}: ${message}${path === undefined ? '' : ` (at ${path})`}`,
    code,
    message,
  };
}

/** fetch hides what happened in `cause`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
