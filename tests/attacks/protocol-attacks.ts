// Attacks on the order, the clock, the identity and the form of a proof. The chain behind each is honest, so that nothing but the
// protocol can refuse it.
import { openingBytes } from '../../src/proof/opening.ts';
import { randomDigest, rootHex, WORK, committed, prepare, type Prepared } from './arithmetic-attacks.ts';
import type { Attack, Attempt } from './attack.ts';
import type { Target } from './target.ts';

/** A refusal is wanted: nothing true could be said. */
export function nothing(reply: Attempt['reply']): Attempt {
  return { reply, doneShare: 0, seconds: Number.POSITIVE_INFINITY };
}

type Run = (target: Target, honest: Prepared, at: number) => Promise<Attempt['reply']>;

const ZERO_ROOT = '0'.repeat(64);

async function challenged(target: Target, { offer, nonce }: Prepared): Promise<string> {
  target.nonce = nonce;
  const challenge = await target.challenge(offer);
  target.nonce = undefined;
  return challenge.value?.id ?? '';
}

async function accepted(target: Target, honest: Prepared) {
  const { id, leaves } = await committed(target, honest);
  const opening = honest.chain.opening(leaves);
  const reply = await target.open(id, opening);
  if (reply.value === undefined) throw new Error(`an honest proof was refused: ${reply.message}`);
  return { id, leaves, opening };
}

const REPLAYS: Readonly<Record<string, Run>> = {
  'the opening of an accepted proof again': async (target, honest) => {
    const { id, opening } = await accepted(target, honest);
    return target.open(id, opening);
  },
  'the commitment of an accepted proof again': async (target, honest) => {
    const { id } = await accepted(target, honest);
    return target.commit(id, { root: rootHex(honest.chain) });
  },
  'an opening that was accepted for another question': async (target, honest) => {
    const { opening } = await accepted(target, honest);
    const { id } = await committed(target, honest);
    return target.open(id, opening);
  },
  'an accepted proof under the nonce of a new challenge': async (target, honest) => {
    const { opening } = await accepted(target, honest);
    const { value } = await target.challenge(honest.offer);
    const id = value?.id ?? '';
    await target.commit(id, { root: rootHex(honest.chain) });
    return target.open(id, opening);
  },
  'two openings at once, of which one may pass': async (target, honest) => {
    const { id, leaves } = await committed(target, honest);
    const opening = honest.chain.opening(leaves);
    const replies = await Promise.all([target.open(id, opening), target.open(id, opening)]);
    const refused = replies.filter(({ code }) => code !== undefined);
    return refused.length === 1 && refused[0] !== undefined ? refused[0] : replies[0];
  },
};

/** The chain of a nonce of the client's own, opened under the server's. */
const precomputed: Run = async (target, honest) => {
  const { value } = await target.challenge(honest.offer);
  const id = value?.id ?? '';
  const question = await target.commit(id, { root: rootHex(honest.chain) });
  return target.open(id, honest.chain.opening(question.value?.leaves ?? []));
};

const BORROWED: Readonly<Record<string, Run>> = {
  'a chain computed before, on a nonce of one’s own': precomputed,
  'the chain of another run’s digest on the same nonce': async (target, honest) => {
    target.nonce = honest.nonce;
    const { value } = await target.challenge({ ...honest.offer, digest: randomDigest() });
    target.nonce = undefined;
    const question = await target.commit(value?.id ?? '', { root: rootHex(honest.chain) });
    return target.open(value?.id ?? '', honest.chain.opening(question.value?.leaves ?? []));
  },
  'the chain of a smaller work on the same nonce': async (target, honest) => {
    target.nonce = honest.nonce;
    const { value } = await target.challenge({ ...honest.offer, links: 2 * honest.offer.links });
    target.nonce = undefined;
    const id = value?.id ?? '';
    const { value: question } = await target.commit(id, { root: rootHex(honest.chain) });
    const leaves = question?.leaves ?? [];
    const within = leaves.map((leaf) => leaf % (WORK.rows * WORK.links));
    const bytes = openingBytes({ ...WORK, links: 2 * WORK.links }, leaves);
    const opening = new Uint8Array(bytes);
    opening.set(honest.chain.opening(within).subarray(0, bytes));
    return target.open(id, opening);
  },
  'another client’s challenge, opened with one’s own commitment': async (target, honest) => {
    const theirs = await committed(target, honest);
    const own = prepareOnce();
    return target.open(theirs.id, own.chain.opening(theirs.leaves));
  },
};

