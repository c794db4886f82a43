// Quantiles of a weighted sample, and medians over families. Rests on nothing.

export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The least value at or below which `share` of the weight lies; 0 for an empty sample. */
export function weightedQuantile(sample: readonly Weighted[], share: number): number {
  const sorted = sample.toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  for (const { value, weight } of sorted) {
    passed += weight;
    if (passed >= share * total - 1e-12 * total) return value;
  }
  return sorted.at(-1)?.value ?? 0;
}

/** Linear between order statistics; NaN for none. `share` from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Values by family, in the order of their first appearance. */
export function byFamily<T extends { readonly family: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(rows, ({ family }) => family);
}
