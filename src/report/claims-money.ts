// The claims on prices and profits: the unit price, hundreds of millions a model, costs against what tokens sell for.
// Rests on claims-context.ts and extrapolation/ (money).
import { DEFAULT_EXPLORATION } from '../contract/exploration.ts';
import { gpuHour } from '../extrapolation/money.ts';
import { ARTICLE_PRICE, priceInMonth } from '../extrapolation/price-series.ts';
import type { Dollars } from '../units/units.ts';
import type { Estimate } from '../units/estimate.ts';
import {
  A100,
  ARTICLE_MONTH,
  dollarsPerMillion,
  H100,
  hourDollars,
  runDollars,
  trainingCost,
  type ClaimContext,
  type Place,
  type ServingLoad,
} from './claims-context.ts';
import {
  count,
  dollars,
  factOf,
  figure,
  overOrUnder,
  price,
  runOf,
  share,
  sourcesOf,
  type Figure,
  type FactId,
  type RunId,
} from './claims-figure.ts';

const HUNDRED_MILLION = 100e6;
const CHINCHILLA_RATIO = 20;

/** Claim 3: up to $30,603 a unit. */
export function unitPrice(context: ClaimContext): readonly Figure[] {
  const [then, now] = [ARTICLE_MONTH, context.today].map((date) => priceInMonth(H100, 'purchase', date));
  const hour = gpuHour(
    { ...DEFAULT_EXPLORATION, acquisition: 'bought', price_date: ARTICLE_MONTH, price_dollars_per_gpu: ARTICLE_PRICE.value },
    context.accelerator(H100),
  );
  const owned = hour.kind === 'bought' ? hour : undefined;
  return [
    ...figure(
      'quotes-of-the-month',
      '',
      { article: price(ARTICLE_PRICE.value), low: dollars(then?.value.low), high: dollars(then?.value.high) },
      ({ low, high }) => (low.value.value < ARTICLE_PRICE.value && ARTICLE_PRICE.value < high.value.value ? 'for' : 'against'),
      then ? [then.source] : [],
    ),
    ...figure(
      'card-today',
      '',
      { article: price(ARTICLE_PRICE.value), today: dollars(now?.value) },
      ({ today }) => overOrUnder(today, ARTICLE_PRICE.value),
      now ? [now.source] : [],
    ),
    ...figure(
      'card-share',
      '',
      { share: share(owned && owned.parts.card.value / owned.dollars.value), hour: dollars(owned?.dollars) },
      () => 'beside',
      [ARTICLE_PRICE.source],
    ),
  ];
}

/** Claim 4: hundreds of millions of dollars of compute for a giant model; pooled GPUs do more. */
export function hundredsOfMillions(context: ClaimContext): readonly Figure[] {
  const places = [ARTICLE_MONTH, context.today].map((date): Place => ({ accelerator: H100, date, acquisition: 'rented' }));
  const sizes = places.flatMap((place) =>
    figure(
      'size-for-budget',
      place.date,
      { parameters: count(sizeCosting(context, place, HUNDRED_MILLION)), budget: dollars(HUNDRED_MILLION) },
      ({ parameters }) => (parameters.value.value < runOf('gpt-4').parameters ? 'for' : 'against'),
      [],
    ),
  );
  const runs: readonly (readonly [RunId, Place, FactId])[] = [
    ['gpt-4', { accelerator: A100, date: ARTICLE_MONTH, acquisition: 'rented' }, 'gpt-4-dollars'],
    ['gpt-4', { accelerator: A100, date: ARTICLE_MONTH, acquisition: 'bought' }, 'gpt-4-dollars-epoch'],
    ['llama-3.1-405b', { accelerator: H100, date: '2024-03', acquisition: 'rented' }, 'llama-dollars-epoch'],
  ];
  const costs = runs.flatMap(([id, place, published]) =>
    figure(
      'run-cost',
      `${runOf(id).name}, ${place.acquisition}`,
      {
        dollars: dollars(runDollars(context, runOf(id), place)),
        published: dollars(factOf(published)),
      },
      (values) => overOrUnder(values.dollars, HUNDRED_MILLION),
      sourcesOf(id, published),
    ),
  );
  const used = (useShare: number) =>
    hourDollars(context, { accelerator: H100, date: ARTICLE_MONTH, acquisition: 'bought' }, { use_share: useShare });
  const [idle, pooled] = [factOf('pooled-from').value, factOf('pooled-to').value];
  const pooling = figure(
    'pooling',
    '',
    { from: dollars(used(idle)), to: dollars(used(pooled)), idle: share(idle), pooled: share(pooled) },
    ({ from, to }) => (to.value.value < from.value.value ? 'for' : 'against'),
    sourcesOf('pooled-from', 'pooled-to'),
  );
  return [...sizes, ...costs, ...pooling];
}

