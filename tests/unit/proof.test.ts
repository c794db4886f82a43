// The arithmetic of proofs: chain, tree, opening, and the bound that tells f32 from anything shorter.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PROOF_CHECKS, PROOF_ROWS } from '../../src/contract/proof.ts';
import {
  chainFlop,
  element,
  firstOperandRow,
  foldKey,
  foldRow,
  fromWord,
  partnerRow,
  UNSEEN_BITS,
  weights,
  type Work,
} from '../../src/proof/chain.ts';
import { openedRows, replayPlan } from '../../src/gpu/proof-opening.ts';
import { decodeOpening, encodeOpening, leavesToOpen, openingBytes, type OpenedRow } from '../../src/proof/opening.ts';
import { worstOverBound } from '../../src/proof/row-check.ts';
import { seedWords } from '../../src/proof/seed.ts';
import { hashesIn, hashesOfTree, pathIn } from '../../src/proof/levels.ts';
import { levelsOf, nodeHash, pathLength, pathOf, rootOf, rowHash } from '../../src/proof/tree.ts';
import { verificationOf } from '../../src/proof/verdict.ts';
import { createRandom } from '../../src/statistics/random.ts';

const seed = seedWords({ nonce: '5a'.repeat(32), digest: `sha256:${'c3'.repeat(32)}`, rows: 256, links: 8 });
const blake2s = (bytes: Uint8Array) => createHash('blake2s256').update(bytes).digest();

function randomWords(count: number, start: number): Uint32Array {
  const random = createRandom(start);
  return Uint32Array.from({ length: count }, () => random.integer(2 ** 32));
}

function randomHashes(count: number, start: number): readonly Uint8Array[] {
  const bytes = new Uint8Array(randomWords(8 * count, start).buffer);
  return Array.from({ length: count }, (_, at) => bytes.subarray(32 * at, 32 * (at + 1)));
}

describe('the seed', () => {
  it('is the hash of nonce, digest, rows and links by another BLAKE2s, and changes with each of them', () => {
    const bytes = Buffer.concat([Buffer.alloc(32, 0x5a), Buffer.alloc(32, 0xc3), Buffer.from([0, 1, 0, 0, 8, 0, 0, 0])]);
    const hashed = blake2s(bytes);
    expect(seed).toEqual(Array.from({ length: 8 }, (_, at) => hashed.readUInt32LE(4 * at)));
    const base = { nonce: '5a'.repeat(32), digest: `sha256:${'c3'.repeat(32)}`, rows: 256, links: 8 } as const;
    for (const other of [
      { nonce: `5b${'5a'.repeat(31)}` },
      { digest: `sha256:c2${'c3'.repeat(31)}` },
      { rows: 512 },
      { links: 16 },
    ] as const)
      expect(seedWords({ ...base, ...other })).not.toEqual(seed);
  });
});

describe('the chain', () => {
  it('has operands on [−1, 1) in steps of 2⁻²³ that f32 holds exactly, with mean and variance of the uniform', () => {
    expect([fromWord(0), fromWord(2 ** 32 - 1), fromWord(2 ** 31)]).toEqual([-1, 1 - 2 ** -23, 0]);
    const values = Array.from({ length: 2 ** 16 }, (_, index) => element(seed[0] ?? 0, seed[1] ?? 0, index));
    expect(values.every((value) => Math.fround(value) === value && Number.isInteger(value * 2 ** 23))).toBe(true);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    // Five deviations of the mean (1/√(3·2¹⁶)) and of the variance (√(4/45)/2⁸).
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(3 * 2 ** 16));
    expect(Math.abs(variance - 1 / 3)).toBeLessThan((5 * Math.sqrt(4 / 45)) / 2 ** 8);
  });

  it('lets every row rest on every other after log2 n links', () => {
    for (const rows of PROOF_ROWS) {
      const work = { rows, links: 16 };
      let reached = new Set([0]);
      for (let link = Math.log2(rows) - 1; link >= 0; link--)
        reached = new Set([...reached].flatMap((row) => [row, partnerRow(link, row, work)]));
      expect(reached.size).toBe(rows);
    }
  });

  it('folds the place in, so that equal products give unequal rows, and leaves the lowest nine bits out', () => {
    const product = randomWords(256, 3);
    const key = foldKey(seed, 0);
    expect(foldRow(key, 1, product, product)).not.toEqual(foldRow(key, 0, product, product));
    const nudged = product.map((bits) => (bits ^ (2 ** UNSEEN_BITS - 1)) >>> 0);
    expect(foldRow(key, 1, nudged, nudged)).toEqual(foldRow(key, 1, product, product));
    for (const changed of [
      product.map((bits) => (bits ^ (2 ** UNSEEN_BITS)) >>> 0),
      product.map((bits) => (bits ^ (2 ** 31)) >>> 0),
    ]) {
      expect(foldRow(key, 1, changed, product)).not.toEqual(foldRow(key, 1, product, product));
      expect(foldRow(key, 1, product, changed)).not.toEqual(foldRow(key, 1, product, product));
    }
    expect(foldKey(seed, 1)).not.toBe(key);
  });
});

