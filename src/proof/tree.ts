// The Merkle tree over every row of every product: what a commitment commits to. Rests on @noble/hashes.
//
// H is BLAKE2s-256 (RFC 7693). A row of n f32, little-endian, is cut into segments of 256; its hash is H of the segments' hashes
// one after another. Leaf link · n + row is that row's hash; a node is H(left ‖ right). The number of leaves is a power of two and
// known from the challenge, so a path has one length and no node can pass for a leaf.
import { blake2s } from '@noble/hashes/blake2.js';
import type { Work } from './chain.ts';

/** Bytes of a hash. */
export const HASH_BYTES = 32;
/** Elements of a row that are hashed in one go. */
export const SEGMENT_ELEMENTS = 256;

/** Hash of a row, from its bits. */
export function rowHash(row: Uint32Array): Uint8Array {
  const bytes = littleEndian(row);
  const segments = Array.from({ length: Math.ceil(row.length / SEGMENT_ELEMENTS) }, (_, segment) =>
    blake2s(bytes.subarray(4 * SEGMENT_ELEMENTS * segment, 4 * SEGMENT_ELEMENTS * (segment + 1))),
  );
  return blake2s(joined(segments));
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return blake2s(joined([left, right]));
}

/** Siblings on the way from a leaf to the root. */
export function pathLength({ rows, links }: Work): number {
  return Math.log2(rows * links);
}

/** The root that this leaf and these siblings, lowest first, belong to. */
export function rootOf(leaf: number, hash: Uint8Array, path: readonly Uint8Array[]): Uint8Array {
  return path.reduce(
    (own, sibling, level) => ((Math.floor(leaf / 2 ** level) & 1) === 0 ? nodeHash(own, sibling) : nodeHash(sibling, own)),
    hash,
  );
}

/** All levels over `leaves` (a power of two of them), the leaves first and the root last. */
export function levelsOf(leaves: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const levels = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    level = Array.from({ length: level.length / 2 }, (_, at) =>
      nodeHash(level[2 * at] ?? new Uint8Array(), level[2 * at + 1] ?? new Uint8Array()),
    );
  }
  return levels;
}

/** The siblings of place `at`, lowest level first. */
export function pathOf(levels: readonly (readonly Uint8Array[])[], at: number): readonly Uint8Array[] {
  return levels.slice(0, -1).map((level, height) => level[Math.floor(at / 2 ** height) ^ 1] ?? new Uint8Array());
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function littleEndian(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  for (const [at, word] of words.entries()) view.setUint32(4 * at, word, true);
  return bytes;
}
