// How large a proof is made on a device, and how its links are sent to it. Pure; the prover measures, this decides.
import { MAX_LINKS, MIN_LINKS } from '../contract/proof.ts';
import type { Work } from './chain.ts';

/** A chain takes at most so long, and at least half of it where a device is fast enough to have a choice. */
const MOST_SECONDS = 4;
/** Matrices are as large as lets the fewest links fit in this. */
const FEWEST_LINKS_SECONDS = 3;
/** One submission holds at most this much work, so that a page on the same device stays alive. */
const SUBMISSION_SECONDS = 0.25;
/** Links of one submission at most, and bytes of the segments' hashes that they leave. */
const MOST_BATCHED = 64;
const SEGMENT_HASHES_BYTES = 16 * 2 ** 20;

/** L for links of so many seconds: a power of two whose chain takes 2 to 4 s, but for the bounds of the protocol. */
export function linksFor(secondsPerLink: number): number {
  return Math.min(MAX_LINKS, Math.max(MIN_LINKS, powerOfTwo(MOST_SECONDS / secondsPerLink)));
}

/** Whether the fewest links of this size fit. */
export function fits(secondsPerLink: number): boolean {
  return MIN_LINKS * secondsPerLink <= FEWEST_LINKS_SECONDS;
}

/** Whether twice the rows, of eight times the work, may fit: larger matrices are often twice as fast by their work. */
export function mayDouble(secondsPerLink: number): boolean {
  return fits(4 * secondsPerLink);
}

/** Links of one submission: a power of two, at most `links`. */
export function batchOf({ rows, links }: Work, secondsPerLink: number): number {
  const byMemory = SEGMENT_HASHES_BYTES / (rows * rows * (32 / 256));
  return Math.min(links, Math.max(1, powerOfTwo(Math.min(MOST_BATCHED, byMemory, SUBMISSION_SECONDS / secondsPerLink))));
}

/** Submissions that wait on the device at once: enough that it never waits for a busy page, of little work in all. */
export function inFlight(batch: number, secondsPerLink: number): number {
  return Math.min(16, Math.max(2, Math.ceil(SUBMISSION_SECONDS / (batch * secondsPerLink))));
}

/** One G of BLAKE2s (RFC 7693, section 3.1): six additions, four exclusive ors, four rotations. */
const OPERATIONS_OF_G = 14;
const OPERATIONS_OF_BLOCK = 10 * 8 * OPERATIONS_OF_G;
/** A hash of chain.ts: two products, two additions, three shifts, two exclusive ors; a fold takes three and some. */
const OPERATIONS_OF_FOLD = 3 * 9 + 8;

/**
 * Integer operations that hashing and folding take for each multiply-add of the products, at this many rows. A rotation counts
 * as one operation, as on GPUs; where it is three, hashing is 1.6 times as much.
 */
export function overheadOf(rows: number): number {
  const elements = rows ** 2;
  const blocksOfSegments = elements / 16;
  const blocksOfRows = rows * Math.max(1, rows / 512);
  const blocksOfTree = rows;
  const hashing = (blocksOfSegments + blocksOfRows + blocksOfTree) * OPERATIONS_OF_BLOCK;
  return (hashing + elements * OPERATIONS_OF_FOLD) / rows ** 3;
}

/** The largest power of two that is at most `most`; 0 under 1. */
function powerOfTwo(most: number): number {
  return most < 1 ? 0 : 2 ** Math.floor(Math.log2(most));
}
