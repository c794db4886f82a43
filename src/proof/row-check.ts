// Whether a row of a product is what f32 arithmetic gives: recomputed in float64, held against a derived bound.
// Rests on chain.ts.
//
// Bound. A dot product of n terms in f32 rounds once per addition (twice without FMA), each time by at most u = 2⁻²⁴ of the
// partial sum. Roundings have no preferred sign, so their sum is a martingale with deviation at most u·σ·n/√2, where
// σ = ‖x‖ / √(3 n) is the deviation of a term x·w with w uniform on [−1, 1) (N. Higham and T. Mary, SIAM J. Sci. Comput. 41,
// 2019, find the same √n law). The bound is 8·u·σ·n: 11 deviations at the very worst; the worst element of an honest row
// comes to about a quarter of it. Operands rounded to f16 or tf32 (2⁻¹¹) err by 2.8·10⁻⁴·σ·√n, 13 times the bound at n = 2,048 and 37 times
// at 256; bf16 by eight times as much again.

const UNIT_ROUNDOFF = 2 ** -24;
const DEVIATIONS = 8;

/** The most by which an element of x·W in f32 may differ from its float64 value; x is [n]. */
export function rowBound(operand: Float32Array): number {
  let squares = 0;
  for (const value of operand) squares += value * value;
  const termDeviation = Math.sqrt(squares / (3 * operand.length));
  return DEVIATIONS * UNIT_ROUNDOFF * termDeviation * operand.length;
}

/** x·W in float64: operand [n], n a multiple of four, weights [n, n] row-major, result [n]. */
export function productRow(operand: Float32Array, weights: Float32Array): Float64Array {
  const width = operand.length;
  const product = new Float64Array(width);
  // Four rows of W at once, as reading and writing the sums is what takes the time.
  for (let k = 0; k < width; k += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = operand.subarray(k, k + 4);
    const first = weights.subarray(k * width, (k + 1) * width);
    const second = weights.subarray((k + 1) * width, (k + 2) * width);
    const third = weights.subarray((k + 2) * width, (k + 3) * width);
    const fourth = weights.subarray((k + 3) * width, (k + 4) * width);
    for (let column = 0; column < width; column++)
      product[column] =
        (product[column] ?? 0) +
        a * (first[column] ?? 0) +
        b * (second[column] ?? 0) +
        c * (third[column] ?? 0) +
        d * (fourth[column] ?? 0);
  }
  return product;
}

/** Largest |claimed − float64| over the bound; at most 1 where the row was computed in f32. NaN counts as infinity. */
export function worstOverBound(operand: Float32Array, weights: Float32Array, claimed: Float32Array): number {
  const bound = rowBound(operand);
  const expected = productRow(operand, weights);
  let worst = 0;
  for (const [column, value] of expected.entries()) {
    const error = Math.abs((claimed[column] ?? Number.NaN) - value);
    if (!(error <= worst)) worst = Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
  }
  return worst / bound;
}
