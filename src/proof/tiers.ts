// The tree above the groups of 256 row hashes, as a prover keeps it: tiers of hashes, of which each but the last is grouped by
// 256 into the next. Rests on tree.ts, whose root and paths these are; only the groups on a path are hashed again.
import { HASH_BYTES, levelsOf, pathOf } from './tree.ts';

export const GROUP = 256;

/** Hashes one after another, as a device writes them. */
export type Tier = Uint8Array;

export function hashesOf(tier: Tier): readonly Uint8Array[] {
  return Array.from({ length: tier.length / HASH_BYTES }, (_, at) => tier.subarray(HASH_BYTES * at, HASH_BYTES * (at + 1)));
}

/** The root over a power of two of hashes. */
export function rootOfTier(tier: Tier): Uint8Array {
  return levelsOf(hashesOf(tier)).at(-1)?.[0] ?? new Uint8Array();
}

/** The siblings of place `at` of the first tier up to the root over the last, lowest level first. */
export function pathThrough([tier = new Uint8Array(), ...above]: readonly Tier[], at: number): readonly Uint8Array[] {
  if (above.length === 0) return pathOf(levelsOf(hashesOf(tier)), at);
  const group = Math.floor(at / GROUP);
  const bytes = GROUP * HASH_BYTES;
  const within = pathOf(levelsOf(hashesOf(tier.subarray(bytes * group, bytes * (group + 1)))), at % GROUP);
  return [...within, ...pathThrough(above, group)];
}
