// How many digits the numbers of a Summary carry. Rests on nothing.
// Engines differ in the last place of exp, log and hypot (2e-16), and a fit amplifies that. Rounded to seven digits, far
// inside any interval, they agree, so that a summary can be compared for equality and the smallest change of it shows.

const SIGNIFICANT_DIGITS = 7;

/** A copy of a document in which every number that is not a whole one is rounded to seven significant digits; order is kept. */
export function rounded<T>(document: T): T {
  return round(document) as T;
}

function round(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT_DIGITS));
  if (Array.isArray(value)) return value.map(round);
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, round(item)]));
  return value;
}
