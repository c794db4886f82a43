// What each computed figure of a claim says, with its numbers. Rests on report/ (types only).
import { msg, str } from '@lit/localize';
import type { Figure, FigureId, FigureValues, Quantity } from '../report/claims-figure.ts';
import { leverName } from './claim-lever-words.ts';
import { monthName } from './words.ts';

type Values<Id extends FigureId> = Readonly<Record<FigureValues[Id], Quantity>>;
type Words = { readonly [Id in FigureId]: (values: Values<Id>, subject: string) => string };

/** One sentence, or two, for a figure. */
export function figureWords(figure: Figure): string {
  // The table has the values of each id by its type; the union's correlation is beyond the compiler.
  const say = WORDS[figure.id] as (values: Figure['values'], subject: string) => string;
  return say(figure.values, figure.subject);
}

const LOSS: Pick<Words, 'halving-cost' | 'tenfold-budget' | 'budget-buys' | 'lever' | 'serving-lever' | 'models-since'> = {
  'halving-cost': ({ factor, before, here }) =>
    msg(
      str`The last halving of the avoidable loss multiplied the compute by ${factor.text} and the bill from ${before.text} to ${here.text}.`,
    ),
  'tenfold-budget': ({ from, to, excessLeft }) =>
    msg(
      str`Ten times the budget moves the loss from ${from.text} to ${to.text} nats a token: ${excessLeft.text} of the avoidable loss is left.`,
    ),
  'budget-buys': ({ budget, parameters, loss }) =>
    msg(str`Today ${budget.text} trains ${parameters.text} parameters as well as can be, to ${loss.text} nats a token.`),
  lever: ({ factor, saved, excessLeft }, subject) =>
    msg(
      str`${leverName(subject)}: as good a model for ${factor.text} times less, which saves ${saved.text} of $100 M. At the same bill it leaves ${excessLeft.text} of the avoidable loss; size would need that many times the money.`,
    ),
  'serving-lever': ({ factor }, subject) => msg(str`${leverName(subject)}: serving for ${factor.text} times less.`),
  'models-since': ({ models }) =>
    msg(str`And yet size went on: by January 2025 over ${models.text} models had taken as much compute as GPT-4, or more.`),
};

const SIZE: Pick<Words, 'overpaid' | 'life-size' | 'flat-valley' | 'size-against-data' | 'size-along-optimum'> = {
  overpaid: ({ factor, best, parameters }, subject) =>
    msg(
      str`${subject} has ${parameters.text} parameters. Its loss is cheapest to reach with ${best.text}; the compute it took is ${factor.text} times that.`,
    ),
  'life-size': ({ size, trainingSize, served }, subject) =>
    msg(
      str`The loss of ${subject} is cheapest to train with ${trainingSize.text} parameters, and cheapest over a life of ${served.text} tokens with ${size.text}.`,
    ),
  'flat-valley': ({ from, to, factor }) =>
    msg(
      str`With the compute of Chinchilla, any size from ${from.text} to ${to.text} parameters comes within 5 % of the best avoidable loss: a factor of ${factor.text} that quality does not show.`,
    ),
  'size-against-data': ({ size, data }, subject) =>
    msg(
      str`Ten times the parameters of ${subject} leave ${size.text} of its avoidable loss; ten times its tokens leave ${data.text}.`,
    ),
  'size-along-optimum': ({ excessLeft, dollars }) =>
    msg(
      str`Where tokens grow along with size, size does tell: ten times the parameters, for ${dollars.text}, leave ${excessLeft.text} of the avoidable loss.`,
    ),
};

const GPUS: Pick<
  Words,
  | 'gpus-for-ninety-days'
  | 'reported-gpus'
  | 'serving-gpus'
  | 'cluster-price'
  | 'cluster-trains'
  | 'larger-order'
  | 'waiting'
  | 'waiting-is-progress'
