// The claims on what money buys in loss: diminishing returns, the ways forward, big budgets.
// Rests on laws/ and claims-context.ts.
import { optimumForBudget, type Allocation } from '../laws/compute-optimal.ts';
import { halvingFactor, lastHalving } from '../laws/last-halving.ts';
import { dollarsSaved, excessLeftBy, lawLevers, publishedLevers } from '../laws/levers.ts';
import { overDraws, type LossLaw } from '../laws/loss-law.ts';
import { quotient } from '../units/estimate.ts';
import type { Dollars } from '../units/units.ts';
import { ARTICLE_MONTH, H100, hourDollars, runDollars, trainingCost, type ClaimContext, type Place } from './claims-context.ts';
import {
  count,
  dollars,
  factOf,
  figure,
  opposite,
  overOrUnder,
  ratio,
  runOf,
  share,
  sourcesOf,
  whole,
  type Figure,
  type Quantity,
  type Side,
} from './claims-figure.ts';

/** H100s rented in a month. */
export const rented = (date: string): Place => ({ accelerator: H100, date, acquisition: 'rented' });

/** What a budget buys at a place, each size at the engine's price. */
export function bestForBudget(context: ClaimContext, place: Place, budget: Dollars): Allocation | undefined {
  const cost = trainingCost(context, place);
  return optimumForBudget(context.law, (parameters) => {
    const each = cost(parameters, 1);
    return each === undefined ? undefined : budget / each;
  });
}

/** Excess loss against another's, by the law alone. */
export function excessOver(law: LossLaw, here: number, there: number): number {
  return (here - law.irreducible) / (there - law.irreducible);
}

/** Ten times the money: `little` where it leaves more than half of the excess loss, else `much`. */
function tenfold(
  law: LossLaw,
  small: Allocation | undefined,
  large: Allocation | undefined,
  little: Side,
  much: Side,
): readonly Figure[] {
  return figure(
    'tenfold-budget',
    '',
    {
      from: ratio(small?.loss),
      to: ratio(large?.loss),
      excessLeft: share(small && large && excessOver(law, large.loss, small.loss)),
    },
    ({ excessLeft }) => (excessLeft.value.value > 0.5 ? little : much),
    [law.source],
  );
}

/** Claim 1: scaling brings enormous cost, and the returns do not match it. */
export function gpuCrisis(context: ClaimContext): readonly Figure[] {
  const { law, today } = context;
  const [small, large] = [bestForBudget(context, rented(today), 100e6), bestForBudget(context, rented(today), 1e9)];
  const halving = small && lastHalving(law, small.loss, trainingCost(context, rented(today)));
  const months = [ARTICLE_MONTH, today].map(rented);
  const [before, after] = months.map((place) => runDollars(context, runOf('gpt-3'), place));
  const [dear, cheap] = months.map((place) => hourDollars(context, place));
  return [
    ...figure(
      'halving-cost',
      '',
      {
        factor: ratio(overDraws(law, halvingFactor)),
        before: dollars(halving?.before.cost),
        here: dollars(halving?.here.cost),
      },
      ({ factor }) => (factor.value.low > 2 ? 'for' : 'against'),
      [law.source],
    ),
    ...tenfold(law, small, large, 'for', 'against'),
    ...figure(
      'same-run-then-and-now',
      runOf('gpt-3').name,
      { april: dollars(before), today: dollars(after), ratio: ratio(dear && cheap && quotient(dear, cheap)) },
      (values) => opposite(overOrUnder(values.ratio, 1)),
      sourcesOf('gpt-3'),
    ),
  ];
}

/** The bill that levers are held against. */
const BILL: Dollars = 100e6;

/** Claim 6: architecture, data and algorithms rather than size: each lever's saving on a bill beside what size buys for it. */
export function waysForward({ law }: ClaimContext): readonly Figure[] {
  const [gpt3, chinchilla] = [runOf('gpt-3'), runOf('chinchilla')];
  const byLaw = [...lawLevers(law, gpt3.parameters, gpt3.tokens), ...lawLevers(law, chinchilla.parameters, chinchilla.tokens)];
  const told = [
    ...publishedLevers(),
    // What GPT-3's shape left lying, and what repeating would have given Chinchilla.
    ...byLaw.filter(({ id }, index) => byLaw.findIndex((lever) => lever.id === id) === index),
  ];
  const levers = told.flatMap(({ id, cuts, factor: { value, source, asOf } }) => {
    const side = ({ factor }: { readonly factor: Quantity }) => overOrUnder(factor, 1);
    const from = `${source} (${asOf})`;
    if (cuts === 'serving') return figure('serving-lever', id, { factor: ratio(value) }, side, [from]);
    const saved = dollars(dollarsSaved(BILL, value));
    return figure('lever', id, { factor: ratio(value), saved, excessLeft: share(excessLeftBy(law, value)) }, side, [
      from,
      law.source,
    ]);
  });
  const since = figure(
    'models-since',
    '',
    { models: whole(factOf('models-above-1e25')) },
    ({ models }) => (models.value.value > 1 ? 'against' : 'for'),
    sourcesOf('models-above-1e25'),
  );
  return [...levers, ...since];
}

/** Claim 11: those with a big budget could get through. */
export function bigBudgets(context: ClaimContext): readonly Figure[] {
  const { law, today } = context;
  const budgets = [100e6, 1e9, 10e9].map((budget) => ({ budget, best: bestForBudget(context, rented(today), budget) }));
  const [, large, largest] = budgets;
  const gpt4 = runOf('gpt-4');
  return [
    ...budgets.flatMap(({ budget, best }) =>
      figure(
        'budget-buys',
        '',
        { budget: dollars(budget), parameters: count(best?.parameters), loss: ratio(best?.loss) },
        ({ parameters }) => (parameters.value.value > gpt4.active ? 'for' : 'beside'),
        [law.source],
      ),
    ),
    ...tenfold(law, large?.best, largest?.best, 'against', 'for'),
    ...figure(
      'revenue',
      '',
      { revenue: dollars(factOf('revenue-openai-2026')) },
      ({ revenue }) => (revenue.value.value > 1e9 ? 'against' : 'for'),
      sourcesOf('revenue-openai-2026'),
    ),
  ];
}
