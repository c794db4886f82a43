// A tree of hashes as a device writes it: its levels one after another in one buffer, the leaves first and the root last.
// Rests on tree.ts, of whose `levelsOf` this is the layout. The number of leaves is a power of two.
import { HASH_BYTES } from './tree.ts';

/** Where level `level` starts, in hashes; the leaves are level 0. */
export function levelStart(leaves: number, level: number): number {
  return 2 * leaves - 2 * (leaves / 2 ** level);
}

/** Hashes of the whole tree. */
export function hashesOfTree(leaves: number): number {
  return 2 * leaves - 1;
}

/** The siblings of leaf `at` up to the root, lowest level first; `tree` is [2 · leaves − 1] hashes. */
export function pathIn(tree: Uint8Array, leaves: number, at: number): readonly Uint8Array[] {
  return Array.from({ length: Math.log2(leaves) }, (_, level) =>
    hashAt(tree, levelStart(leaves, level) + (Math.floor(at / 2 ** level) ^ 1)),
  );
}

/** Hashes that stand one after another. */
export function hashesIn(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) => hashAt(bytes, at));
}

function hashAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.subarray(HASH_BYTES * at, HASH_BYTES * (at + 1));
}
