// Whether a row of a product is what f32 arithmetic gives: recomputed in float64, held against a derived bound.
// Rests on chain.ts.
//
// Bound. A dot product of n terms in f32 rounds once per addition (twice without FMA), each time by at most u = 2⁻²⁴ of the
// partial sum. Roundings have no preferred sign, so their sum is a martingale with deviation at most u·σ·n/√2, where
// σ = ‖x‖ / √(3 n) is the deviation of a term x·w with w uniform on [−1, 1) (N. Higham and T. Mary, SIAM J. Sci. Comput. 41,
// 2019, find the same √n law). The bound is 6·u·σ·n: 8.5 deviations at the very worst, and honest rows come to half of it. Operands
// rounded to f16 or tf32 (2⁻¹¹) miss it by a factor of 60 at 2,048 terms and 160 at 256, bf16 by eight times that. Splitting both
// operands into two bf16 (2⁻¹⁷) is still seen at every size; into two f16 or three bf16 it is as exact as f32 and passes for it.
// Arithmetic that rounds towards zero drifts and does not keep the bound (docs/verified-runs.md).

const UNIT_ROUNDOFF = 2 ** -24;
const DEVIATIONS = 6;

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