describe('the tree', () => {
  it.each([256, 512, 2048])('hashes a row of %i as RFC 7693 does, segment by segment', (length) => {
    const row = randomWords(length, length);
    const bytes = Buffer.from(row.buffer);
    const segments = Array.from({ length: length / 256 }, (_, at) => blake2s(bytes.subarray(1024 * at, 1024 * (at + 1))));
    expect(Buffer.from(rowHash(row)).equals(blake2s(Buffer.concat(segments)))).toBe(true);
  });

  it('gives every leaf a path to the one root, and no leaf the path of another', () => {
    const leaves = randomHashes(64, 9);
    const levels = levelsOf(leaves);
    const root = levels.at(-1)?.[0] ?? new Uint8Array();
    const [left = root, right = root] = levels.at(-2) ?? [];
    expect(Buffer.from(nodeHash(left, right)).equals(Buffer.from(root))).toBe(true);
    for (const [at, leaf] of leaves.entries()) {
      expect(rootOf(at, leaf, pathOf(levels, at))).toEqual(root);
      expect(rootOf(at ^ 1, leaf, pathOf(levels, at))).not.toEqual(root);
    }
  });

  it('is the same with its levels one after another in a buffer', () => {
    const leaves = randomHashes(512, 21);
    const levels = levelsOf(leaves);
    const buffer = Buffer.concat(levels.flat());
    expect(buffer.length).toBe(32 * hashesOfTree(512));
    expect(hashesIn(buffer.subarray(0, 32 * 512)).map((hash) => Buffer.from(hash))).toEqual(
      leaves.map((hash) => Buffer.from(hash)),
    );
    for (const at of [0, 1, 255, 256, 511])
      expect(pathIn(buffer, 512, at).map((hash) => Buffer.from(hash))).toEqual(
        pathOf(levels, at).map((hash) => Buffer.from(hash)),
      );
  });
});

describe('an opening', () => {
  const work: Work = { rows: 256, links: 8 };
  const leaves = [5, 256, 300, 2047];

  it('holds the asked row, its own and its partner’s of the link before, and in link 0 the row alone', () => {
    expect(leavesToOpen(work, 5)).toEqual([5]);
    expect(leavesToOpen(work, 256 + 44)).toEqual([300, 44, 45]);
    expect(leavesToOpen(work, 2047)).toEqual([2047, 1791, 1536 + ((255 + 2 ** 6) % 256)]);
  });

  it('comes back from its bytes as it went in, and is nothing when its length is another', () => {
    const rows: OpenedRow[] = leaves
      .flatMap((leaf) => leavesToOpen(work, leaf))
      .map((leaf, at) => ({ leaf, bits: randomWords(work.rows, at), path: randomHashes(pathLength(work), 100 + at) }));
    const bytes = encodeOpening(work, rows);
    expect(bytes.length).toBe(openingBytes(work, leaves));
    const back = decodeOpening(work, leaves, bytes) ?? [];
    const flat = back.flatMap(({ product, sources }) => [product, ...(sources ? [sources.own, sources.partner] : [])]);
    expect(flat).toEqual(rows);
    expect(decodeOpening(work, leaves, bytes.subarray(1))).toBeUndefined();
    expect(decodeOpening(work, leaves.slice(1), bytes)).toBeUndefined();
  });

  it('reads its rows wherever they stand in a larger buffer', () => {
    const row = { leaf: 7, bits: randomWords(work.rows, 1), path: randomHashes(pathLength(work), 2) };
    const bytes = encodeOpening(work, [row]);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(decodeOpening(work, [7], larger.subarray(3))?.[0]?.product.bits).toEqual(row.bits);
  });
});

