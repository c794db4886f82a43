// Attacks on the last step: runs submitted with a proof that is not theirs, not passed, not there, or used.
import { submissionOf } from '../fixtures/submission.ts';
import { buildRun } from '../fixtures/run-builder.ts';
import { committed, prepare, randomDigest, rootHex, WORK, type Prepared } from './arithmetic-attacks.ts';
import type { Attack, ErrorCode } from './attack.ts';
import { nothing } from './protocol-attacks.ts';
import type { Target } from './target.ts';

/** A run, and the chain for its digest. */
export interface ProvedRun {
  readonly submission: ReturnType<typeof submissionOf>;
  readonly prepared: Prepared;
}

export function proveRun(seed: number): ProvedRun {
  const submission = submissionOf(buildRun({ seed }));
  return { submission, prepared: prepare({}, submission.digest) };
}

/** Answers a challenge for the run; the challenge's id. */
export async function passed(target: Target, { prepared }: Pick<ProvedRun, 'prepared'>): Promise<string> {
  const { id, leaves } = await committed(target, prepared);
  const { value, message } = await target.open(id, prepared.chain.opening(leaves));
  if (value === undefined) throw new Error(`an honest proof was refused: ${message}`);
  return id;
}

/** What runs are forged from: two runs that are not stored, one that is, and a proof of no run that exists. */
export interface SubmissionScene {
  readonly fresh: ProvedRun;
  readonly other: ProvedRun;
  readonly stored: ProvedRun;
  /** The challenge that the stored run used up. */
  readonly used: string;
}

export async function submissionScene(target: Target): Promise<SubmissionScene> {
  const [fresh, other, stored] = [proveRun(901), proveRun(902), proveRun(903)];
  const used = await passed(target, stored);
  const { value, message } = await target.submit(stored.submission, `?proof=${used}`);
  if (!value?.verification) throw new Error(`an honest run was not stored as verified: ${message}`);
  return { fresh, other, stored, used };
}

type Run = (target: Target, scene: SubmissionScene) => Promise<Awaited<ReturnType<Target['submit']>>>;

const ATTACKS: readonly (readonly [name: string, code: ErrorCode, run: Run])[] = [
  [
    'the proof of another run',
    'proof-mismatch',
    async (target, { fresh, other }) => target.submit(fresh.submission, `?proof=${await passed(target, other)}`),
  ],
  [
    'a proof that a stored run used up',
    'proof-mismatch',
    async (target, { fresh, used }) => target.submit(fresh.submission, `?proof=${used}`),
  ],
  [
    'a second proof for a run that is stored',
    'already-stored',
    async (target, { stored }) => target.submit(stored.submission, `?proof=${await passed(target, stored)}`),
  ],
  [
    'the used proof with the run that used it',
    'proof-mismatch',
    async (target, { stored, used }) => target.submit(stored.submission, `?proof=${used}`),
  ],
  [
    'a challenge that is not committed to',
    'proof-mismatch',
    async (target, { fresh }) => {
      const { value } = await target.challenge({ digest: fresh.submission.digest, ...WORK });
      return target.submit(fresh.submission, `?proof=${value?.id}`);
    },
  ],
  [
    'a commitment that is not opened',
    'proof-mismatch',
    async (target, { fresh }) => target.submit(fresh.submission, `?proof=${(await committed(target, fresh.prepared)).id}`),
  ],
  [
    'an opening that was refused',
    'proof-mismatch',
    async (target, { fresh }) => {
      const { id } = await committed(target, fresh.prepared);
      await target.open(id, new Uint8Array(8));
      return target.submit(fresh.submission, `?proof=${id}`);
    },
  ],
  [
    'a proof that was replaced before it was opened',
    'proof-mismatch',
    async (target, { fresh }) => {
      const { id } = await committed(target, fresh.prepared);
      await target.challenge({ digest: fresh.submission.digest, ...WORK });
      return target.submit(fresh.submission, `?proof=${id}`);
    },
  ],
  [
    'a proof that never was',
    'challenge-unknown',
    (target, { fresh }) => target.submit(fresh.submission, `?proof=${'e'.repeat(32)}`),
  ],
  [
    'a proof named by its root',
    'bad-query',
    (target, { fresh }) => target.submit(fresh.submission, `?proof=${rootHex(fresh.prepared.chain)}`),
  ],
  ['two proofs', 'bad-query', (target, { fresh, used }) => target.submit(fresh.submission, `?proof=${used}&proof=${used}`)],
  ['an empty proof', 'bad-query', (target, { fresh }) => target.submit(fresh.submission, '?proof=')],
  [
    'a digest that is not the run’s, for which there is a proof',
    'digest-mismatch',
    async (target, { fresh, other }) =>
      target.submit({ ...fresh.submission, digest: other.submission.digest }, `?proof=${await passed(target, other)}`),
  ],
  [
    'a verification written into the document',
    'invalid-schema',
    (target, { fresh }) =>
      target.submit({ ...fresh.submission, verification: { verified_flop_per_second: 1e15 } } as typeof fresh.submission, ''),
  ],
  [
    'another run under a proof by its digest alone',
    'digest-mismatch',
    (target, { fresh, used }) => target.submit({ ...fresh.submission, digest: randomDigest() }, `?proof=${used}`),
  ],
];

export function submissionAttacks(tries: number, scene: () => SubmissionScene): readonly Attack[] {
  return ATTACKS.map(([name, code, run]) => ({
    name: `submitted with: ${name}`,
    tries,
    refusedBy: [code],
    mayBeTrue: false,
    run: async (target) => nothing(await run(target, scene())),
  }));
}
