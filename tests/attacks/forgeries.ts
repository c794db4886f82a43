// Chains that are not what they should be, each committed to and opened in due form: shorter numbers, fewer rows, columns or
// terms, links that are skipped, products that were edited. The share is what of the products was computed in f32.
import { hash } from '../../src/workload/inputs.ts';
import { honestRow, type Edit, type RowPlace, type RowProduct } from './chain-builder.ts';
import { productF32, productRounded, rounded, roundTo, SIGNIFICAND, split, sumOf } from './products.ts';

export interface Forgery {
  readonly name: string;
  readonly share: number;
  readonly product?: RowProduct;
  readonly edit?: Edit;
  readonly doesEditGoOn?: boolean;
}

/** W in another form, computed once for each W. */
function once<T>(make: (weights: Float32Array) => T): (weights: Float32Array) => T {
  const known = new WeakMap<Float32Array, T>();
  return (weights) => {
    const value = known.get(weights) ?? make(weights);
    known.set(weights, value);
    return value;
  };
}

function inShortOperands(bits: number): RowProduct {
  const short = once((weights) => rounded(weights, roundTo(bits)));
  return ({ operand, weights }) => productF32(rounded(operand, roundTo(bits)), short(weights));
}

function inShortSums(bits: number, operandBits: number): RowProduct {
  const short = once((weights) => rounded(weights, roundTo(operandBits)));
  return ({ operand, weights }) => productRounded(rounded(operand, roundTo(operandBits)), short(weights), roundTo(bits));
}

const bf16Pieces = once((weights) => split(weights, SIGNIFICAND.bf16, 2));
const inTwoBf16: RowProduct = ({ operand, weights }) => {
  const [high = operand, low = operand] = split(operand, SIGNIFICAND.bf16, 2);
  const [heavy = weights, light = weights] = bf16Pieces(weights);
  return sumOf([productF32(high, heavy), productF32(high, light), productF32(low, heavy)]);
};
const halfWeights = once((weights) => rounded(weights, roundTo(SIGNIFICAND.f16)));
const oneOperandSplit: RowProduct = ({ operand, weights }) =>
  sumOf(split(operand, SIGNIFICAND.f16, 2).map((piece) => productF32(piece, halfWeights(weights))));
const otherOperandSplit: RowProduct = ({ operand, weights }) => productF32(rounded(operand, roundTo(SIGNIFICAND.f16)), weights);

export const SHORT_NUMBERS: readonly Forgery[] = [
  { name: 'operands in f16', share: 0, product: inShortOperands(SIGNIFICAND.f16) },
  { name: 'operands in bf16', share: 0, product: inShortOperands(SIGNIFICAND.bf16) },
  { name: 'operands in tf32', share: 0, product: inShortOperands(SIGNIFICAND.tf32) },
  { name: 'operands in 24 bits (17 of significand)', share: 0, product: inShortOperands(SIGNIFICAND.f24) },
  { name: 'sums in f16', share: 0, product: inShortSums(SIGNIFICAND.f16, SIGNIFICAND.f16) },
  { name: 'operands in f32, sums in bf16', share: 0, product: inShortSums(SIGNIFICAND.bf16, 24) },
  { name: 'bf16 once, sums in f32', share: 0, product: inShortOperands(SIGNIFICAND.bf16) },
  { name: 'both operands in two bf16', share: 0, product: inTwoBf16 },
  { name: 'only x split into two f16', share: 0, product: oneOperandSplit },
  { name: 'only W in f32', share: 0, product: otherOperandSplit },
];

/** A hash of the place in [0, 1), so that what is left out is spread evenly. */
function chance({ link, row, seed }: RowPlace): number {
  return hash((hash((row * 65_536 + link) >>> 0) ^ (seed[6] ?? 0)) >>> 0) / 2 ** 32;
}

/** What stands where nothing was computed: a true row that is there already, else noise of the deviation that products have. */
function filler(place: RowPlace): Float32Array {
  const copy = place.sofar.at(-1);
  if (copy !== undefined && place.row % 2 === 0) return copy;
  return Float32Array.from({ length: place.work.rows }, (_, column) => noise(place, column));
}

function noise({ link, row, work, seed }: RowPlace, column: number): number {
  const word = hash(((link * work.rows + row) * work.rows + column + (seed[7] ?? 0)) >>> 0);
  return (word / 2 ** 31 - 1) * Math.sqrt(work.rows / 3);
}

function partialRows(share: number): RowProduct {
  return (place) => (chance(place) < share ? honestRow(place) : filler(place));
}

function partialColumns(share: number): RowProduct {
  return (place) => honestRow(place).map((value, column) => (column < share * place.work.rows ? value : noise(place, column)));
}

/** The first terms only, scaled to the deviation of all. */
function partialTerms(share: number): RowProduct {
  return ({ operand, weights }) =>
    productF32(operand, weights, 0, share * operand.length).map((value) => Math.fround(value / Math.sqrt(share)));
}