/** The size whose training on 20 tokens a parameter costs so much, by bisection between sizes that the engine can place. */
function sizeCosting(context: ClaimContext, place: Place, budget: Dollars): number | undefined {
  const cost = trainingCost(context, place);
  let [low, high] = [Math.log(1e8), Math.log(1e14)];
  for (let step = 0; step < 50; step++) {
    const parameters = Math.exp((low + high) / 2);
    const dear = (cost(parameters, CHINCHILLA_RATIO * parameters) ?? Infinity) > budget;
    [low, high] = dear ? [low, (low + high) / 2] : [(low + high) / 2, high];
  }
  return cost(Math.exp(low), CHINCHILLA_RATIO * Math.exp(low)) === undefined ? undefined : Math.exp(low);
}

/** Claim 5: exorbitant costs, small profits. */
export function unstableEconomics(context: ClaimContext): readonly Figure[] {
  const load: ServingLoad = { inputTokens: 500, outputTokens: 269, leastTokensPerSecond: 20, precision: 'bf16' };
  const offers: readonly (readonly [RunId, Place, ServingLoad, FactId, boolean])[] = [
    ['gpt-3', { accelerator: A100, date: '2023-03', acquisition: 'rented' }, load, 'price-gpt-3.5', true],
    ['gpt-3', { accelerator: A100, date: '2022-11', acquisition: 'rented' }, load, 'price-davinci', true],
    [
      'deepseek-r1',
      { accelerator: H100, date: '2025-02', acquisition: 'rented' },
      { ...load, precision: 'fp8' },
      'price-deepseek-r1',
      false,
    ],
  ];
  const prices = offers.flatMap(([id, place, of, sold, isBlended]) => {
    const [served, hour] = [context.served(runOf(id), place, of), hourDollars(context, place)];
    const cost: Estimate | undefined = served && hour && dollarsPerMillion(served, hour, of, isBlended);
    return figure(
      'serving-price',
      `${runOf(id).name}, ${place.date}`,
      { cost: dollars(cost), price: dollars(factOf(sold)) },
      ({ cost: paid, price: asked }) => overOrUnder(paid, asked.value.value),
      sourcesOf(id, sold),
    );
  });
  return [
    ...prices,
    ...figure(
      'serving-measured',
      runOf('deepseek-r1').name,
      { cost: dollars(factOf('cost-deepseek-lmsys')), price: dollars(factOf('price-deepseek-r1')) },
      ({ cost, price: asked }) => overOrUnder(cost, asked.value.value),
      sourcesOf('cost-deepseek-lmsys', 'price-deepseek-r1'),
    ),
    ...figure(
      'gross-margins',
      '',
      { first: share(factOf('margin-openai-2025')), second: share(factOf('margin-anthropic-2025')) },
      ({ first, second }) => (Math.min(first.value.value, second.value.value) > 0 ? 'against' : 'for'),
      sourcesOf('margin-openai-2025', 'margin-anthropic-2025'),
    ),
    ...figure(
      'losses-a-dollar',
      '',
      { loss: dollars(factOf('loss-openai-2026')) },
      ({ loss }) => (loss.value.value > 0 ? 'for' : 'against'),
      sourcesOf('loss-openai-2026'),
    ),
    ...figure(
      'operating-profit',
      '',
      { profit: dollars(factOf('profit-anthropic-2026')) },
      ({ profit }) => (profit.value.value > 0 ? 'against' : 'for'),
      sourcesOf('profit-anthropic-2026'),
    ),
  ];
}