describe('a replayed chain', () => {
  const work: Work = { rows: 256, links: 8 };
  const count = work.rows * work.links;
  const words = randomWords(work.rows * count, 5);
  const rowOf = (leaf: number) => words.slice(work.rows * leaf, work.rows * (leaf + 1));
  const levels = levelsOf(Array.from({ length: count }, (_, leaf) => rowHash(rowOf(leaf))));
  const upper = Buffer.concat(levels.slice(8).flat());
  const root = levels.at(-1)?.[0] ?? new Uint8Array();
  const asked = [5, 300, 44, 45, 2047, 1791, 44];

  function replayed(rowBytes: (rows: Uint8Array) => void) {
    const plan = replayPlan(work, asked);
    const rows = new Uint8Array(Buffer.concat(plan.rows.map(({ link, row }) => Buffer.from(rowOf(link * 256 + row).buffer))));
    const groups = Buffer.concat(plan.groups.flatMap(({ link }) => levels[0]?.slice(256 * link, 256 * (link + 1)) ?? []));
    rowBytes(rows);
    return { plan, opened: openedRows(work, asked, plan, { rows, groups, upper, root }) };
  }

  it('keeps every asked row once, up to the last link asked, and opens each with the path of the whole tree', () => {
    const { plan, opened } = replayed(() => {});
    expect([plan.rows.length, plan.lastLink]).toEqual([6, 7]);
    if (opened.kind === 'failed') throw new Error(opened.detail);
    expect(opened.value.map(({ leaf }) => leaf)).toEqual(asked);
    for (const { leaf, bits, path } of opened.value) {
      expect(bits).toEqual(rowOf(leaf));
      expect(path.map((hash) => Buffer.from(hash))).toEqual(pathOf(levels, leaf).map((hash) => Buffer.from(hash)));
    }
  });

  it('that came out differently by one bit is found before anything is sent', () => {
    const { opened } = replayed((rows) => {
      rows[1024 * 4 + 7] = (rows[1024 * 4 + 7] ?? 0) ^ 1;
    });
    expect(opened).toMatchObject({ kind: 'failed', detail: expect.stringContaining('did not repeat its own chain') });
  });
});

/** x·W with every product and every sum rounded to f32, in order: the least accurate of honest orders. */
function sequential(operand: Float32Array, matrix: Float32Array): Float32Array {
  const product = new Float32Array(operand.length);
  for (const [k, value] of operand.entries())
    for (let column = 0; column < operand.length; column++) {
      const term = Math.fround(value * (matrix[k * operand.length + column] ?? 0));
      product[column] = Math.fround((product[column] ?? 0) + term);
    }
  return product;
}

/** To the nearest number with `bits` bits of significand, the leading one counted. */
function rounded(values: Float32Array, bits: number): Float32Array {
  return values.map((value) => {
    if (value === 0) return 0;
    const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) - bits + 1);
    return Math.round(value / step) * step;
  });
}

describe.each(PROOF_ROWS)('a row of %i', (rows) => {
  const work = { rows, links: 8 };
  const operand = firstOperandRow(seed, work, 3);
  const matrix = weights(seed, work);
  const honest = sequential(operand, matrix);

  it('in f32, summed in order and rounded twice a term, stays well within the bound', () => {
    expect(worstOverBound(operand, matrix, honest)).toBeLessThan(0.5);
  });

  it.each([
    ['f16 or tf32', 11],
    ['bf16', 8],
  ] as const)('of operands rounded to %s is far outside, even where it is summed exactly', (_, bits) => {
    const coarse = sequential(rounded(operand, bits), rounded(matrix, bits));
    expect(worstOverBound(operand, matrix, coarse)).toBeGreaterThan(5);
  });

  it('with one element of its operand left out, or holding no number, is outside', () => {
    const short = operand.map((value, at) => (at === 7 ? 0 : value));
    expect(worstOverBound(operand, matrix, sequential(short, matrix))).toBeGreaterThan(1);
    expect(
      worstOverBound(
        operand,
        matrix,
        honest.map((value, at) => (at === rows - 1 ? Number.NaN : value)),
      ),
    ).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('what a proof says', () => {
  it('counts 2 n³ L, and claims no more than the share that its checks show at the confidence it names', () => {
    const work = { rows: 1024, links: 64 } as const;
    const said = verificationOf(work, PROOF_CHECKS, 2.5);
    expect(said.flop).toBe(2 * 1024 ** 3 * 64);
    expect(chainFlop(work)).toBe(said.flop);
    // With a share f of the rows false, all checks pass with probability (1 − f)^checks; a false row spares three at the most.
    const falseShare = (1 - said.least_share) / 3;
    expect((1 - falseShare) ** PROOF_CHECKS).toBeCloseTo(1 - said.confidence, 12);
    expect(said.verified_flop_per_second).toBe((said.least_share * said.flop) / 2.5);
  });
});
