// The best sizes by the loss law at the model's own costs: for the focus' dollars, and over its life at its loss.
// Rests on laws/. Costs a token are read off the curve, log-log between its sizes: a search asks for hundreds of them.
import { estimateOf } from '../extrapolation/draws.ts';
import { drawnLoss } from '../extrapolation/drawn-law.ts';
import { optimumForBudget } from '../laws/compute-optimal.ts';
import { cheapestOverLife } from '../laws/life-cost.ts';
import { sum, type Estimate } from '../units/estimate.ts';
import type { ExplorationBasis } from './exploration-basis.ts';
import type { Optimum } from './exploration-report.ts';
import type { SizedPoint } from './exploration-points.ts';

/** Cost of a token against size, with its interval; undefined beyond the sizes that can be had. */
type CostCurve = (parameters: number) => Estimate | undefined;

export function computeOptimal(sizes: readonly SizedPoint[], dollars: number, basis: ExplorationBasis): Optimum | undefined {
  const training = trainingCurve(sizes);
  const range = rangeOf(sizes);
  if (range === undefined) return undefined;
  const best = optimumForBudget(
    basis.law.best,
    (parameters) => {
      const perToken = training(parameters);
      return perToken && dollars / perToken.value;
    },
    range,
  );
  const perToken = best && training(best.parameters);
  return best && perToken && optimumOf(best.parameters, best.tokens, basis, scaled(perToken, best.tokens));
}

export function lifeOptimal(sizes: readonly SizedPoint[], loss: number, basis: ExplorationBasis): Optimum | undefined {
  const training = trainingCurve(sizes);
  const serving = servingCurve(sizes);
  const range = rangeOf(sizes);
  const { served_tokens: servedTokens } = basis.exploration;
  if (range === undefined) return undefined;
  const best = cheapestOverLife(
    basis.law.best,
    loss,
    {
      training: (parameters, tokens) => {
        const perToken = training(parameters);
        return perToken && perToken.value * tokens;
      },
      servingPerToken: (parameters) => serving(parameters)?.value,
      servedTokens,
    },
    range,
  );
  if (best === undefined) return undefined;
  const [trained, served] = [training(best.parameters), serving(best.parameters)];
  if (trained === undefined) return undefined;
  const life = served && servedTokens > 0 ? [scaled(served, servedTokens)] : [];
  return optimumOf(best.parameters, best.tokens, basis, sum([scaled(trained, best.tokens), ...life]));
}

function optimumOf(parameters: number, tokens: number, { law }: ExplorationBasis, dollars: Estimate): Optimum {
  return { parameters, tokens, dollars, loss: estimateOf(drawnLoss(law, parameters, tokens)) };
}

function rangeOf(sizes: readonly SizedPoint[]): { readonly from: number; readonly to: number } | undefined {
  const reached = sizes.filter(({ trained }) => trained.kind === 'fits').map(({ lawSize }) => lawSize);
  const [from, to] = [reached[0], reached.at(-1)];
  return from !== undefined && to !== undefined && from < to ? { from, to } : undefined;
}

/** Against the size that the law sees. */
function trainingCurve(sizes: readonly SizedPoint[]): CostCurve {
  return curveOf(
    sizes.flatMap(({ lawSize, trained }) =>
      trained.kind === 'fits' ? [[lawSize, estimateOf(trained.dollarsPerToken)] as const] : [],
    ),
  );
}

function servingCurve(sizes: readonly SizedPoint[]): CostCurve {
  return curveOf(
    sizes.flatMap(({ lawSize, served }) =>
      served.kind === 'fits' ? [[lawSize, estimateOf(served.dollarsPerToken)] as const] : [],
    ),
  );
}

function curveOf(knots: readonly (readonly [number, Estimate])[]): CostCurve {
  return (parameters) => {
    const above = knots.findIndex(([size]) => size >= parameters * (1 - 1e-9));
    const [from, to] = [knots[Math.max(0, above - 1)], knots[above]];
    if (above < 0 || from === undefined || to === undefined || from[0] > parameters * (1 + 1e-9)) return undefined;
    const span = Math.log(to[0] / from[0]);
    const place = span > 0 ? Math.log(parameters / from[0]) / span : 0;
    const between = (a: number, b: number) => a * (b / a) ** place;
    return {
      value: between(from[1].value, to[1].value),
      low: between(from[1].low, to[1].low),
      high: between(from[1].high, to[1].high),
    };
  };
}

function scaled({ value, low, high }: Estimate, by: number): Estimate {
  return { value: value * by, low: low * by, high: high * by };
}
