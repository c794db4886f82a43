// The best size and the best number of tokens for a budget, and the cheapest ones for a loss. Rests on loss-law.ts.
// In closed form where cost is proportional to N·D (Hoffmann et al., 2022, equation 4); by search where a caller prices it.
import { lossAt, tokensForLoss, type LossLaw } from './loss-law.ts';
import { minimumOverSizes, type Range } from './minimum.ts';
import type { Flop } from '../units/units.ts';

export interface Allocation {
  readonly parameters: number;
  readonly tokens: number;
  /** Nats a token. */
  readonly loss: number;
}

export interface PricedAllocation extends Allocation {
  /** In the caller's unit. */
  readonly cost: number;
}

/** What a caller pays for a size and tokens, positive and rising in both; undefined where it cannot be had. */
export type Cost = (parameters: number, tokens: number) => number | undefined;

/** FLOP a parameter and token of training, without attention over the context: 2 forward, 4 backward. */
export const TRAINING_FLOP = 6;

/** Sizes that searches run over: from a laptop's to beyond any that was trained. */
export const SEARCHED: Range = { from: 1e6, to: 1e15 };

/** The size and tokens of least loss at so much compute, C = 6·N·D. */
export function optimumForFlop(law: LossLaw, flop: Flop): Allocation {
  const { sizeConstant: a, sizeExponent: alpha, dataConstant: b, dataExponent: beta } = law;
  const ratio = ((alpha * a) / (beta * b)) ** (1 / (alpha + beta));
  const product = flop / TRAINING_FLOP;
  const parameters = ratio * product ** (beta / (alpha + beta));
  const tokens = product / parameters;
  return { parameters, tokens, loss: lossAt(law, parameters, tokens) };
}

/** The size and tokens of least compute for a loss, C = 6·N·D; undefined at or below the irreducible loss. */
export function optimumForLoss(law: LossLaw, loss: number): Allocation | undefined {
  const excess = loss - law.irreducible;
  if (!(excess > 0)) return undefined;
  // At the optimum both terms would gain the same from one per cent more: α·A/N^α = β·B/D^β.
  const { sizeExponent: alpha, dataExponent: beta } = law;
  const parameters = ((law.sizeConstant * (alpha + beta)) / (beta * excess)) ** (1 / alpha);
  const tokens = ((law.dataConstant * (alpha + beta)) / (alpha * excess)) ** (1 / beta);
  return { parameters, tokens, loss };
}

/** By which power of the excess loss compute grows along the optimum: C ∝ (L − E)^−(1/α + 1/β). */
export function computeExponent(law: LossLaw): number {
  return 1 / law.sizeExponent + 1 / law.dataExponent;
}

/**
 * The size of least loss for a budget, by search. `tokensFor` says how many tokens the budget buys at a size: for a price
 * a token that is a division, for a cost in general see `tokensWithin`. Undefined where no size in the range can be had.
 */
export function optimumForBudget(
  law: LossLaw,
  tokensFor: (parameters: number) => number | undefined,
  range: Range = SEARCHED,
): Allocation | undefined {
  const lossOf = (parameters: number) => {
    const tokens = tokensFor(parameters);
    return tokens === undefined || !(tokens > 0) ? undefined : lossAt(law, parameters, tokens);
  };
  const best = minimumOverSizes(lossOf, range);
  const tokens = best && tokensFor(best.at);
  return best && tokens !== undefined ? { parameters: best.at, tokens, loss: best.value } : undefined;
}

/** The cheapest size and tokens for a loss at a caller's cost, by search; undefined where no size in the range reaches it. */
export function cheapestForLoss(law: LossLaw, loss: number, cost: Cost, range: Range = SEARCHED): PricedAllocation | undefined {
  const costOf = (parameters: number) => {
    const tokens = tokensForLoss(law, parameters, loss);
    return tokens === undefined ? undefined : cost(parameters, tokens);
  };
  const best = minimumOverSizes(costOf, range);
  const tokens = best && tokensForLoss(law, best.at, loss);
  return best && tokens !== undefined ? { parameters: best.at, tokens, loss, cost: best.value } : undefined;
}

/** Tokens between 1 and `most` that a budget buys at a size, by bisection; undefined where not even one. */
export function tokensWithin(cost: Cost, budget: number, parameters: number, most = 1e18): number | undefined {
  const affords = (log: number) => (cost(parameters, Math.exp(log)) ?? Infinity) <= budget;
  let [low, high] = [0, Math.log(most)];
  if (!affords(low)) return undefined;
  if (affords(high)) return most;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (affords(middle)) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}
