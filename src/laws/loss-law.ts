// Loss against parameters and tokens by a published fit, L(N, D) = E + A/N^α + B/D^β, in nats a token of the law's own corpus.
// Rests on data/laws.json. Uncertainty is 64 joint draws of the five constants: deviations of bootstrap refits of the
// Chinchilla points (scripts/fit-loss-law.ts) about the published constants, so that size and data move together as they do.
// Neglected: that another corpus, tokenizer or architecture has other constants.
import laws from '../../data/laws.json' with { type: 'json' };
import { quantile } from '../statistics/summary.ts';
import type { Estimate } from '../units/estimate.ts';

export type LawId = keyof typeof laws.laws;

export interface LossLaw {
  readonly id: LawId;
  readonly name: string;
  /** E: what no size and no data remove, nats a token. */
  readonly irreducible: number;
  /** A and α of the size's term. */
  readonly sizeConstant: number;
  readonly sizeExponent: number;
  /** B and β of the data's term. */
  readonly dataConstant: number;
  readonly dataExponent: number;
  readonly source: string;
  readonly asOf: string;
}

/** The published constants. */
export function lossLaw(id: LawId): LossLaw {
  const row = laws.laws[id];
  return {
    id,
    name: row.name,
    irreducible: row.irreducible,
    sizeConstant: row.size_constant,
    sizeExponent: row.size_exponent,
    dataConstant: row.data_constant,
    dataExponent: row.data_exponent,
    source: row.source,
    asOf: row.as_of,
  };
}

/**
 * Joint draws about a law's constants, always the same and in the same order. Hoffmann et al. publish no standard errors
 * and intervals that Besiroglu et al. find too narrow for their number of runs: both laws take the same deviations.
 */
export function lawDraws(law: LossLaw): readonly LossLaw[] {
  return laws.deviations.map(([irreducible = 0, sizeConstant = 0, dataConstant = 0, sizeExponent = 0, dataExponent = 0]) => ({
    ...law,
    irreducible: law.irreducible * Math.exp(irreducible),
    sizeConstant: law.sizeConstant * Math.exp(sizeConstant),
    dataConstant: law.dataConstant * Math.exp(dataConstant),
    sizeExponent: law.sizeExponent + sizeExponent,
    dataExponent: law.dataExponent + dataExponent,
  }));
}

/** Nats a token of a model of so many parameters that saw so many tokens, none of them twice; both positive. */
export function lossAt(law: LossLaw, parameters: number, tokens: number): number {
  return law.irreducible + sizeTerm(law, parameters) + dataTerm(law, tokens);
}

/** Tokens that bring a size to a loss; undefined where the size alone is worse than that. */
export function tokensForLoss(law: LossLaw, parameters: number, loss: number): number | undefined {
  const left = loss - law.irreducible - sizeTerm(law, parameters);
  return left > 0 ? (law.dataConstant / left) ** (1 / law.dataExponent) : undefined;
}

/** Parameters that so many tokens need for a loss; undefined where the data alone are worse than that. */
export function parametersForLoss(law: LossLaw, tokens: number, loss: number): number | undefined {
  const left = loss - law.irreducible - dataTerm(law, tokens);
  return left > 0 ? (law.sizeConstant / left) ** (1 / law.sizeExponent) : undefined;
}

/** A/N^α, nats. */
export function sizeTerm(law: LossLaw, parameters: number): number {
  return law.sizeConstant / parameters ** law.sizeExponent;
}

/** B/D^β, nats. */
export function dataTerm(law: LossLaw, tokens: number): number {
  return law.dataConstant / tokens ** law.dataExponent;
}

/**
 * What a quantity is by the law, with the 90 % interval over its draws. Draws in which it is undefined count as infinite:
 * `high` is then Infinity. Undefined where the law itself gives none.
 */
export function overDraws(law: LossLaw, quantity: (law: LossLaw) => number | undefined): Estimate | undefined {
  const value = quantity(law);
  if (value === undefined) return undefined;
  const drawn = lawDraws(law)
    .map((draw) => quantity(draw) ?? Infinity)
    .toSorted((a, b) => a - b);
  return { value, low: Math.min(value, quantile(drawn, 0.05)), high: Math.max(value, quantile(drawn, 0.95)) };
}
