// A prover on the CPU that computes every row as it is told to: honestly, in shorter numbers, or not at all. What it commits to
// and opens has the right form throughout, so that only the arithmetic can give it away. Rests on src/proof.
import { firstOperandRow, foldKey, foldRow, partnerRow, weights, type SeedWords, type Work } from '../../src/proof/chain.ts';
import { encodeOpening, leavesToOpen, type OpenedRow } from '../../src/proof/opening.ts';
import { levelsOf, pathOf, rowHash } from '../../src/proof/tree.ts';
import { productF32 } from './products.ts';

/** Where a row stands, and what it is computed from. */
export interface RowPlace {
  readonly link: number;
  readonly row: number;
  readonly operand: Float32Array;
  readonly weights: Float32Array;
  readonly seed: SeedWords;
  readonly work: Work;
  /** Rows of the product before, and those of this one that are there already, [n] each. */
  readonly before: readonly Float32Array[];
  readonly sofar: readonly Float32Array[];
}

export type RowProduct = (place: RowPlace) => Float32Array;

/** Links of a chain that replace a whole product after its rows are computed, undefined to leave it. */
export type Edit = (link: number, rows: readonly Float32Array[], seed: SeedWords, work: Work) => readonly Float32Array[];

export interface BuiltChain {
  readonly seed: SeedWords;
  readonly work: Work;
  readonly root: Uint8Array;
  opened(leaf: number): OpenedRow;
  opening(leaves: readonly number[]): Uint8Array<ArrayBuffer>;
}

export const honestRow: RowProduct = ({ operand, weights: matrix }) => productF32(operand, matrix);

/** What is committed to is what `edit` leaves; `doesEditGoOn` says whether the next operand is folded from it too. */
export function buildChain(
  seed: SeedWords,
  work: Work,
  product: RowProduct = honestRow,
  edit: Edit = (_, rows) => rows,
  doesEditGoOn = true,
): BuiltChain {
  const matrix = weights(seed, work);
  const leaves: Uint32Array[] = [];
  let before: readonly Float32Array[] = [];
  for (let link = 0; link < work.links; link++) {
    const sofar: Float32Array[] = [];
    for (let row = 0; row < work.rows; row++) {
      const operand = operandOf(seed, work, link, row, before);
      sofar.push(product({ link, row, operand, weights: matrix, seed, work, before, sofar }));
    }
    const edited = edit(link, sofar, seed, work);
    for (const row of edited) leaves.push(bitsOf(row));
    before = doesEditGoOn ? edited : sofar;
  }
  return chainOf(seed, work, leaves);
}

export function chainOf(seed: SeedWords, work: Work, leaves: readonly Uint32Array[]): BuiltChain {
  const levels = levelsOf(leaves.map(rowHash));
  const opened = (leaf: number): OpenedRow => ({ leaf, bits: leaves[leaf] ?? new Uint32Array(), path: pathOf(levels, leaf) });
  return {
    seed,
    work,
    root: levels.at(-1)?.[0] ?? new Uint8Array(),
    opened,
    opening: (asked) =>
      encodeOpening(
        work,
        asked.flatMap((leaf) => leavesToOpen(work, leaf).map(opened)),
      ),
  };
}

export function operandOf(seed: SeedWords, work: Work, link: number, row: number, before: readonly Float32Array[]): Float32Array {
  if (link === 0) return firstOperandRow(seed, work, row);
  const own = before[row] ?? new Float32Array(work.rows);
  const partner = before[partnerRow(link - 1, row, work)] ?? new Float32Array(work.rows);
  return foldRow(foldKey(seed, link - 1), row, bitsOf(own), bitsOf(partner));
}

export function bitsOf(row: Float32Array): Uint32Array {
  return new Uint32Array(row.buffer, row.byteOffset, row.length);
}