/** Terms with small operands left out: the nearest that leaving out comes to the truth. */
function withoutSmall(share: number): RowProduct {
  return ({ operand, weights }) => {
    const least = [...operand].map(Math.abs).toSorted((a, b) => a - b)[Math.floor((1 - share) * operand.length)] ?? 0;
    return productF32(
      operand.map((value) => (Math.abs(value) < least ? 0 : value)),
      weights,
    );
  };
}

export const PARTIAL: readonly Forgery[] = [
  ...[0.3, 0.5, 0.7, 0.8, 0.9].map((share) => ({ name: `${100 * share} % of the rows`, share, product: partialRows(share) })),
  {
    name: 'the first half of the rows',
    share: 0.5,
    product: (place) => (place.row < place.work.rows / 2 ? honestRow(place) : filler(place)),
  },
  ...[0.5, 0.9].map((share) => ({ name: `${100 * share} % of the columns`, share, product: partialColumns(share) })),
  { name: 'all columns but one', share: 255 / 256, product: partialColumns(255 / 256) },
  ...[0.5, 0.9].map((share) => ({ name: `${100 * share} % of the terms`, share, product: partialTerms(share) })),
  { name: 'without the smallest tenth of the terms', share: 0.9, product: withoutSmall(0.9) },
];

const isOdd = ({ link }: RowPlace) => link % 2 === 1;
const squares = once((weights) => {
  const width = Math.sqrt(weights.length);
  const rows = Array.from({ length: width }, (_, k) => productF32(weights.subarray(k * width, (k + 1) * width), weights));
  return Float32Array.from(weights, (_, at) => rows[Math.floor(at / width)]?.[at % width] ?? 0);
});

export const SKIPPED: readonly Forgery[] = [
  { name: 'every other link is its operand', share: 0.5, product: (place) => (isOdd(place) ? place.operand : honestRow(place)) },
  {
    name: 'every other link is a copy of the one before',
    share: 0.5,
    product: (place) => (isOdd(place) ? (place.before[place.row] ?? place.operand) : honestRow(place)),
  },
  {
    name: 'two links merged by W²',
    share: 0.5,
    product: (place) => (isOdd(place) ? productF32(place.operand, squares(place.weights)) : honestRow(place)),
  },
  {
    name: 'the fold skipped: products of products',
    share: 1,
    product: (place) =>
      productF32(
        (place.before[place.row] ?? place.operand).map((value) => value / Math.sqrt(place.work.rows)),
        place.weights,
      ),
  },
  {
    name: 'only the first half of the chain',
    share: 0.5,
    product: (place) => (place.link < 4 ? honestRow(place) : filler(place)),
  },
  { name: 'only the last link', share: 1 / 8, product: (place) => (place.link === 7 ? honestRow(place) : filler(place)) },
  {
    name: 'every link is the first',
    share: 1 / 8,
    product: (place) => (place.link === 0 ? honestRow(place) : (place.before[place.row] ?? place.operand)),
  },
  {
    name: 'equal rows after a false link',
    share: 1 / 16,
    product: (place) => {
      if (!isOdd(place)) return place.operand.map((_, column) => noise({ ...place, row: 0 }, column));
      return place.row === 0 ? honestRow(place) : (place.sofar[0] ?? place.operand);
    },
  },
];

const everyRow =
  (change: (value: number, column: number, row: number) => number): Edit =>
  (_, rows) =>
    rows.map((values, row) => values.map((value, column) => change(value, column, row)));

export const EDITED: readonly Forgery[] = [
  {
    name: 'one element of every row a hundredth larger',
    share: 0,
    edit: everyRow((value, column, row) => (column === row ? value * 1.01 + 1e-3 : value)),
    doesEditGoOn: false,
  },
  {
    name: 'the sign of one element of every row',
    share: 0,
    edit: everyRow((value, column, row) => (column === row ? -value - 1e-3 : value)),
    doesEditGoOn: true,
  },
  { name: 'every row scaled by 1 + 2⁻¹²', share: 0, edit: everyRow((value) => value * (1 + 2 ** -12)) },
  { name: 'every row NaN', share: 0, edit: everyRow(() => Number.NaN) },
  { name: 'every row infinite', share: 0, edit: everyRow(() => Number.POSITIVE_INFINITY) },
  { name: 'one NaN in every row', share: 0, edit: everyRow((value, column) => (column === 17 ? Number.NaN : value)) },
  {
    name: 'one infinity in every row',
    share: 0,
    edit: everyRow((value, column) => (column === 3 ? Number.NEGATIVE_INFINITY : value)),
  },
  { name: 'every row zero', share: 0, edit: everyRow(() => 0) },
  { name: 'rows in the reverse order', share: 0, edit: (_, rows) => rows.toReversed() },
  { name: 'rows exchanged in pairs', share: 0, edit: (_, rows) => rows.map((row, at) => rows[at ^ 1] ?? row) },
  {
    name: 'columns turned by one',
    share: 0,
    edit: (_, rows) => rows.map((row) => row.map((_value, column) => row[(column + 1) % row.length] ?? 0)),
  },
];
