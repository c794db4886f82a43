// The shaders of a proof against what the server computes: elements, folds, row hashes and the tree, bit for bit.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PROOF_FOLD, PROOF_NODES, PROOF_OPERAND, PROOF_ROWS_SHADER, PROOF_SEGMENTS } from '../../../src/kernels/proof.ts';
import { firstOperandRow, foldKey, foldRow, partnerRow, weights } from '../../../src/proof/chain.ts';
import { createRandom } from '../../../src/statistics/random.ts';
import { compileMessages, dispatch, openDevice } from '../dawn.ts';

const device = await openDevice('vulkan');
const nothing = await openDevice('null');
const seed = [0x9e3779b9, 3, 0xffffffff, 0x80000001, 5, 0xfffffff0, 7, 8];

function randomWords(count: number, start: number): Uint32Array {
  const random = createRandom(start);
  return Uint32Array.from({ length: count }, () => random.integer(2 ** 32));
}

const blake2s = (bytes: Uint8Array) => createHash('blake2s256').update(bytes).digest();

/** Hash of a row as RFC 7693 and tree.ts say, by another implementation than ours. */
function rowHashOf(row: Uint32Array): Buffer {
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
  const segments = Array.from({ length: row.length / 256 }, (_, at) => blake2s(bytes.subarray(1024 * at, 1024 * (at + 1))));
  return blake2s(Buffer.concat(segments));
}

describe.skipIf(!nothing)("on Dawn's null backend", () => {
  it.each([PROOF_OPERAND, PROOF_FOLD, PROOF_SEGMENTS, PROOF_ROWS_SHADER, PROOF_NODES])(
    '$file compiles without a message',
    async ({ source }) => {
      if (!nothing) throw new Error('no device');
      expect(await compileMessages(nothing, source)).toEqual([]);
    },
  );
});

describe.skipIf(!device)('on a Vulkan device', () => {
  const run = (
    source: string,
    shape: readonly number[],
    inputs: readonly Uint32Array[],
    bytes: number,
    grid: readonly [number, number, number],
  ) => {
    if (!device) throw new Error('no device');
    return dispatch(device, source, shape, inputs, new Uint8Array(bytes).fill(0xa5), grid);
  };

  it('operands are those of the server to the last bit', async () => {
    const rows = 256;
    const [first = 0, second = 0, third = 0, fourth = 0] = seed;
    const { source, shape, grid } = PROOF_OPERAND;
    const made = await run(source, shape(first, second, rows), [], 4 * rows * rows, grid(rows));
    expect(Buffer.from(made).equals(Buffer.from(weights(seed, { rows, links: 8 }).buffer))).toBe(true);
    const operand = new Float32Array(await run(source, shape(third, fourth, rows), [], 4 * rows * rows, grid(rows)));
    for (const row of [0, 1, 255])
      expect(operand.slice(rows * row, rows * (row + 1))).toEqual(firstOperandRow(seed, { rows, links: 8 }, row));
  });

  it.each([0, 5, 7, 8])(
    'the fold after link %i is that of the server to the last bit, NaN and infinities included',
    async (link) => {
      const work = { rows: 256, links: 16 };
      const product = randomWords(work.rows ** 2, 11 + link);
      product.set([0x7fc00001, 0xff800000, 0x80000000, 1], 256);
      const key = foldKey(seed, link);
      const step = partnerRow(link, 0, work);
      const { source, shape, grid } = PROOF_FOLD;
      const folded = new Float32Array(
        await run(source, shape(work.rows, key, step), [product], product.byteLength, grid(work.rows)),
      );
      for (const row of [0, 1, 128, 254, 255]) {
        const rowOf = (at: number) => product.subarray(work.rows * at, work.rows * (at + 1));
        const expected = foldRow(key, row, rowOf(row), rowOf(partnerRow(link, row, work)));
        expect(folded.slice(work.rows * row, work.rows * (row + 1)), `row ${row}`).toEqual(expected);
      }
    },
  );

  it('segments and rows of a matrix have the hashes of another BLAKE2s, at the place of their link', async () => {
    const rows = 512;
    const matrix = randomWords(rows * rows, rows);
    const { source, shape, grid } = PROOF_SEGMENTS;
    const segmentBytes = (rows * rows) / 8;
    const segments = await run(source, shape(rows, 1), [matrix], 2 * segmentBytes, grid(rows));
    expect(
      new Uint8Array(segments, 0, segmentBytes).every((byte) => byte === 0xa5),
      'nothing at the place before',
    ).toBe(true);
    const hashes = await run(
      PROOF_ROWS_SHADER.source,
      PROOF_ROWS_SHADER.shape(rows, rows),
      [new Uint32Array(segments.slice(segmentBytes))],
      32 * rows,
      PROOF_ROWS_SHADER.grid(rows),
    );
    const expected = Array.from({ length: rows }, (_, row) => rowHashOf(matrix.subarray(rows * row, rows * (row + 1))));
    expect(Buffer.from(hashes).equals(Buffer.concat(expected))).toBe(true);
  });

  it.each([256, 1024, 2048])(
    'a row of %i words, of half a block of segments or of several, has the hash of another BLAKE2s',
    async (rows) => {
      const count = 64;
      const matrix = randomWords(count * rows, rows);
      const segments = Buffer.concat(
        Array.from({ length: (count * rows) / 256 }, (_, at) => blake2s(Buffer.from(matrix.buffer, 1024 * at, 1024))),
      );
      const words = Uint32Array.from({ length: segments.length / 4 }, (_, at) => segments.readUInt32LE(4 * at));
      const { source, shape, grid } = PROOF_ROWS_SHADER;
      const hashes = await run(source, shape(rows, count), [words], 32 * count, grid(count));
      const expected = Array.from({ length: count }, (_, row) => rowHashOf(matrix.subarray(rows * row, rows * (row + 1))));
      expect(Buffer.from(hashes).equals(Buffer.concat(expected))).toBe(true);
    },
  );

  it('a level of the tree hashes neighbours together, leaves the level below and writes behind it', async () => {
    if (!device) throw new Error('no device');
    const leaves = 128;
    const given = randomWords(8 * leaves, 77);
    const tree = Buffer.alloc(32 * 2 * leaves, 0xa5);
    tree.set(Buffer.from(given.buffer));
    const { source, shape, grid } = PROOF_NODES;
    const made = Buffer.from(await dispatch(device, source, shape(leaves / 2, 0, leaves), [], tree, grid(leaves / 2)));
    const hashes = Array.from({ length: leaves }, (_, at) => Buffer.from(given.buffer, 32 * at, 32));
    const nodes = Array.from({ length: leaves / 2 }, (_, at) => blake2s(Buffer.concat(hashes.slice(2 * at, 2 * at + 2))));
    expect(made.equals(Buffer.concat([...hashes, ...nodes, Buffer.alloc(16 * leaves, 0xa5)]))).toBe(true);
  });
});
