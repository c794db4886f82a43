// The shaders of a proof against what the server computes: elements, folds, row hashes and the tree, bit for bit.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compile, type Compiled } from '../../../src/gpu/pipelines.ts';
import { PROOF_FOLD, PROOF_OPERAND, PROOF_ROWS_SHADER, PROOF_SEGMENTS, ROWS_OF_GROUP } from '../../../src/kernels/proof.ts';
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

function rootOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0] ?? Buffer.alloc(0);
  return rootOf(Array.from({ length: hashes.length / 2 }, (_, at) => blake2s(Buffer.concat(hashes.slice(2 * at, 2 * at + 2)))));
}

describe.skipIf(!nothing)("on Dawn's null backend", () => {
  it.each([PROOF_OPERAND, PROOF_FOLD, PROOF_SEGMENTS, PROOF_ROWS_SHADER])(
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

  it.each([256, 512])('row hashes and roots of %i random rows are those of another BLAKE2s', async (rows) => {
    if (!device) throw new Error('no device');
    const matrix = randomWords(rows * rows, rows);
    const { source, shape, grid } = PROOF_SEGMENTS;
    const segments = await run(source, shape(rows, 0), [matrix], (rows * rows) / 8, grid(rows));
    const { hashes, roots } = await reduce(device, new Uint32Array(segments), PROOF_ROWS_SHADER.shape(rows, 0), rows);
    const expected = Array.from({ length: rows }, (_, row) => rowHashOf(matrix.subarray(rows * row, rows * (row + 1))));
    expect(hashes.equals(Buffer.concat(expected))).toBe(true);
    const groups = Array.from({ length: rows / 256 }, (_, at) => rootOf(expected.slice(256 * at, 256 * (at + 1))));
    expect(roots.equals(Buffer.concat(groups))).toBe(true);
  });

  it.each([1024, 2048])('rows of %i words, of several blocks of segments, have the hash of another BLAKE2s', async (rows) => {
    if (!device) throw new Error('no device');
    const matrix = randomWords(ROWS_OF_GROUP * rows, rows);
    const perRow = rows / 256;
    const expected = Array.from({ length: ROWS_OF_GROUP }, (_, row) => rowHashOf(matrix.subarray(rows * row, rows * (row + 1))));
    const segments = Buffer.concat(
      Array.from({ length: ROWS_OF_GROUP * perRow }, (_, at) => blake2s(Buffer.from(matrix.buffer, 1024 * at, 1024))),
    );
    const words = new Uint32Array(segments.buffer.slice(segments.byteOffset, segments.byteOffset + segments.length));
    const { hashes } = await reduce(device, words, PROOF_ROWS_SHADER.shape(rows, 0), ROWS_OF_GROUP);
    expect(hashes.equals(Buffer.concat(expected))).toBe(true);
  });

  it('over hashes that are given, the same shader computes the next eight levels', async () => {
    if (!device) throw new Error('no device');
    const given = randomWords(512 * 8, 77);
    const { roots } = await reduce(device, given, PROOF_ROWS_SHADER.shapeOfHashes(), 512);
    const leaves = Array.from({ length: 512 }, (_, at) => Buffer.from(given.buffer, 32 * at, 32));
    expect(roots.equals(Buffer.concat([rootOf(leaves.slice(0, 256)), rootOf(leaves.slice(256))]))).toBe(true);
  });
});

/** Software drivers compile for seconds. */
let rowsPipeline: Promise<Compiled> | undefined;

/** One dispatch of proof-rows.wgsl, which writes to two buffers. */
async function reduce(on: GPUDevice, given: Uint32Array, shape: readonly number[], rows: number) {
  rowsPipeline ??= compile(on, PROOF_ROWS_SHADER.file, PROOF_ROWS_SHADER.source);
  const compiled = await rowsPipeline;
  if (compiled.kind === 'failed') throw new Error(compiled.detail);
  const { pipeline } = compiled;
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM, MAP_READ } = GPUBufferUsage;
  const [hashBytes, rootBytes] = [32 * rows, (32 * rows) / 256];
  const uniform = on.createBuffer({ size: 16, usage: UNIFORM | COPY_DST });
  const input = on.createBuffer({ size: given.byteLength, usage: STORAGE | COPY_DST });
  const hashes = on.createBuffer({ size: hashBytes, usage: STORAGE | COPY_SRC });
  const roots = on.createBuffer({ size: rootBytes, usage: STORAGE | COPY_SRC });
  const read = on.createBuffer({ size: hashBytes + rootBytes, usage: MAP_READ | COPY_DST });
  try {
    on.queue.writeBuffer(uniform, 0, Uint32Array.from(shape));
    on.queue.writeBuffer(input, 0, Uint32Array.from(given));
    const entries = [uniform, input, hashes, roots].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const group = on.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    const encoder = on.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...PROOF_ROWS_SHADER.grid(rows));
    pass.end();
    encoder.copyBufferToBuffer(hashes, 0, read, 0, hashBytes);
    encoder.copyBufferToBuffer(roots, 0, read, hashBytes, rootBytes);
    on.queue.submit([encoder.finish()]);
    await read.mapAsync(MAP_READ);
    const bytes = Buffer.from(read.getMappedRange().slice(0));
    return { hashes: bytes.subarray(0, hashBytes), roots: bytes.subarray(hashBytes) };
  } finally {
    for (const buffer of [uniform, input, hashes, roots, read]) buffer.destroy();
  }
}
