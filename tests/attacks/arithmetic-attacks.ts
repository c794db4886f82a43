// Every forged chain against the service: challenge, commitment and opening in due form and in good time, on a nonce for which the
// chain is there already, so that one chain meets many questions.
import { randomBytes } from 'node:crypto';
import { seedWords } from '../../src/proof/seed.ts';
import type { Attack } from './attack.ts';
import { buildChain, type BuiltChain } from './chain-builder.ts';
import { EDITED, PARTIAL, SHORT_NUMBERS, SKIPPED, type Forgery } from './forgeries.ts';
import { copying, falseShareOf, smallest } from './steering.ts';
import type { Target } from './target.ts';

/** The smallest work that there is. */
export const WORK = { rows: 256, links: 8 } as const;

export interface Prepared {
  readonly offer: { readonly digest: string; readonly rows: 256 | 512 | 1024 | 2048; readonly links: number };
  readonly nonce: string;
  readonly chain: BuiltChain;
}

export function randomDigest(): string {
  return `sha256:${randomBytes(32).toString('hex')}`;
}

export function prepare(
  { product, edit, doesEditGoOn }: Partial<Forgery> = {},
  digest = randomDigest(),
  work: { readonly rows: 256 | 512 | 1024 | 2048; readonly links: number } = WORK,
): Prepared {
  const nonce = randomBytes(32).toString('hex');
  const offer = { digest, ...work };
  return { offer, nonce, chain: buildChain(seedWords({ nonce, ...offer }), work, product, edit, doesEditGoOn) };
}

export function rootHex({ root }: Pick<BuiltChain, 'root'>): string {
  return Buffer.from(root).toString('hex');
}

/** A challenge on this nonce and the commitment to it. */
export async function committed(target: Target, { offer, nonce, chain }: Prepared) {
  target.nonce = nonce;
  const challenge = await target.challenge(offer);
  target.nonce = undefined;
  const began = performance.now();
  const id = challenge.value?.id ?? '';
  const seconds = (performance.now() - began) / 1000;
  const question = await target.commit(id, { root: rootHex(chain) });
  if (question.value === undefined) throw new Error(`the commitment was not taken: ${question.message}`);
  return { id, leaves: question.value.leaves, seconds };
}

const STEERED: readonly (Forgery & { readonly mayBeTrue?: boolean })[] = [
  { name: 'false rows that invert the hash, so that half of the work is copies', share: 0.5, ...copying(0.25) },
  {
    name: 'false rows that invert the hash, a few of them',
    share: 1 - 2 * falseShareOf(0.06, WORK),
    ...copying(0.06),
    mayBeTrue: true,
  },
  { name: 'products within the bound that make the next operand small, then left out', share: 0.9, edit: smallest, ...without() },
];

function without(): Pick<Forgery, 'product'> {
  const found = PARTIAL.find(({ name }) => name.startsWith('without the smallest'));
  return found?.product === undefined ? {} : { product: found.product };
}

/** `tries` of each forgery at the most; those that take seconds to prepare are tried as often on one chain. */
export function arithmeticAttacks(tries: number): readonly Attack[] {
  const groups = { 'short numbers': SHORT_NUMBERS, partial: PARTIAL, skipped: SKIPPED, edited: EDITED, steered: STEERED };
  return Object.entries(groups).flatMap(([group, forgeries]) =>
    forgeries.map((forgery: Forgery & { readonly mayBeTrue?: boolean }): Attack => {
      let prepared: Prepared | undefined;
      return {
        name: `${group}: ${forgery.name}`,
        tries,
        refusedBy: ['proof-refused'],
        // What is left out of a tenth of the rows is less than what the verdict allows for.
        mayBeTrue: forgery.mayBeTrue ?? forgery.name === '90 % of the rows',
        run: async (target) => {
          prepared ??= prepare(forgery);
          const { id, leaves, seconds } = await committed(target, prepared);
          return { reply: await target.open(id, prepared.chain.opening(leaves)), doneShare: forgery.share, seconds };
        },
      };
    }),
  );
}
