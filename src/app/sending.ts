// One submission from a yes to its end: proves, sends, and where no service takes it, keeps it in this browser.
// Rests on client.ts, proof-client.ts (loaded when a proof is wanted) and the two stores.
import { msg } from '@lit/localize';
import type { Submission, Submitted } from '../contract/api.ts';
import type { Answer, ProofOutcome, ProofProgress } from '../contract/page.ts';
import { gpuName } from '../report/gpu-name.ts';
import type { SubmitState } from '../components/submit-state.ts';
import { fetchHealth, isLater, submit } from './client.ts';
import { keepDeleteLink, keptDeleteLink } from './delete-links.ts';
import { forgetSubmission, keepSubmission } from './kept-submissions.ts';
import { PROOF_SERVICE } from './proof-service.ts';

export interface Sending {
  readonly submission: Submission;
  /** The text that was shown and is sent. */
  readonly document: string;
  readonly isProofWanted: boolean;
  readonly signal: AbortSignal;
  readonly onState: (state: SubmitState) => void;
}

/** Resolves with the state it ended in, which `onState` has heard too. */
export async function send(sending: Sending): Promise<SubmitState> {
  const { submission, document, isProofWanted, signal, onState } = sending;
  const ended = (state: SubmitState): SubmitState => {
    onState(state);
    return state;
  };
  // Some seconds of a GPU are not spent on a service that cannot answer.
  const health = isProofWanted ? await fetchHealth() : undefined;
  if (health !== undefined && health.kind !== 'ok' && isLater(health)) return ended(await keep(sending, ...waiting(health)));
  const made = isProofWanted
    ? await proofOf(submission, signal, ({ stage, fraction }) => onState({ kind: 'proving', stage, fraction }))
    : undefined;
  if (signal.aborted) return ended({ kind: 'idle' });
  // Sent now it would stand unverified for good, though nothing speaks against it.
  if (made?.kind === 'failed' && made.isServiceAway) return ended(await keep(sending, made.reason, undefined));
  onState({ kind: 'sending' });
  const { answer, proof } = await submitWith(document, made);
  if (answer.kind !== 'ok' && isLater(answer)) return ended(await keep(sending, ...waiting(answer)));
  await forgetSubmission(submission.digest);
  return ended(stateOf(answer, proof));
}

/** What is said of an answer that may be another later, and the seconds that it asks to wait. */
function waiting(answer: Exclude<Answer<unknown>, { kind: 'ok' }>): readonly [string, number | undefined] {
  return answer.kind === 'refused' ? [answer.message, answer.retryAfterSeconds] : [msg('the service did not answer'), undefined];
}

/** Codes that speak against the proof alone, such as one that has run out while the service was away. */
const PROOF_CODES: readonly string[] = ['challenge-unknown', 'challenge-over', 'proof-mismatch'];

/** With the proof; where the service does not take that, without it, and with the reason. */
async function submitWith(
  document: string,
  proof: ProofOutcome | undefined,
): Promise<{ readonly answer: Answer<Submitted>; readonly proof: ProofOutcome | undefined }> {
  if (proof?.kind !== 'proved') return { answer: await submit(document), proof };
  const answer = await submit(document, proof.challengeId);
  if (answer.kind !== 'refused' || !PROOF_CODES.includes(answer.code)) return { answer, proof };
  const refused: ProofOutcome = { kind: 'failed', reason: answer.message, isServiceAway: false };
  return { answer: await submit(document), proof: refused };
}

/** A bug in proving must not cost the submission. */
async function proofOf(
  { digest, run }: Submission,
  signal: AbortSignal,
  onProgress: (progress: ProofProgress) => void,
): Promise<ProofOutcome> {
  try {
    const { prove } = await import('./proof-client.ts');
    return await prove({ digest, kernels: (run.tuning ?? []).map(({ kernel }) => kernel) }, PROOF_SERVICE, {
      signal,
      onProgress,
    });
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error), isServiceAway: false };
  }
}

async function keep(
  { submission, document, isProofWanted }: Sending,
  message: string,
  retryAfterSeconds: number | undefined,
): Promise<SubmitState> {
  const isKept = await keepSubmission({
    digest: submission.digest,
    document,
    gpu: gpuName(submission.run.device.gpu),
    keptAt: new Date().toISOString(),
    isProofWanted,
  });
  return { kind: 'waiting', message, retryAfterSeconds, isKept };
}

function stateOf(answer: Answer<Submitted>, proof: ProofOutcome | undefined): SubmitState {
  if (answer.kind === 'ok') {
    const { url, verification, delete_url: deleteUrl } = answer.value;
    keepDeleteLink(url, deleteUrl);
    const unprovedReason = proof?.kind === 'failed' ? proof.reason : undefined;
    return { kind: 'stored', url, deleteUrl, verification: verification ?? undefined, unprovedReason };
  }
  if (answer.kind === 'refused' && answer.code === 'already-stored' && answer.url !== undefined)
    return { kind: 'already-stored', url: answer.url, deleteUrl: keptDeleteLink(answer.url) };
  return { kind: 'failed', message: answer.message };
}
