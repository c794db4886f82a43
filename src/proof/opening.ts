// The bytes in which a client opens the rows it is asked for. Rests on chain.ts and tree.ts.
//
// For every asked leaf in order: the row of Yᵢ; then, unless i is 0, the same row of Yᵢ₋₁ and its partner's. Each row is n f32
// little-endian followed by its path, lowest sibling first. Nothing else, so the length follows from the question.
import { partnerRow, type Work } from './chain.ts';
import { HASH_BYTES, pathLength } from './tree.ts';

export interface OpenedRow {
  readonly leaf: number;
  /** Bits of the row's f32, [n]. */
  readonly bits: Uint32Array;
  readonly path: readonly Uint8Array[];
}

export interface OpenedLeaf {
  readonly product: OpenedRow;
  /** The two rows that its operand is folded from; undefined in link 0, whose operand is the seed's. */
  readonly sources: { readonly own: OpenedRow; readonly partner: OpenedRow } | undefined;
}

/** The leaves to be opened for one asked leaf, in order. */
export function leavesToOpen(work: Work, leaf: number): readonly number[] {
  const link = Math.floor(leaf / work.rows);
  const row = leaf % work.rows;
  if (link === 0) return [leaf];
  const before = (link - 1) * work.rows;
  return [leaf, before + row, before + partnerRow(link - 1, row, work)];
}

export function openingBytes(work: Work, leaves: readonly number[]): number {
  const one = 4 * work.rows + HASH_BYTES * pathLength(work);
  return leaves.reduce((sum, leaf) => sum + one * leavesToOpen(work, leaf).length, 0);
}

/** The opened rows in the order of `leavesToOpen` of every asked leaf, as bytes. */
export function encodeOpening(work: Work, rows: readonly OpenedRow[]): Uint8Array<ArrayBuffer> {
  const one = 4 * work.rows + HASH_BYTES * pathLength(work);
  const bytes = new Uint8Array(one * rows.length);
  const view = new DataView(bytes.buffer);
  for (const [place, { bits, path }] of rows.entries()) {
    for (const [column, word] of bits.entries()) view.setUint32(one * place + 4 * column, word, true);
    for (const [level, hash] of path.entries()) bytes.set(hash, one * place + 4 * work.rows + HASH_BYTES * level);
  }
  return bytes;
}

/** Undefined where the length is not that of an answer to this question. */
export function decodeOpening(work: Work, leaves: readonly number[], bytes: Uint8Array): readonly OpenedLeaf[] | undefined {
  if (bytes.length !== openingBytes(work, leaves)) return undefined;
  let at = 0;
  const take = (leaf: number): OpenedRow => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, 4 * work.rows);
    const bits = Uint32Array.from({ length: work.rows }, (_, column) => view.getUint32(4 * column, true));
    at += 4 * work.rows;
    const path = Array.from({ length: pathLength(work) }, (_, level) =>
      bytes.subarray(at + HASH_BYTES * level, at + HASH_BYTES * (level + 1)),
    );
    at += HASH_BYTES * path.length;
    return { leaf, bits, path };
  };
  return leaves.map((leaf) => {
    const [first = leaf, own, partner] = leavesToOpen(work, leaf);
    const product = take(first);
    if (own === undefined || partner === undefined) return { product, sources: undefined };
    return { product, sources: { own: take(own), partner: take(partner) } };
  });
}
