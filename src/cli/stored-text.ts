// What a terminal is told of a result that was stored: where, how to delete it, and whether it is verified.
import type { ProofOutcome } from '../contract/page.ts';
import { formatDuration, formatRate } from '../units/format.ts';
import type { SubmitOutcome } from './submit.ts';

/** `proven` is undefined where no proof was wanted. */
export function storedLines(
  outcome: Extract<SubmitOutcome, { kind: 'stored' }>,
  proven: ProofOutcome | undefined,
): readonly string[] {
  if (!outcome.isNew) return [`Already stored: ${outcome.url}`];
  return [
    `Submitted: ${outcome.url}`,
    verified(outcome, proven),
    `Whoever has this link can delete it; it is given this once: ${outcome.deleteUrl}`,
  ];
}

function verified(
  { verification }: Extract<SubmitOutcome, { kind: 'stored'; isNew: true }>,
  proven: ProofOutcome | undefined,
): string {
  if (verification !== null) {
    const { verified_flop_per_second: rate, elapsed_seconds: seconds, rows, links } = verification;
    return `verified: at least ${formatRate(rate)} (${links} products of ${rows} × ${rows} in f32 within ${formatDuration(seconds)} on the service’s clock)`;
  }
  if (proven === undefined) return 'unverified: sent without a proof';
  return `unverified: ${proven.kind === 'failed' ? proven.reason : 'the service did not take the proof'}`;
}
