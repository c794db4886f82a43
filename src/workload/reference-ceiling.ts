// The reference of the FMA ceiling. Rests on fma-chain.ts and rounding.ts.
import { fmaConstants, fmaStart } from './fma-chain.ts';
import type { Fma } from './operation.ts';
import { accumulate, UNIT_ROUNDOFF, type Rounded } from './rounding.ts';

/**
 * Sum of the 32 numbers x_n of one invocation. Closed form: x_n = x* + aⁿ(x₀ − x*), x* = b/(1 − a).
 * A round's error is at most v·(|a·x| + |x'|) ≤ 2v·X with v the precision's unit roundoff (the chain computes in the
 * element type) and X the largest |x| of the sequence; the contraction keeps their sum under 2v·X/(1 − |a|).
 */
export function fmaElement(operation: Fma, precision: 'f32' | 'f16', index: number): Rounded {
  const { factor, addend } = fmaConstants(precision);
  const fixed = addend / (1 - factor);
  const decay = factor ** operation.iterations;
  const roundoff = precision === 'f16' ? 2 ** -10 : UNIT_ROUNDOFF;
  let value = 0;
  let magnitude = 0;
  let inherited = 0;
  for (let chain = 0; chain < 8; chain++) {
    for (let lane = 0; lane < 4; lane++) {
      const start = fmaStart(index, chain, lane);
      const x = fixed + decay * (start - fixed);
      const largest = Math.abs(fixed) + Math.abs(start - fixed);
      value += x;
      magnitude += Math.abs(x);
      // 1 % above the first-order sum: the errors' own products are below a thousandth.
      inherited += operation.iterations === 0 ? 0 : (1.01 * 2 * roundoff * largest) / (1 - Math.abs(factor));
    }
  }
  return accumulate(value, magnitude, inherited, 32);
}
