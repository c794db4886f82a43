// The chain of products that a proof consists of, as arithmetic: its seed, its matrices, how one product becomes the next
// operand. What the GPU does in shaders/proof-*.wgsl, written once more for the server. Rests on workload/inputs.ts.
//
//   X₀ from the seed;  Yᵢ = Xᵢ · W  (links 0 … L−1, all [n, n], f32);  Xᵢ₊₁ = fold(Yᵢ)
//
// W and X₀ are uniform on [−1, 1) in steps of 2⁻²³, so that f32 holds them and no shorter format does. `fold` hashes the upper
// bits of two rows of Yᵢ, and the place, into one row of Xᵢ₊₁:
// - it is not linear, so links cannot be merged, and after log2 n links every row rests on every other, so that machines which
//   share the work must exchange whole matrices at every link;
// - the place is hashed too, so that rows made equal by one false link (whose products would then be copies) differ again in the
//   next: a false row saves itself and at most one row after it (docs/verified-runs.md);
// - the lowest nine bits, in which the bound of row-check.ts leaves freedom, have no say, so that nobody can steer the next
//   operand by choosing among products that all pass.
import { hash } from '../workload/inputs.ts';

export interface Work {
  /** n: a power of two. */
  readonly rows: number;
  /** L: a power of two. */
  readonly links: number;
}

/** The seed as eight words of 32 bits: 0, 1 of W; 2, 3 of X₀; 4, 5 of the folds; the rest unused. */
export type SeedWords = readonly number[];

/** Uniform on [−1, 1) in steps of 2⁻²³ from a word of 32 random bits; exact in f32. */
export function fromWord(word: number): number {
  return (word >>> 8) * 2 ** -23 - 1;
}

/** Element `index` (row · n + column) of the matrix under two words of the seed. */
export function element(first: number, second: number, index: number): number {
  return fromWord(hash((hash((index ^ first) >>> 0) + second) >>> 0));
}

/** W, row-major [n, n]. */
export function weights(seed: SeedWords, { rows }: Work): Float32Array {
  const [first = 0, second = 0] = seed;
  const matrix = new Float32Array(rows * rows);
  for (let index = 0; index < matrix.length; index++) matrix[index] = element(first, second, index);
  return matrix;
}

/** Row `row` of X₀, [n]. */
export function firstOperandRow(seed: SeedWords, { rows }: Work, row: number): Float32Array {
  const [, , first = 0, second = 0] = seed;
  const operand = new Float32Array(rows);
  for (let column = 0; column < rows; column++) operand[column] = element(first, second, row * rows + column);
  return operand;
}

/** The other row of Y of link `link` that row `row` of the next operand is made of. */
export function partnerRow(link: number, row: number, { rows }: Work): number {
  return (row + 2 ** (link % Math.log2(rows))) % rows;
}

/** The key of the fold after link `link`, a word. */
export function foldKey(seed: SeedWords, link: number): number {
  const [, , , , fourth = 0, fifth = 0] = seed;
  return (fourth ^ hash((fifth + link) >>> 0)) >>> 0;
}

/** Lowest bits of an f32 of Yᵢ that the fold does not see. */
export const UNSEEN_BITS = 9;

/** Row `row` of Xᵢ₊₁ from the bits of the same row of Yᵢ and of its partner's; both [n], read as u32. */
export function foldRow(key: number, row: number, own: Uint32Array, partner: Uint32Array): Float32Array {
  const folded = new Float32Array(own.length);
  for (let column = 0; column < own.length; column++) {
    const first = hash((((own[column] ?? 0) >>> UNSEEN_BITS) ^ key) >>> 0);
    const second = hash((((partner[column] ?? 0) >>> UNSEEN_BITS) + first) >>> 0);
    folded[column] = fromWord(hash((second + row * own.length + column) >>> 0));
  }
  return folded;
}

/** FLOP of the products, 2 n³ L; fold and hash are not counted. */
export function chainFlop({ rows, links }: Work): number {
  return 2 * rows ** 3 * links;
}
