// Proves for one run: opens the GPU, finds how much work it does in some seconds, and answers the service's challenge.
// Rests on gpu/prover.ts; the service is a port, so that a program that drives the page can stand between.
// What this proves, and what it does not: docs/verified-runs.md.
import type { Answer, ProofOutcome, ProofProgress, ProofRequest, ProofService } from '../contract/page.ts';
import { challengeRequestSchema, type ChallengeRequest } from '../contract/proof.ts';
import { openGpu } from '../gpu/adapter.ts';
import { Prover } from '../gpu/prover.ts';
import { seedWords } from '../proof/seed.ts';
import { isLater } from './client.ts';
import { hex } from './digest.ts';
import { describeHost } from './host.ts';
import { sendWhileBusy } from './send-while-busy.ts';

export interface ProofListener {
  readonly signal: AbortSignal;
  onProgress(progress: ProofProgress): void;
}

/** Takes some seconds on a GPU. Whatever goes wrong, on the device or with the service, is the outcome's reason. */
export async function prove(request: ProofRequest, service: ProofService, listener: ProofListener): Promise<ProofOutcome> {
  listener.onProgress({ stage: 'calibrating', fraction: 0 });
  const opened = await openGpu(navigator.gpu, describeHost(navigator, crossOriginIsolated, false));
  if (opened.kind === 'unsupported') return failed(`there is no GPU to prove on: ${opened.detail}`);
  const { device, profile, features } = opened;
  let stage: ProofProgress['stage'] = 'computing';
  const prover = new Prover({
    device,
    traits: { features, limits: profile.limits, isSoftware: profile.gpu.is_fallback, preferred: inF32(request.kernels) },
    now: () => performance.now() / 1000,
    signal: listener.signal,
    onProgress: (fraction) => listener.onProgress({ stage, fraction }),
  });
  try {
    const calibrated = await prover.calibrate();
    if (calibrated.kind === 'failed') return failed(calibrated.detail);
    const offer = challengeRequestSchema.parse({ digest: request.digest, ...calibrated.value.work });
    return await answerChallenge(
      prover,
      offer,
      service,
      (next) => {
        stage = next;
      },
      listener.signal,
    );
  } finally {
    prover.destroy();
    device.destroy();
  }
}

async function answerChallenge(
  prover: Prover,
  offer: ChallengeRequest,
  service: ProofService,
  enter: (stage: ProofProgress['stage']) => void,
  signal: AbortSignal,
): Promise<ProofOutcome> {
  const challenge = await service.challenge(offer);
  if (challenge.kind !== 'ok') return refusal('no challenge was given', challenge);
  const { id, digest, rows, links } = challenge.value;
  if (digest !== offer.digest || rows !== offer.rows || links !== offer.links)
    return failed('the service asked for another work than was offered');
  const root = await prover.commit(seedWords(challenge.value));
  if (root.kind === 'failed') return failed(root.detail);
  const question = await service.commitment(id, hex(root.value));
  if (question.kind !== 'ok') return refusal('the commitment was not taken', question);
  enter('opening');
  const opening = await prover.open(question.value.leaves);
  if (opening.kind === 'failed') return failed(opening.detail);
  // A service that judges others has kept the challenge open.
  const verification = await sendWhileBusy(() => service.opening(id, opening.value), signal);
  if (verification.kind !== 'ok') return refusal('the proof was not accepted', verification);
  return { kind: 'proved', challengeId: id, verification: verification.value };
}

/** A run in f16 chose among the same texts in f16. */
function inF32(kernels: readonly string[]): readonly string[] {
  return kernels.map((id) => id.replace(/\/f16$/, '/f32'));
}

function failed(reason: string): ProofOutcome {
  return { kind: 'failed', reason, isServiceAway: false };
}

function refusal(what: string, answer: Exclude<Answer<unknown>, { kind: 'ok' }>): ProofOutcome {
  return { kind: 'failed', reason: `${what}: ${answer.message}`, isServiceAway: isLater(answer) };
}
