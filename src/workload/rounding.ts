// Arithmetic on values that a GPU holds only to within a bound: each step gives the exact float64 result and how far
// a WGSL f32 computation of it may be off. Rests on nothing.
// Accuracies: W3C, WebGPU Shading Language, 15.7.4 "Floating Point Accuracy" (read 2026-11). That section leaves the
// rounding mode open, so one rounding is worth a whole unit in the last place, 2⁻²³, not half of one; a fused
// multiply-add is "inherited from x·y + z" and is therefore covered by a multiplication and an addition.

/** |computed − value| ≤ bound. */
export interface Rounded {
  readonly value: number;
  readonly bound: number;
}

/** Relative error of one correctly rounded f32 operation, and the largest relative size of one ULP. */
export const UNIT_ROUNDOFF = 2 ** -23;

/** Absolute error that flushed subnormals and underflow of intermediate results can add; far below any value here. */
const UNDERFLOW = 2 ** -100;

export function exact(value: number): Rounded {
  return { value, bound: 0 };
}

/** A number that has no exact f32 form, written as a constant. */
export function constant(value: number): Rounded {
  return { value, bound: UNIT_ROUNDOFF * Math.abs(value) };
}

export function add(a: Rounded, b: Rounded): Rounded {
  const value = a.value + b.value;
  return afterUlps(value, a.bound + b.bound, 1);
}

export function subtract(a: Rounded, b: Rounded): Rounded {
  return add(a, { value: -b.value, bound: b.bound });
}

export function multiply(a: Rounded, b: Rounded): Rounded {
  const inherited = Math.abs(a.value) * b.bound + Math.abs(b.value) * a.bound + a.bound * b.bound;
  return afterUlps(a.value * b.value, inherited, 1);
}

/** a / b, to 2.5 ULP. The divisor's bound must leave its sign certain; an infinite one is handed on. */
export function divide(a: Rounded, b: Rounded): Rounded {
  const least = Math.abs(b.value) - b.bound;
  if (least === -Infinity) return { value: a.value / b.value, bound: Infinity };
  if (least <= 0) throw new Error(`rounding: the divisor ${b.value} ± ${b.bound} may be zero`);
  const value = a.value / b.value;
  return afterUlps(value, (a.bound + Math.abs(value) * b.bound) / least, 2.5);
}

/** eˣ, to 3 + 2·|x| ULP. */
export function exponential(x: Rounded): Rounded {
  const value = Math.exp(x.value);
  return afterUlps(value, value * Math.expm1(x.bound), 3 + 2 * (Math.abs(x.value) + x.bound));
}

/** ln x: to 2⁻²¹ absolutely where x may lie in [½, 2], else to 3 ULP. The argument's bound must leave it positive; an infinite one is handed on. */
export function logarithm(x: Rounded): Rounded {
  const least = x.value - x.bound;
  if (least === -Infinity) return { value: Math.log(x.value), bound: Infinity };
  if (least <= 0) throw new Error(`rounding: the argument ${x.value} ± ${x.bound} of a logarithm may be zero`);
  const value = Math.log(x.value);
  const inherited = value - Math.log(least);
  const isNearOne = least <= 2 && x.value + x.bound >= 0.5;
  return { value, bound: inherited + Math.max(isNearOne ? 2 ** -21 : 0, 3 * UNIT_ROUNDOFF * (Math.abs(value) + inherited)) };
}

/** 1/√x, to 2 ULP. The argument's bound must leave it positive; an infinite one is handed on. */
export function inverseSquareRoot(x: Rounded): Rounded {
  const least = x.value - x.bound;
  if (least === -Infinity) return { value: 1 / Math.sqrt(x.value), bound: Infinity };
  if (least <= 0) throw new Error(`rounding: the argument ${x.value} ± ${x.bound} of a root may be zero`);
  const value = 1 / Math.sqrt(x.value);
  return afterUlps(value, 1 / Math.sqrt(least) - value, 2);
}

/**
 * γ = k·u/(1 − k·u): relative error of a sum of k products in any order, fused or not, against the sum of their
 * magnitudes (Higham, Accuracy and Stability of Numerical Algorithms, 2002, eq. 3.4). Infinite where k·u ≥ 1.
 */
export function gamma(k: number): number {
  const share = k * UNIT_ROUNDOFF;
  return share < 1 ? share / (1 - share) : Number.POSITIVE_INFINITY;
}

/**
 * A sum of `count` terms in any order: `value` exact, `reach` the largest magnitude that a partial sum can have,
 * `inherited` the sum of the terms' own bounds (0 for products of exact factors, whose single rounding γ already
 * counts). Every one of the `count` roundings is at most u times a partial sum.
 */
export function accumulate(value: number, reach: number, inherited: number, count: number): Rounded {
  return { value, bound: inherited + gamma(count) * (reach + inherited) };
}

/**
 * The largest magnitude of any partial sum of terms whose signs are random: at most Σ|t|, and, by Hoeffding's
 * inequality for random signs, P(|partial sum| > λ·√Σt²) ≤ 2·exp(−λ²/2), which λ = 8 makes 3·10⁻¹⁴: under 10⁻⁷ for
 * all the partial sums of a verification together. The seeded inputs (inputs.ts) have random signs; for k = 4096 this
 * bound is six times tighter than Σ|t|, so that a single lost term shows.
 */
export function reachOfRandomSigns(magnitude: number, squares: number): number {
  return Math.min(magnitude, 8 * Math.sqrt(squares));
}

/**
 * The value written as an f32 or f16 element. WGSL 15.7.6: a conversion to f16 gives either neighbour, so up to one
 * ULP, 2⁻¹⁰, and a subnormal result (below 2⁻¹⁴) may be flushed to zero.
 */
export function stored(x: Rounded, precision: 'f32' | 'f16'): Rounded {
  if (precision === 'f32') return { value: x.value, bound: x.bound + UNDERFLOW };
  const largest = Math.abs(x.value) + x.bound;
  const flushed = Math.abs(x.value) - x.bound < 2 ** -14 ? 2 ** -14 : 0;
  return { value: x.value, bound: x.bound + 2 ** -10 * largest + flushed + UNDERFLOW };
}

/** An element that is moved and not computed: nothing but the floor that keeps error/bound finite. */
export function moved(value: number): Rounded {
  return { value, bound: UNDERFLOW };
}

function afterUlps(value: number, inherited: number, ulps: number): Rounded {
  return { value, bound: inherited + ulps * UNIT_ROUNDOFF * (Math.abs(value) + inherited) };
}
