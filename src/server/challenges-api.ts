// The endpoints of a proof: ask for a challenge, commit, open. The protocol and what it proves: docs/verified-runs.md.
// Nothing that a client says of time or of rates is read; there is no field for it.
import { hexToBytes } from '@noble/hashes/utils.js';
import { Hono, type Context } from 'hono';
import {
  challengeRequestSchema,
  challengeSchema,
  commitmentSchema,
  PROOF_CHECKS,
  questionSchema,
  verificationSchema,
} from '../contract/proof.ts';
import { openingBytes } from '../proof/opening.ts';
import { seedWords } from '../proof/seed.ts';
import { verificationOf } from '../proof/verdict.ts';
import { answer, refuse } from './answer.ts';
import { COMMIT_SECONDS, OPEN_SECONDS, type ChallengeStore, type Committed, type Untaken } from './challenge-store.ts';
import { readBytes } from './bytes-body.ts';
import { readJsonBody } from './json-body.ts';
import type { ProofJudge } from './proof-judge.ts';
import type { ProofRandom } from './proof-random.ts';
import type { RequestLimit } from './request-limit.ts';

export interface ChallengesApiParts {
  readonly challenges: ChallengeStore;
  readonly judge: ProofJudge;
  readonly proofRandom: ProofRandom;
  /** Challenges of one client. */
  readonly challengeLimit: RequestLimit;
  /** Work that took less is not verified: short tries would be many tries (docs/verified-runs.md). */
  readonly leastProofSeconds: number;
  /** What tells clients apart, for the limit only. */
  readonly clientOf: (context: Context) => string;
}

const MOST_JSON_BYTES = 4096;
/** A judgement takes a second at the most, and a full queue holds eight. */
const BUSY_SECONDS = 5;

export function createChallengesApi(parts: ChallengesApiParts): Hono {
  const api = new Hono();
  /** Challenges whose opening is arriving: one upload each, so that nobody makes this process hold many. */
  const arriving = new Set<string>();
  api.post('/challenges', (context) => issue(context, parts));
  api.post('/challenges/:id/commitment', (context) => commit(context, parts));
  api.post('/challenges/:id/opening', (context) => open(context, parts, arriving));
  return api;
}

async function issue(context: Context, parts: ChallengesApiParts): Promise<Response> {
  const wait = await parts.challengeLimit.refuse(parts.clientOf(context));
  if (wait !== undefined) {
    context.header('Retry-After', String(wait));
    return refuse(context, 429, {
      code: 'too-many-requests',
      message: `Too many challenges for this address; try again in ${wait} s.`,
    });
  }
  const body = await readJsonBody(context, challengeRequestSchema, MOST_JSON_BYTES);
  if (body.kind === 'refused') return body.answer;
  const challenge = { ...body.value, id: parts.proofRandom.hex(16), nonce: parts.proofRandom.hex(32) };
  await parts.challenges.issue(challenge);
  return answer(context, challengeSchema, { ...challenge, commit_within_seconds: COMMIT_SECONDS }, 201);
}

async function commit(context: Context, parts: ChallengesApiParts): Promise<Response> {
  const id = idOf(context);
  const row = id === undefined ? undefined : await parts.challenges.find(id);
  if (id === undefined || row === undefined) return refuseStep(context, { kind: 'unknown' });
  const body = await readJsonBody(context, commitmentSchema, MOST_JSON_BYTES);
  if (body.kind === 'refused') return body.answer;
  const leaves = parts.proofRandom.places(PROOF_CHECKS, row.rows * row.links);
  const step = await parts.challenges.commit(id, body.value.root, leaves);
  if (step.kind !== 'taken') return refuseStep(context, step);
  const committed = await parts.challenges.committed(id);
  if (committed.kind !== 'taken') return refuseStep(context, committed);
  if (committed.value.elapsedSeconds < parts.leastProofSeconds) {
    await parts.challenges.end(id);
    return refuse(context, 422, {
      code: 'proof-refused',
      message: `The work took ${committed.value.elapsedSeconds} s; it must take ${parts.leastProofSeconds} s at the least. Ask for more links.`,
    });
  }
  return answer(context, questionSchema, { leaves: [...leaves], open_within_seconds: OPEN_SECONDS });
}

async function open(context: Context, parts: ChallengesApiParts, arriving: Set<string>): Promise<Response> {
  const id = idOf(context);
  if (id === undefined) return refuseStep(context, { kind: 'unknown' });
  const step = await parts.challenges.committed(id);
  if (step.kind !== 'taken') return refuseStep(context, step);
  const type = context.req.header('content-type') ?? '';
  if (type !== 'application/octet-stream' || (context.req.header('content-encoding') ?? 'identity') !== 'identity')
    return refuse(context, 415, {
      code: 'wrong-media-type',
      message: `Send application/octet-stream, not compressed; found ${JSON.stringify(type.slice(0, 100))}.`,
    });
  if (parts.judge.isFull || arriving.has(id)) return refuseBusy(context);
  arriving.add(id);
  const bytes = await readBytes(context, openingBytes(step.value, step.value.leaves)).finally(() => arriving.delete(id));
  const claimed = await parts.challenges.claim(id);
  if (claimed.kind !== 'taken') return refuseStep(context, claimed);
  if (bytes.kind === 'other-length') {
    await parts.challenges.settle(id, 'refused');
    return refuse(context, 422, {
      code: 'proof-refused',
      message: `The opening of these rows has ${bytes.wanted} bytes, neither fewer nor more.`,
    });
  }
  return judged(context, id, step.value, bytes.bytes, parts);
}

async function judged(
  context: Context,
  id: string,
  committed: Committed,
  opening: Uint8Array,
  { challenges, judge }: ChallengesApiParts,
): Promise<Response> {
  const { rows, links, root, leaves, elapsedSeconds } = committed;
  // The schemas of contract/proof.ts let no other number of rows into the table.
  const work = { rows, links } as Parameters<typeof verificationOf>[0];
  const seed = seedWords({ ...committed, ...work });
  const verdict = await judge.judge({ seed, work, root: hexToBytes(root), leaves }, opening);
  if (verdict.kind === 'holds') {
    const verification = verificationOf(work, leaves.length, elapsedSeconds);
    await challenges.settle(id, verification);
    return answer(context, verificationSchema, verification);
  }
  if (verdict.kind === 'refused') {
    await challenges.settle(id, 'refused');
    return refuse(context, 422, { code: 'proof-refused', message: `The proof does not hold: ${verdict.reason}.` });
  }
  await challenges.settle(id, 'committed');
  return refuseBusy(context);
}

function idOf(context: Context): string | undefined {
  const parsed = challengeSchema.shape.id.safeParse(context.req.param('id'));
  return parsed.success ? parsed.data : undefined;
}

function refuseBusy(context: Context): Response {
  context.header('Retry-After', String(BUSY_SECONDS));
  return refuse(context, 503, {
    code: 'busy',
    message: `Other proofs are being judged; send this one again in ${BUSY_SECONDS} s.`,
  });
}

function refuseStep(context: Context, untaken: Untaken): Response {
  if (untaken.kind === 'unknown')
    return refuse(context, 404, { code: 'challenge-unknown', message: 'There is no challenge with this id.' });
  if (untaken.kind === 'over')
    return refuse(context, 410, { code: 'challenge-over', message: `This challenge is over. ${untaken.why}` });
  return refuse(context, 409, { code: 'challenge-order', message: `This challenge cannot take this step now. ${untaken.why}` });
}
