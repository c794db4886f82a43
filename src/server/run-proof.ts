// The proof that a submission names in `?proof=`: whether it verifies this run. It is used up where the run is stored (run-insert.ts).
import type { Context } from 'hono';
import { challengeSchema, verificationSchema, type Verification } from '../contract/proof.ts';
import { refuse } from './answer.ts';
import type { ChallengeStore } from './challenge-store.ts';

export type RunProof =
  | { readonly kind: 'none' }
  | { readonly kind: 'proved'; readonly id: string; readonly verification: Verification }
  | { readonly kind: 'refused'; readonly answer: Response };

export async function proofOf(context: Context, digest: string, challenges: ChallengeStore): Promise<RunProof> {
  const named = context.req.queries('proof');
  if (named === undefined) return { kind: 'none' };
  const id = challengeSchema.shape.id.safeParse(named.length === 1 ? named[0] : undefined);
  if (!id.success) {
    const message = 'A proof is named once, by the id of its challenge.';
    return { kind: 'refused', answer: refuse(context, 400, { code: 'bad-query', message, path: 'proof' }) };
  }
  const row = await challenges.find(id.data);
  if (row === undefined) {
    const message = 'There is no challenge with this id, or no longer. Nothing was stored.';
    return { kind: 'refused', answer: refuse(context, 404, { code: 'challenge-unknown', message }) };
  }
  if (row.digest !== digest) return { kind: 'refused', answer: refuseProof(context, 'It was given for another run.') };
  if (row.state === 'used') return { kind: 'refused', answer: refuseProof(context, 'It was used already.') };
  if (row.state !== 'passed' || row.verification === null)
    return { kind: 'refused', answer: refuseProof(context, 'Its challenge was not passed.') };
  return { kind: 'proved', id: row.id, verification: verificationSchema.parse(JSON.parse(row.verification)) };
}

export function refuseProof(context: Context, why: string): Response {
  return refuse(context, 422, {
    code: 'proof-mismatch',
    message: `The proof does not verify this run. ${why} Nothing was stored.`,
  });
}
