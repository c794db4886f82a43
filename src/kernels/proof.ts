// The shaders of a proof beside its products: operands, folds, hashes. Not kernels: they compute no operation of the ladder.
// Rests on shaders/proof-*.wgsl and variant.ts. Binding 0 is a uniform of u32; then what is read; then what is written.
// What they compute is written once more, for the server, in src/proof/.
import fold from '../../shaders/proof-fold.wgsl?raw';
import nodes from '../../shaders/proof-nodes.wgsl?raw';
import operand from '../../shaders/proof-operand.wgsl?raw';
import rows from '../../shaders/proof-rows.wgsl?raw';
import segments from '../../shaders/proof-segments.wgsl?raw';
import { spread } from './variant.ts';

/** Words of a segment. */
const SEGMENT_WORDS = 256;

/** W or X₀ of `rows` rows under two words of the seed. Written: [rows, rows] f32. */
export const PROOF_OPERAND = {
  file: 'proof-operand.wgsl',
  source: operand,
  shape: (first: number, second: number, rowCount: number) => [first, second, rowCount ** 2],
  grid: (rowCount: number) => spread(rowCount ** 2 / 256),
} as const;

/** The next operand. Read: the product [rows, rows]; written: the operand, of the same shape. */
export const PROOF_FOLD = {
  file: 'proof-fold.wgsl',
  source: fold,
  /** `step` is how many rows below its own a row's partner stands. */
  shape: (rowCount: number, key: number, step: number) => [rowCount, key, step],
  grid: (rowCount: number) => spread(rowCount ** 2 / 1024),
} as const;

/** Hashes of the segments of a matrix. Read: [rows, rows]; written from matrix `slot` on: [slots, rows, rows / 256] hashes. */
export const PROOF_SEGMENTS = {
  file: 'proof-segments.wgsl',
  source: segments,
  shape: (rowCount: number, slot: number) => [segmentsOf(rowCount), slot * segmentsOf(rowCount)],
  grid: (rowCount: number): readonly [number, number, number] => [segmentsOf(rowCount) / 64, 1, 1],
} as const;

/** Hashes of rows. Read: segments' hashes of `count` rows; written: [count] hashes. */
export const PROOF_ROWS_SHADER = {
  file: 'proof-rows.wgsl',
  source: rows,
  shape: (rowCount: number, count: number) => [count, rowCount / SEGMENT_WORDS],
  grid: (count: number): readonly [number, number, number] => [Math.ceil(count / 64), 1, 1],
} as const;

/** One level of the tree of a proof; all of them in one buffer, by `levelStart` of proof/levels.ts. */
export const PROOF_NODES = {
  file: 'proof-nodes.wgsl',
  source: nodes,
  shape: (count: number, below: number, own: number) => [count, below, own],
  grid: (count: number): readonly [number, number, number] => [Math.ceil(count / 64), 1, 1],
} as const;

function segmentsOf(rowCount: number): number {
  return rowCount ** 2 / SEGMENT_WORDS;
}
