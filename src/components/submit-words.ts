// What is said of a proof and of a submission that waits.
import { msg, str } from '@lit/localize';
import type { ProofProgress } from '../contract/page.ts';
import type { Verification } from '../contract/proof.ts';
import { formatDuration, formatRate } from '../units/format.ts';
import type { SubmitState } from './submit-state.ts';
import { wholeNumber } from './words.ts';

/** E.g. `Verified: at least 12.3 TFLOP/s …`, or why not. */
export function verifiedWords(verification: Verification | undefined, unprovedReason: string | undefined): string {
  if (verification === undefined)
    return unprovedReason === undefined
      ? msg('Unverified: it was sent without a proof.')
      : msg(str`Unverified: ${unprovedReason}.`);
  const rate = formatRate(verification.verified_flop_per_second);
  const seconds = formatDuration(verification.elapsed_seconds);
  const size = wholeNumber(verification.rows);
  return msg(
    str`Verified: at least ${rate}. ${wholeNumber(verification.links)} products of ${size} × ${size} in f32 came back within ${seconds} on the service’s clock.`,
  );
}

export function proofStageWords(stage: ProofProgress['stage']): string {
  switch (stage) {
    case 'calibrating':
      return msg('Finding out how much work your GPU does in a few seconds …');
    case 'computing':
      return msg('Your GPU multiplies matrices that the service chose, each from the one before; the service’s clock runs …');
    case 'opening':
      return msg('The service asked for some rows of the products; your GPU computes them once more to show them …');
    default:
      return stage satisfies never;
  }
}

/** When to try again, and where the result is until then. */
export function waitWords({ retryAfterSeconds, isKept }: Extract<SubmitState, { kind: 'waiting' }>): string {
  const where = isKept
    ? msg('The result is kept in this browser and offered again at your next visit.')
    : msg('This browser keeps nothing for a page, so download the result if you want to send it another day.');
  const when =
    retryAfterSeconds === undefined ? '' : `${msg(str`The service asks to wait ${formatDuration(retryAfterSeconds)}.`)} `;
  return `${when}${where}`;
}
