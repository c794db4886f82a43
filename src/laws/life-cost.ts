// The size that is cheapest over its life: trained once, served ever after, at the same loss (Sardana et al., 2023).
// Rests on compute-optimal.ts. A smaller size must see more tokens for the loss, and each token it serves is cheaper.
// Neglected: that prices fall while it serves, and that long training beyond the fitted range gains less than the law says.
import { cheapestForLoss, type Cost, type PricedAllocation } from './compute-optimal.ts';
import type { LossLaw } from './loss-law.ts';
import type { Range } from './minimum.ts';

export interface LifeCosts {
  /** Training of a size on tokens, say dollars. */
  readonly training: Cost;
  /** The same unit for one served token, in and out alike; undefined where the size cannot be served. */
  readonly servingPerToken: (parameters: number) => number | undefined;
  /** Tokens served over its life. */
  readonly servedTokens: number;
}

export interface LifeOptimum extends PricedAllocation {
  readonly trainingCost: number;
  readonly servingCost: number;
}

/** Cheapest over its life for a loss; undefined where no size in the range reaches it. With nothing served, cheapest to train. */
export function cheapestOverLife(law: LossLaw, loss: number, costs: LifeCosts, range?: Range): LifeOptimum | undefined {
  const serving = (parameters: number): number | undefined => {
    if (costs.servedTokens === 0) return 0;
    const perToken = costs.servingPerToken(parameters);
    return perToken === undefined ? undefined : perToken * costs.servedTokens;
  };
  const best = cheapestForLoss(
    law,
    loss,
    (parameters, tokens) => {
      const [trained, served] = [costs.training(parameters, tokens), serving(parameters)];
      return trained === undefined || served === undefined ? undefined : trained + served;
    },
    range,
  );
  if (best === undefined) return undefined;
  const servingCost = serving(best.parameters) ?? 0;
  return { ...best, trainingCost: best.cost - servingCost, servingCost };
}
