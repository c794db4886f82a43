// The claims on GPUs: what ChatGPT took and takes, an order of 10,000, months of waiting. Rests on claims-context.ts.
import { deliveryWeeks } from '../extrapolation/delivery.ts';
import { utilityPower } from '../extrapolation/energy.ts';
import { networkOverServer, ownedHour } from '../extrapolation/ownership.ts';
import { electricityInMonth, priceInMonth } from '../extrapolation/price-series.ts';
import { optimumForBudget } from '../laws/compute-optimal.ts';
import { publishedLevers } from '../laws/levers.ts';
import { exact, product, scale, type Estimate } from '../units/estimate.ts';
import {
  A100,
  ARTICLE_MONTH,
  gpusFor,
  H100,
  sampledCurve,
  servingGpus,
  type ClaimContext,
  type Place,
  type Run,
  type ServingLoad,
} from './claims-context.ts';
import {
  count,
  dollars,
  factOf,
  figure,
  overOrUnder,
  ratio,
  runOf,
  sourcesOf,
  watts,
  whole,
  type Figure,
  type FactId,
  type RunId,
} from './claims-figure.ts';

const DAYS = 90;
const ORDERED = factOf('article-gpus');
const place = (accelerator: string, date: string): Place => ({ accelerator, date, acquisition: 'rented' });

/** Claim 2: over 10,000 GPUs to train ChatGPT, and ever more to run it. */
export function chatGpt(context: ClaimContext): readonly Figure[] {
  const training = (['gpt-3', 'gpt-4'] as const).flatMap((id: RunId) => {
    const run = runOf(id);
    return figure(
      'gpus-for-ninety-days',
      run.name,
      { gpus: whole(gpusForDays(context, run, place(A100, ARTICLE_MONTH))), claimed: whole(ORDERED) },
      ({ gpus }) => overOrUnder(gpus, ORDERED.value),
      sourcesOf(id, 'article-gpus'),
    );
  });
  const reported = (['chatgpt-gpus-trendforce', 'gpt-4-gpus'] as const).flatMap((id) =>
    figure('reported-gpus', id, { gpus: whole(factOf(id)) }, ({ gpus }) => overOrUnder(gpus, ORDERED.value), sourcesOf(id)),
  );
  const load: ServingLoad = {
    inputTokens: factOf('prompt-tokens').value,
    outputTokens: factOf('reply-tokens').value,
    leastTokensPerSecond: 20,
    precision: 'bf16',
  };
  const visits = product(factOf('users-2023'), factOf('queries-a-user'));
  const lengths: readonly FactId[] = ['prompt-tokens', 'reply-tokens', 'peak-over-mean'];
  const serving = (run: Run, at: Place, prompts: Estimate, sources: readonly string[]) => {
    const served = context.served(run, at, load);
    const busiest = served && product(servingGpus(served, prompts, load), factOf('peak-over-mean'), lengthSpread());
    return figure(
      'serving-gpus',
      run.name,
      { gpus: whole(busiest), prompts: count(prompts), claimed: whole(ORDERED) },
      ({ gpus }) => overOrUnder(gpus, ORDERED.value),
      [...sources, ...sourcesOf(...lengths)],
    );
  };
  return [
    ...training,
    ...reported,
    ...serving(runOf('gpt-3'), place(A100, ARTICLE_MONTH), visits, sourcesOf('gpt-3', 'users-2023', 'queries-a-user')),
    ...serving(runOf('chat-2025'), place(H100, '2025-07'), factOf('prompts-2025'), sourcesOf('chat-2025', 'prompts-2025')),
  ];
}

/** How far the length of replies, which costs most of the time, may be off. */
function lengthSpread(): Estimate {
  const { value, low, high } = factOf('reply-tokens');
  return { value: 1, low: low / value, high: high / value };
}

/** GPUs that bring a run to 90 days, at the rate of as many as suit it. */
function gpusForDays(context: ClaimContext, run: Run, at: Place): Estimate | undefined {
  const hours = context.gpuHours(run, at, gpusFor(run));
  return hours && scale(hours, 1 / (24 * DAYS));
}

/** Claim 9: an order of 10,000 GPUs; they remain at the centre. */
export function orderOfThousands(context: ClaimContext): readonly Figure[] {
  const gpuCount = ORDERED.value;
  const { boardPower } = context.accelerator(H100);
  const card = priceInMonth(H100, 'purchase', ARTICLE_MONTH);
  const owned =
    card &&
    ownedHour({
      card: card.value,
      gpuCount,
      boardPower,
      years: 4,
      residualShare: 0,
      useShare: 1,
      electricity: electricityInMonth(ARTICLE_MONTH).value,
      powerUsageEffectiveness: exact(1),
    });
  const best = bestInDays(context, gpuCount);
  return [
    ...figure(
      'cluster-price',
      '',
      {
        cards: dollars(card && scale(card.value, gpuCount)),
        installed: dollars(owned && scale(owned.installed, gpuCount)),
        power: watts(scale(utilityPower(boardPower), gpuCount)),
      },
      () => 'beside',
      [...(card ? [card.source] : []), `network × ${networkOverServer(gpuCount).value.toFixed(2)} of the servers`],
    ),
    ...figure(
      'cluster-trains',
      '',
      { parameters: count(best?.parameters), tokens: count(best?.tokens), loss: ratio(best?.loss) },
      ({ parameters }) => (parameters.value.value > runOf('gpt-3').parameters ? 'for' : 'against'),
      [context.law.source],
    ),
    ...figure(
      'larger-order',
      '',
      { gpus: whole(factOf('colossus-gpus')) },
      ({ gpus }) => (gpus.value.value > gpuCount ? 'for' : 'against'),
      sourcesOf('colossus-gpus'),
    ),
  ];
}

/** The size of least loss that so many H100 train in 90 days, with the software of the article's month. */
function bestInDays({ law, gpuHours }: ClaimContext, gpuCount: number) {
  const hoursAToken = sampledCurve((parameters) => {
    // Sizes that 10,000 GPUs are made for; smaller ones lose to their network.
    if (parameters < 3e9 || parameters > 5e12) return undefined;
    const run = { name: '', parameters, active: parameters, tokens: 1e12 };
    const hours = gpuHours(run, place(H100, ARTICLE_MONTH), gpuCount);
    return hours && hours.value / run.tokens;
  });
  return optimumForBudget(law, (parameters) => {
    const each = hoursAToken(parameters);
    return each === undefined ? undefined : (DAYS * 24 * gpuCount) / each;
  });
}

/** From here on a wait is told in months: a quarter of a year. */
const MONTHS_FROM = 13;

/** Claim 10: even the largest clouds wait months. */
export function monthsOfWaiting({ today }: ClaimContext): readonly Figure[] {
  const waits = [ARTICLE_MONTH, '2024-04', today].map((date) => ({ date, weeks: deliveryWeeks(date, ORDERED.value) }));
  const progress = publishedLevers().find(({ id }) => id === 'progress-a-year');
  const first = waits[0];
  return [
    ...waits.flatMap(({ date, weeks }) =>
      figure('waiting', date, { weeks: ratio(weeks.value) }, (values) => overOrUnder(values.weeks, MONTHS_FROM), [weeks.source]),
    ),
    ...figure(
      'waiting-is-progress',
      '',
      {
        weeks: ratio(first?.weeks.value),
        factor: ratio(first && progress && progress.factor.value.value ** (first.weeks.value.value / 52.18)),
      },
      () => 'beside',
      progress ? [`${progress.factor.source} (${progress.factor.asOf})`] : [],
    ),
  ];
}
