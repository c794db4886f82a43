// A number with its uncertainty, and a number with its source.
// Rests on nothing. Intervals of what was measured here are 95 %, those of what is extrapolated from it 90 %, as published
// runs calibrate them. They are combined as independent errors in log space (quadrature of the log half-widths, each side apart), which
// is exact for products of log-normal factors and keeps every positive quantity positive.

/** A positive quantity with an interval: low ≤ value ≤ high. */
export interface Estimate<Q extends number = number> {
  readonly value: Q;
  readonly low: Q;
  readonly high: Q;
}

/** Where a number comes from that we did not measure in this run. */
export type Provenance = 'data-sheet' | 'published-run' | 'quoted-price' | 'definition' | 'assumption';

export interface Sourced<T> {
  readonly value: T;
  readonly provenance: Provenance;
  readonly source: string;
  /** ISO date (YYYY, YYYY-MM or YYYY-MM-DD) at which the source said so. */
  readonly asOf: string;
}

export function exact<Q extends number>(value: Q): Estimate<Q> {
  return { value, low: value, high: value };
}

/** An estimate whose interval is value ÷ factor to value × factor (factor ≥ 1). */
export function withinFactor<Q extends number>(value: Q, factor: number): Estimate<Q> {
  return { value, low: (value / factor) as Q, high: (value * factor) as Q };
}

/** Multiplies value and interval by an exact positive number. */
export function scale<Q extends number>(estimate: Estimate, by: number): Estimate<Q> {
  return { value: (estimate.value * by) as Q, low: (estimate.low * by) as Q, high: (estimate.high * by) as Q };
}

/** 1 / estimate: the interval's ends change places. */
export function reciprocal<Q extends number>(estimate: Estimate): Estimate<Q> {
  return { value: (1 / estimate.value) as Q, low: (1 / estimate.high) as Q, high: (1 / estimate.low) as Q };
}

/** Product of independent positive estimates. */
export function product<Q extends number>(...factors: readonly Estimate[]): Estimate<Q> {
  const value = factors.reduce((total, factor) => total * factor.value, 1);
  const down = Math.hypot(...factors.map((factor) => Math.log(factor.value / factor.low)));
  const up = Math.hypot(...factors.map((factor) => Math.log(factor.high / factor.value)));
  return { value: value as Q, low: (value * Math.exp(-down)) as Q, high: (value * Math.exp(up)) as Q };
}

/** Quotient of independent positive estimates. */
export function quotient<Q extends number>(numerator: Estimate, denominator: Estimate): Estimate<Q> {
  return product<Q>(numerator, reciprocal(denominator));
}

/** Sum of independent non-negative estimates: absolute half-widths in quadrature, each side apart. */
export function sum<Q extends number>(terms: readonly Estimate[]): Estimate<Q> {
  const value = terms.reduce((total, term) => total + term.value, 0);
  const down = Math.hypot(...terms.map((term) => term.value - term.low));
  const up = Math.hypot(...terms.map((term) => term.high - term.value));
  return { value: value as Q, low: Math.max(0, value - down) as Q, high: (value + up) as Q };
}

/** Relative half-width of the wider side; 0 for an exact number. */
export function relativeHalfWidth(estimate: Estimate): number {
  return Math.max(estimate.high / estimate.value - 1, 1 - estimate.low / estimate.value);
}
