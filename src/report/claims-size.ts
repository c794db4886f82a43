// The claims on size itself: models larger than necessary, size as a false measure of quality.
// Rests on laws/ and claims-context.ts.
import { cheapestForLoss, optimumForFlop, optimumForLoss, TRAINING_FLOP } from '../laws/compute-optimal.ts';
import { cheapestOverLife } from '../laws/life-cost.ts';
import { lossAt, overDraws, type LossLaw } from '../laws/loss-law.ts';
import type { Estimate } from '../units/estimate.ts';
import { servingCost, trainingCost, type ClaimContext, type ServingLoad } from './claims-context.ts';
import { count, dollars, figure, ratio, runOf, share, sourcesOf, type Figure, type RunId } from './claims-figure.ts';
import { bestForBudget, excessOver, rented } from './claims-loss.ts';

/** Tokens served over a life, for the size that is cheapest over it. */
const SERVED_TOKENS = 1e13;
const CHAT: ServingLoad = { inputTokens: 500, outputTokens: 269, leastTokensPerSecond: 20, precision: 'fp8' };

/** Claim 7: models were built larger than necessary. */
export function largerThanNecessary(context: ClaimContext): readonly Figure[] {
  const { law, today } = context;
  const overpaid = (['gpt-3', 'gopher', 'chinchilla', 'llama-3.1-405b'] as const).flatMap((id: RunId) => {
    const run = runOf(id);
    const loss = (drawn: LossLaw) => lossAt(drawn, run.parameters, run.tokens);
    const best = overDraws(law, (drawn) => optimumForLoss(drawn, loss(drawn))?.parameters);
    const factor = overDraws(law, (drawn) => {
      const cheapest = optimumForLoss(drawn, loss(drawn));
      return cheapest && (run.parameters * run.tokens) / (cheapest.parameters * cheapest.tokens);
    });
    return figure(
      'overpaid',
      run.name,
      { factor: ratio(factor), best: count(best), parameters: count(run.parameters) },
      (values) =>
        values.best.value.high < run.parameters ? 'for' : values.best.value.low > run.parameters ? 'against' : 'beside',
      [...sourcesOf(id), law.source],
    );
  });
  const { parameters, tokens } = runOf('gpt-3');
  const loss = lossAt(law, parameters, tokens);
  const place = rented(today);
  const training = trainingCost(context, place);
  const life = cheapestOverLife(law, loss, {
    training,
    servingPerToken: servingCost(context, place, CHAT),
    servedTokens: SERVED_TOKENS,
  });
  const trained = cheapestForLoss(law, loss, training);
  return [
    ...overpaid,
    ...figure(
      'life-size',
      runOf('gpt-3').name,
      { size: count(life?.parameters), trainingSize: count(trained?.parameters), served: count(SERVED_TOKENS) },
      ({ size }) => (size.value.value < parameters ? 'for' : 'against'),
      ['Sardana et al. (2023), arXiv:2401.00448', law.source],
    ),
  ];
}

/** By how much the excess loss may exceed the best for a size to count as good as it. */
const AS_GOOD = 1.05;

/** Claim 8: size is a false measure of quality. */
export function falseMeasure(context: ClaimContext): readonly Figure[] {
  const { law, today } = context;
  const gpt3 = runOf('gpt-3');
  const excess = (drawn: LossLaw, parameters: number, tokens: number) => lossAt(drawn, parameters, tokens) - drawn.irreducible;
  const relative = (parameters: number, tokens: number): Estimate | undefined =>
    overDraws(law, (drawn) => excess(drawn, parameters, tokens) / excess(drawn, gpt3.parameters, gpt3.tokens));
  const flop = TRAINING_FLOP * runOf('chinchilla').parameters * runOf('chinchilla').tokens;
  const valley = valleyOf(law, flop);
  const before = bestForBudget(context, rented(today), 10e6);
  const tenfold = before && optimumForLossOfSize(context, before.parameters * 10);
  return [
    ...figure(
      'flat-valley',
      '',
      { from: count(valley.from), to: count(valley.to), factor: ratio(valley.to / valley.from) },
      ({ factor }) => (factor.value.value > 2 ? 'for' : 'against'),
      [...sourcesOf('chinchilla'), law.source],
    ),
    ...figure(
      'size-against-data',
      gpt3.name,
      { size: share(relative(10 * gpt3.parameters, gpt3.tokens)), data: share(relative(gpt3.parameters, 10 * gpt3.tokens)) },
      ({ size, data }) => (size.value.low > data.value.high ? 'for' : 'beside'),
      [...sourcesOf('gpt-3'), law.source],
    ),
    ...figure(
      'size-along-optimum',
      '',
      {
        excessLeft: share(before && tenfold && excessOver(law, tenfold.loss, before.loss)),
        dollars: dollars(tenfold?.cost),
      },
      ({ excessLeft }) => (excessLeft.value.value < 0.9 ? 'against' : 'for'),
      [law.source],
    ),
  ];
}

/** Sizes whose excess loss at the same compute is within `AS_GOOD` of the best. */
function valleyOf(law: LossLaw, flop: number): { readonly from: number; readonly to: number } {
  const best = optimumForFlop(law, flop);
  const isAsGood = (parameters: number) =>
    lossAt(law, parameters, flop / TRAINING_FLOP / parameters) - law.irreducible <= AS_GOOD * (best.loss - law.irreducible);
  const edge = (step: number) => {
    let parameters = best.parameters;
    while (isAsGood(parameters * step)) parameters *= step;
    return parameters;
  };
  return { from: edge(1 / 1.01), to: edge(1.01) };
}

/** The optimum whose size is given, with its cost today. */
function optimumForLossOfSize(context: ClaimContext, parameters: number) {
  const { law, today } = context;
  // Along the optimum tokens go as a power of the size: N^(α/β).
  const reference = optimumForFlop(law, 1e24);
  const tokens = reference.tokens * (parameters / reference.parameters) ** (law.sizeExponent / law.dataExponent);
  const cost = trainingCost(context, rented(today))(parameters, tokens);
  return cost === undefined ? undefined : { loss: lossAt(law, parameters, tokens), cost };
}