let own: Prepared | undefined;
function prepareOnce(): Prepared {
  own ??= prepare();
  return own;
}

const ORDER: Readonly<Record<string, Run>> = {
  'an opening before the commitment': async (target, honest) => {
    const id = await challenged(target, honest);
    return target.open(id, honest.chain.opening(Array.from({ length: 64 }, (_, at) => at)));
  },
  'a second commitment, after the question': async (target, honest) => {
    const { id } = await committed(target, honest);
    return target.commit(id, { root: rootHex(prepareOnce().chain) });
  },
  'a second commitment with the same root': async (target, honest) => {
    const { id } = await committed(target, honest);
    return target.commit(id, { root: rootHex(honest.chain) });
  },
  'two commitments at once, of which one is taken': async (target, honest) => {
    const id = await challenged(target, honest);
    const root = rootHex(honest.chain);
    const replies = await Promise.all([target.commit(id, { root }), target.commit(id, { root })]);
    const refused = replies.filter(({ code }) => code !== undefined);
    return refused.length === 1 && refused[0] !== undefined ? refused[0] : replies[0];
  },
  'a commitment first and the work later': async (target, honest) => {
    const id = await challenged(target, honest);
    const question = await target.commit(id, { root: ZERO_ROOT });
    return target.open(id, honest.chain.opening(question.value?.leaves ?? []));
  },
  'a commitment to no challenge': (target) => target.commit('0'.repeat(32), { root: ZERO_ROOT }),
  'an opening of no challenge': (target) => target.open('f'.repeat(32), new Uint8Array(64)),
};

const OVER: Readonly<Record<string, Run>> = {
  'a commitment a second too late': async (target, honest) => {
    const id = await challenged(target, honest);
    target.clockAhead += 61_000;
    return target.commit(id, { root: rootHex(honest.chain) });
  },
  'an opening a second too late': async (target, honest) => {
    const { id, leaves } = await committed(target, honest);
    target.clockAhead += 121_000;
    return target.open(id, honest.chain.opening(leaves));
  },
  'a correct opening after a refused one': async (target, honest) => {
    const { id, leaves } = await committed(target, honest);
    const opening = honest.chain.opening(leaves);
    const wrong = opening.slice();
    wrong[0] = (wrong[0] ?? 0) ^ 1;
    const refused = await target.open(id, wrong);
    return refused.code === 'proof-refused' ? target.open(id, opening) : refused;
  },
  'parallel challenges for one digest: the older one': async (target, honest) => {
    const older = await challenged(target, honest);
    await challenged(target, honest);
    return target.commit(older, { root: rootHex(honest.chain) });
  },
  'a challenge to fish for other rows, then the older question': async (target, honest) => {
    const { id, leaves } = await committed(target, honest);
    await challenged(target, honest);
    return target.open(id, honest.chain.opening(leaves));
  },
};

export function attacksOf(
  group: string,
  runs: Readonly<Record<string, Run>>,
  refusedBy: Attack['refusedBy'],
  tries: number,
  honest: () => Prepared,
): readonly Attack[] {
  return Object.entries(runs).map(([name, run]) => ({
    name: `${group}: ${name}`,
    tries,
    refusedBy,
    mayBeTrue: false,
    run: async (target, at) => nothing(await run(target, honest(), at)),
  }));
}

export function protocolAttacks(tries: number, honest: () => Prepared): readonly Attack[] {
  return [
    ...attacksOf('replay', REPLAYS, ['challenge-over', 'challenge-order', 'proof-refused', 'busy'], tries, honest),
    ...attacksOf('borrowed', BORROWED, ['proof-refused'], tries, honest),
    ...attacksOf('order', ORDER, ['challenge-order', 'challenge-unknown', 'proof-refused'], tries, honest),
    ...attacksOf('over', OVER, ['challenge-over'], tries, honest),
  ];
}
