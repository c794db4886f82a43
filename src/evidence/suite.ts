// Rows of one kind with their predictor and its constants, fitted and predicted together. Rests on evidence/.
import type { ConstantDefinition, Constants } from '../cluster/constant.ts';
import type { Evidence, Predicted, Predictor, Quantity, Unpredicted } from './evidence.ts';
import { fitConstants, type Fit, type FitRow } from './fit.ts';
import { described } from './published.ts';

/** Predictors that share constants are fitted together. */
export interface Suite<Name extends string> {
  readonly definitions: readonly ConstantDefinition<Name>[];
  readonly sources: readonly Source<Name>[];
}

export interface Source<Name extends string> {
  /** Of data/published/, without its ending. */
  readonly file: string;
  readonly predictor: Predictor<Name>;
  readonly evidence: readonly Evidence[];
}

/** A measured quantity of a row, and what the model says of it. */
export interface Comparison {
  readonly evidence: Evidence;
  readonly quantity: Quantity;
  readonly observed: number;
  readonly predicted: Predicted;
}

export interface Unscored {
  readonly evidence: Evidence;
  readonly reason: string;
}

/** Fits on what was read or quoted and is not flagged; `memory` rows are no evidence. */
export function fitSuite<Name extends string>(suite: Suite<Name>, priors: Constants<Name>): Fit<Name> {
  const rows = suite.sources.flatMap(({ predictor, evidence }) =>
    evidence.filter(isSound).flatMap((item) => fitRowsOf(predictor, item, priors)),
  );
  return fitConstants(suite.definitions, rows);
}

export function isSound({ confidence, flag }: Evidence): boolean {
  return confidence !== 'memory' && flag === '';
}

function fitRowsOf<Name extends string>(
  predictor: Predictor<Name>,
  evidence: Evidence,
  priors: Constants<Name>,
): readonly FitRow<Name>[] {
  const row = described(evidence.row);
  // A row's quantities come of one prediction: the last one is kept.
  let last: { readonly constants: Constants<Name>; readonly said: readonly (Predicted | Unpredicted)[] } | undefined;
  const predict = (constants: Constants<Name>): readonly (Predicted | Unpredicted)[] => {
    if (last?.constants !== constants) last = { constants, said: predictor.predict(row, constants) };
    return last.said;
  };
  return evidence.observed.flatMap(({ quantity, value }) => {
    const first = predictedOf(predict(priors), quantity);
    if (first === undefined) return [];
    return [
      {
        family: evidence.family,
        group: first.group,
        observed: value,
        predict: (constants) => predictedOf(predict(constants), quantity)?.value,
      },
    ];
  });
}

function predictedOf(said: readonly (Predicted | Unpredicted)[], quantity: Quantity): Predicted | undefined {
  return said.find((one): one is Predicted => one.kind === 'predicted' && one.quantity === quantity && one.value > 0);
}

/** Every measured quantity of the evidence beside its prediction, each family with the constants that `constantsOf` gives it. */
export function compare<Name extends string>(
  { predictor, evidence }: Source<Name>,
  constantsOf: (family: string) => Constants<Name>,
  view: (row: Evidence['row']) => Evidence['row'] = (row) => row,
): { readonly comparisons: readonly Comparison[]; readonly unscored: readonly Unscored[] } {
  const comparisons: Comparison[] = [];
  const unscored: Unscored[] = [];
  for (const item of evidence) {
    if (item.confidence === 'memory') {
      unscored.push({ evidence: item, reason: 'not found in any source' });
      continue;
    }
    if (item.observed.length === 0) {
      unscored.push({ evidence: item, reason: 'no measured quantity that the model speaks of' });
      continue;
    }
    const said = predictor.predict(view(described(item.row)), constantsOf(item.family));
    let isScored = false;
    for (const { quantity, value } of item.observed) {
      const predicted = predictedOf(said, quantity);
      if (predicted === undefined) continue;
      isScored = true;
      comparisons.push({ evidence: item, quantity, observed: value, predicted });
    }
    if (!isScored) unscored.push({ evidence: item, reason: reasonOf(said) });
  }
  return { comparisons, unscored };
}

function reasonOf(said: readonly (Predicted | Unpredicted)[]): string {
  const reasons = said.flatMap((one) => (one.kind === 'unpredicted' ? [one.reason] : []));
  return reasons[0] ?? `only ${said.map(({ quantity }) => quantity ?? 'nothing').join(', ') || 'nothing'} is predicted`;
}
