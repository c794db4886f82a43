// What the last halving of the excess loss cost: from the point at twice the excess L − E to here, each reached as cheaply
// as can be. Rests on compute-optimal.ts. Of the excess, not of the loss: what is irreducible no money halves.
import { cheapestForLoss, computeExponent, type Cost, type PricedAllocation } from './compute-optimal.ts';
import type { LossLaw } from './loss-law.ts';
import type { Range } from './minimum.ts';

export interface LastHalving {
  readonly before: PricedAllocation;
  readonly here: PricedAllocation;
  /** Cost here over cost at twice the excess. */
  readonly factor: number;
}

/** The two points and the factor between them at a caller's cost; undefined where either is out of reach. */
export function lastHalving(law: LossLaw, loss: number, cost: Cost, range?: Range): LastHalving | undefined {
  const here = cheapestForLoss(law, loss, cost, range);
  const before = cheapestForLoss(law, law.irreducible + 2 * (loss - law.irreducible), cost, range);
  return here && before && { before, here, factor: here.cost / before.cost };
}

/** The same where cost is proportional to compute: 2^(1/α + 1/β), at every loss. */
export function halvingFactor(law: LossLaw): number {
  return 2 ** computeExponent(law);
}

/** Excess loss that is left of 1 when `times` as much compute is spent as well as can be: what size buys. */
export function excessLeft(law: LossLaw, times: number): number {
  return times ** (-1 / computeExponent(law));
}
