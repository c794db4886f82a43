// A small part of `npm run test:attacks` for every build: one try of the attacks that take no chain of their own, a few chains in
// short numbers and in parts, and honest proofs beside them. The whole is a command of its own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arithmeticAttacks, committed, prepare, type Prepared } from '../attacks/arithmetic-attacks.ts';
import { outcomeOf, type Attack } from '../attacks/attack.ts';
import { operandOf } from '../attacks/chain-builder.ts';
import { formAttacks } from '../attacks/form-attacks.ts';
import { productF32 } from '../attacks/products.ts';
import { protocolAttacks } from '../attacks/protocol-attacks.ts';
import { slips } from '../attacks/questions.ts';
import { copying, falseShareOf, unhash } from '../attacks/steering.ts';
import { submissionAttacks, submissionScene, type SubmissionScene } from '../attacks/submission-attacks.ts';
import { openTarget, type Target } from '../attacks/target.ts';
import { weights } from '../../src/proof/chain.ts';
import { worstOverBound } from '../../src/proof/row-check.ts';
import { hash } from '../../src/workload/inputs.ts';
import { temporaryFolder } from './temporary-folder.ts';

let target: Target;
let honest: Prepared;
let scene: SubmissionScene;
beforeAll(async () => {
  target = await openTarget(temporaryFolder());
  honest = prepare();
  scene = await submissionScene(target);
}, 60_000);
afterAll(() => target.close());

/** Of the chains, one of each kind: each takes a second to compute. */
const CHAINS = ['operands in tf32', '80 % of the rows', 'equal rows after a false link', 'one element of every row a hundredth'];

test('every attack on protocol, form and submission is refused for its own reason', async () => {
  const attacks: readonly Attack[] = [
    ...protocolAttacks(1, () => honest),
    ...formAttacks(1, () => honest),
    ...submissionAttacks(1, () => scene),
  ];
  expect(attacks.length).toBeGreaterThan(55);
  const missed = [];
  for (const attack of attacks) {
    const outcome = outcomeOf(attack, await attack.run(target, 0));
    if (outcome.kind === 'missed') missed.push(`${attack.name}: ${outcome.why}`);
  }
  expect(missed).toEqual([]);
});

test.each(CHAINS)('a chain with %s is refused', async (name) => {
  const [attack] = arithmeticAttacks(1).filter((candidate) => candidate.name.includes(name));
  if (attack === undefined) throw new Error(`there is no attack ${name}`);
  expect(outcomeOf(attack, await attack.run(target, 0)).kind).toBe('refused');
});

test('honest proofs are accepted, with what the server’s clock says', async () => {
  for (let at = 0; at < 3; at++) {
    const began = await target.database.now();
    const { id, leaves } = await committed(target, honest);
    const { value } = await target.open(id, honest.chain.opening(leaves));
    expect(value).toMatchObject({ checks: 64, rows: 256, links: 8, flop: 2 ** 28 });
    expect(value?.elapsed_seconds).toBeLessThanOrEqual(((await target.database.now()) - began + 1) / 1000);
    expect(value?.verified_flop_per_second).toBe(((value?.least_share ?? 0) * 2 ** 28) / (value?.elapsed_seconds ?? 0));
  }
});

test('nothing but the one honest run is stored as verified after all attacks', async () => {
  expect(await target.verifiedRuns()).toBe(1);
});

describe('the least share', () => {
  test.each([0.01, 0.0694, 0.1])('questions miss a share of %d false rows as often as (1 − f)^64 says', (share) => {
    expect(slips(share, 4000).isAsExpected).toBe(true);
  });

  test('what is said is true of every share of false rows that slips through in one proof of a hundred', () => {
    for (const { expected, doneShare, saidShare } of [0.01, 0.03, 0.06, 0.069, 0.08, 0.1].map((share) => slips(share, 1)))
      expect(doneShare >= saidShare - 1e-3 || expected < 0.01).toBe(true);
  });

  test('hash is undone by unhash', () => {
    for (const word of [0, 1, 0x7fffffff, 0x80000000, 0xdeadbeef, 0xffffffff]) expect(unhash(hash(word))).toBe(word);
  });

  test('a false row that inverts the hash makes one row of the next product a copy that holds: twice as much is spared', () => {
    const work = { rows: 256, links: 2 } as const;
    const seed = [1, 2, 3, 4, 5, 6, 7, 8];
    const matrix = weights(seed, work);
    const truth = Array.from({ length: work.rows }, (_, row) => productF32(operandOf(seed, work, 0, row, []), matrix));
    const forged = copying(0.01).edit(0, truth, seed, work);
    const falseRows = truth.flatMap((row, at) => (forged[at] === row ? [] : [at]));
    expect(falseRows.length).toBe(falseShareOf(0.01, work) * work.rows * work.links);
    expect(falseRows.length).toBeGreaterThan(1);
    const copy = productF32(operandOf(seed, work, 1, 0, forged), matrix);
    for (const row of falseRows) expect(worstOverBound(operandOf(seed, work, 1, row, forged), matrix, copy)).toBeLessThan(1);
  });
});