> = {
  'gpus-for-ninety-days': ({ gpus, claimed }, subject) =>
    msg(str`To train ${subject} in 90 days takes ${gpus.text} A100s; the article says ${claimed.text}.`),
  'reported-gpus': ({ gpus }, subject) =>
    subject === 'gpt-4-gpus'
      ? msg(str`GPT-4 is reported, though not confirmed, to have taken ${gpus.text} A100s for 90 to 100 days.`)
      : msg(str`TrendForce counted what ChatGPT needs, training and use together, as ${gpus.text} A100s.`),
  'serving-gpus': ({ gpus, prompts, claimed }, subject) =>
    msg(
      str`To answer ${prompts.text} prompts a day with ${subject} takes ${gpus.text} GPUs at the busiest hour, against the article’s ${claimed.text}.`,
    ),
  'cluster-price': ({ cards, installed, power }) =>
    msg(
      str`As H100s at the prices of April 2023: ${cards.text} of cards, ${installed.text} installed without a building, ${power.text} at work.`,
    ),
  'cluster-trains': ({ parameters, tokens, loss }) =>
    msg(str`In 90 days they train ${parameters.text} parameters on ${tokens.text} tokens, to ${loss.text} nats a token.`),
  'larger-order': ({ gpus }) => msg(str`Seventeen months later the same buyer had ${gpus.text} in one place.`),
  waiting: ({ weeks }, subject) => msg(str`Ordered in ${monthName(subject)}, 10,000 GPUs take ${weeks.text} weeks to come.`),
  'waiting-is-progress': ({ weeks, factor }) =>
    msg(
      str`Waiting is not all loss: in ${weeks.text} weeks, progress in algorithms has made the same training ${factor.text} times cheaper.`,
    ),
};

const MONEY: Pick<
  Words,
  | 'same-run-then-and-now'
  | 'quotes-of-the-month'
  | 'card-today'
  | 'card-share'
  | 'size-for-budget'
  | 'run-cost'
  | 'pooling'
  | 'serving-price'
  | 'serving-measured'
  | 'gross-margins'
  | 'losses-a-dollar'
  | 'operating-profit'
  | 'revenue'
> = {
  'same-run-then-and-now': ({ april, today, ratio }, subject) =>
    msg(str`${subject} again on rented H100s: ${april.text} in April 2023, ${today.text} today, a factor of ${ratio.text}.`),
  'quotes-of-the-month': ({ article, low, high }) =>
    msg(str`${article.text}, where quotes of those months range from ${low.text} to ${high.text}.`),
  'card-today': ({ article, today }) => msg(str`Today one costs ${today.text}, against ${article.text}.`),
  'card-share': ({ share, hour }) =>
    msg(
      str`At that price an hour of an owned H100 comes to ${hour.text}. The card is ${share.text} of it; server, network, building, hands and power are the rest.`,
    ),
  'size-for-budget': ({ parameters, budget }, subject) =>
    msg(
      str`Rented in ${monthName(subject)}, a dense model on 20 tokens per parameter costs ${budget.text} at ${parameters.text} parameters.`,
    ),
  'run-cost': ({ dollars, published }, subject) =>
    msg(str`${subject}: ${dollars.text} for the final run alone, where ${published.text} is published.`),
  pooling: ({ from, to, idle, pooled }) =>
    msg(
      str`An hour at work of an owned H100: ${from.text} where it idles to ${idle.text} use, ${to.text} where sharing brings ${pooled.text}.`,
    ),
  'serving-price': ({ cost, price }, subject) =>
    msg(str`${subject}: a million tokens take ${cost.text} of GPU time and sold for ${price.text}.`),
  'serving-measured': ({ cost, price }, subject) =>
    msg(str`${subject}, as others measured it: ${cost.text} of GPU time a million tokens, sold for ${price.text}.`),
  'gross-margins': ({ first, second }) =>
    msg(str`Gross margins reported for 2025: OpenAI ${first.text}, Anthropic ${second.text}.`),
  'losses-a-dollar': ({ loss }) =>
    msg(str`OpenAI is reported to have lost ${loss.text} for each dollar of revenue in early 2026.`),
  'operating-profit': ({ profit }) =>
    msg(str`Anthropic forecast an operating profit of ${profit.text} for the second quarter of 2026.`),
  revenue: ({ revenue }) =>
    msg(str`OpenAI did find the money: its reported revenue in the first quarter of 2026 was ${revenue.text}.`),
};

const WORDS: Words = { ...LOSS, ...SIZE, ...GPUS, ...MONEY };
