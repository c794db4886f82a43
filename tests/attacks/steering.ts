// Attacks on the fold: false rows chosen by inverting the hash, so that the next operand holds copies whose products are copies
// too, and products chosen within the bound, so that the next operand is small where it is left out.
import { foldKey, partnerRow, UNSEEN_BITS, type SeedWords, type Work } from '../../src/proof/chain.ts';
import { rowBound } from '../../src/proof/row-check.ts';
import { hash } from '../../src/workload/inputs.ts';
import { bitsOf, honestRow, operandOf, type Edit, type RowProduct } from './chain-builder.ts';

const MULTIPLIER_INVERSE = inverse(747_796_405);
const MIXER_INVERSE = inverse(277_803_737);

/** The word that `hash` turns into this one: it is a permutation. */
export function unhash(word: number): number {
  const mixed = (word ^ (word >>> 22)) >>> 0;
  const shifted = Math.imul(mixed, MIXER_INVERSE) >>> 0;
  const shift = (shifted >>> 28) + 4;
  let state = shifted;
  for (let known = shift; known < 32; known += shift) state = (shifted ^ (state >>> shift)) >>> 0;
  return Math.imul(state - 2_891_336_453, MULTIPLIER_INVERSE) >>> 0;
}

/** Of an odd number mod 2³² (Newton). */
function inverse(odd: number): number {
  let found = odd;
  for (let step = 0; step < 5; step++) found = Math.imul(found, 2 - Math.imul(odd, found));
  return found >>> 0;
}

/** Rows of an even link that are false: their partners are not, nor are the rows that the copied operand is folded from. */
function isFalse(link: number, row: number, { rows }: Work, share: number): boolean {
  const bit = 2 ** (link % Math.log2(rows));
  return link % 2 === 0 && row !== 0 && Math.floor(row / bit) % 2 === 0 && hash(row) / 2 ** 32 < 2 * share;
}

/** Bits of a false row of link `link` whose fold comes as near to `wanted` [n] as the free bits allow: a few steps of 2⁻²³. */
export function invertedRow(key: number, row: number, wanted: Float32Array, partner: Uint32Array): Uint32Array {
  return Uint32Array.from(wanted, (value, column) => {
    const step = Math.round((value + 1) * 2 ** 23);
    for (let distance = 0; distance < 64; distance++) {
      const near = Math.min(2 ** 24 - 1, Math.max(0, step + (distance % 2 === 0 ? distance / 2 : -(distance + 1) / 2)));
      for (let low = 0; low < 256; low++) {
        const second = unhash(near * 256 + low) - row * wanted.length - column;
        const first = unhash(second >>> 0) - ((partner[column] ?? 0) >>> UNSEEN_BITS);
        const own = (unhash(first >>> 0) ^ key) >>> 0;
        if (own < 2 ** (32 - UNSEEN_BITS)) return own * 2 ** UNSEEN_BITS;
      }
    }
    return 0;
  });
}

/** False rows that make each one row of the next operand a copy of its row 0, `share` of all rows at most a quarter. */
export function copying(share: number): { readonly product: RowProduct; readonly edit: Edit } {
  return {
    product: (place) => {
      const { link, row, work, sofar } = place;
      if (isFalse(link, row, work, 2 * share)) return new Float32Array(work.rows);
      return link > 0 && isFalse(link - 1, row, work, 2 * share) ? (sofar[0] ?? honestRow(place)) : honestRow(place);
    },
    edit: (link, rows, seed, work) => {
      const wanted = operandOf(seed, work, link + 1, 0, rows);
      return rows.map((own, row) => {
        if (!isFalse(link, row, work, 2 * share)) return own;
        const partner = bitsOf(rows[partnerRow(link, row, work)] ?? own);
        return new Float32Array(invertedRow(foldKey(seed, link), row, wanted, partner).buffer);
      });
    },
  };
}

/** The share of all rows that `copying` makes false: what it spares is twice that. */
export function falseShareOf(share: number, work: Work): number {
  let count = 0;
  for (let link = 0; link < work.links; link++)
    for (let row = 0; row < work.rows; row++) count += isFalse(link, row, work, 2 * share) ? 1 : 0;
  return count / (work.rows * work.links);
}

/** Products moved within nine tenths of the bound to where the next operand is smallest. */
export const smallest: Edit = (link, rows, seed, work) =>
  rows.map((own, row) => {
    const partner = bitsOf(rows[partnerRow(link, row, work)] ?? own);
    // The bound of the smallest operand that a row can have had is not known here; that of uniform operands is near enough.
    const reach = 0.9 * rowBound(new Float32Array(work.rows).fill(1 / Math.sqrt(3)));
    return own.map((value, column) => nearestSmall(value, reach, (bits) => folded(seed, link, row, column, bits, partner)));
  });

function folded(seed: SeedWords, link: number, row: number, column: number, bits: number, partner: Uint32Array): number {
  const first = hash(((bits >>> UNSEEN_BITS) ^ foldKey(seed, link)) >>> 0);
  const second = hash((((partner[column] ?? 0) >>> UNSEEN_BITS) + first) >>> 0);
  return (hash((second + row * partner.length + column) >>> 0) >>> 8) * 2 ** -23 - 1;
}

function nearestSmall(value: number, reach: number, fold: (bits: number) => number): number {
  const word = new Float32Array(1);
  const bits = bitsOf(word);
  let best = value;
  let least = Number.POSITIVE_INFINITY;
  for (let step = -8; step <= 8; step++) {
    word[0] = value + (step / 8) * reach;
    const size = Math.abs(fold(bits[0] ?? 0));
    if (size >= least) continue;
    least = size;
    best = word[0] ?? value;
  }
  return best;
}
