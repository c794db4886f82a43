// How many query–key pairs a causal mask leaves. Rests on nothing.

/** Σ_i (queryOffset + i + 1) over the queries i. */
export function causalPairs(queries: number, queryOffset: number): number {
  return queries * queryOffset + (queries * (queries + 1)) / 2;
}
