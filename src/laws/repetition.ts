// What tokens are worth that are seen again. Rests on data/laws.json.
// D' = U + U·R*·(1 − e^(−R/R*)) for U different tokens and R = D/U − 1 repetitions (Muennighoff et al., 2023, equation 5),
// with R* = 15.4. Neglected: their like term for more parameters than the data deserve.
import laws from '../../data/laws.json' with { type: 'json' };

const { half_life: HALF_LIFE } = laws.repetition;

/** Tokens without repetition that `seen` tokens, drawn from `unique` different ones, are worth; equal up to the first epoch. */
export function effectiveTokens(unique: number, seen: number): number {
  if (seen <= unique) return seen;
  const repetitions = seen / unique - 1;
  return unique * (1 + HALF_LIFE * -Math.expm1(-repetitions / HALF_LIFE));
}

/** Tokens to see, drawn from `unique` different ones, to be worth `effective`; undefined beyond 1 + R* times the unique ones. */
export function tokensToSee(unique: number, effective: number): number | undefined {
  if (effective <= unique) return effective;
  const left = 1 - (effective / unique - 1) / HALF_LIFE;
  return left > 0 ? unique * (1 - HALF_LIFE * Math.log(left)) : undefined;
}
