// The article's eleven claims as scenarios: an id for the link, the dials it sets, and the figures that speak for and against.
// Pure: the engine answers through ClaimContext. What each figure says in words stands in components/claim-words.ts.
import type { Exploration } from '../contract/exploration.ts';
import { lossAt, lossLaw } from '../laws/loss-law.ts';
import type { ClaimContext } from './claims-context.ts';
import { runOf, type Figure, type Side } from './claims-figure.ts';
import type { ClaimId, Verdict } from './claims-verdict.ts';
import { chatGpt, monthsOfWaiting, orderOfThousands } from './claims-gpus.ts';
import { bigBudgets, gpuCrisis, waysForward } from './claims-loss.ts';
import { hundredsOfMillions, unitPrice, unstableEconomics } from './claims-money.ts';
import { falseMeasure, largerThanNecessary } from './claims-size.ts';

export interface Claim {
  readonly id: ClaimId;
  readonly dials: Partial<Exploration>;
  readonly figures: (context: ClaimContext) => readonly Figure[];
}

const ARTICLE = { price_date: '2023-04' } as const;
const gpt3 = runOf('gpt-3');
/** What GPT-3 reaches by the default law, to two decimals. */
const GPT3_LOSS = Number(lossAt(lossLaw('besiroglu-2024'), gpt3.parameters, gpt3.tokens).toFixed(2));

export const CLAIMS: readonly Claim[] = // In the article's order, as CLAIM_IDS.
  (
    [
      ['gpu-crisis', { ...ARTICLE, hold: 'tokens' }, gpuCrisis],
      [
        'chatgpt',
        {
          ...ARTICLE,
          hold: 'gpus',
          accelerator: 'A100 SXM4 80GB',
          gpu_count: 10_000,
          tokens_per_parameter: 1.7,
          focus_parameters: gpt3.parameters,
          serving_precision: 'bf16',
        },
        chatGpt,
      ],
      ['h100-price', { ...ARTICLE, acquisition: 'bought', price_dollars_per_gpu: 30_603 }, unitPrice],
      [
        'hundreds-of-millions',
        { ...ARTICLE, hold: 'budget', budget_dollars: 300e6, focus_parameters: 280e9 },
        hundredsOfMillions,
      ],
      [
        'economics',
        {
          ...ARTICLE,
          accelerator: 'A100 SXM4 80GB',
          focus_parameters: gpt3.parameters,
          serving_precision: 'bf16',
          input_tokens: 500,
          output_tokens: 269,
          served_tokens: 1e13,
        },
        unstableEconomics,
      ],
      ['ways-forward', { hold: 'loss', target_loss: GPT3_LOSS, sparsity: 8, training_precision: 'fp8' }, waysForward],
      [
        'larger-than-necessary',
        { ...ARTICLE, hold: 'loss', target_loss: GPT3_LOSS, focus_parameters: gpt3.parameters, served_tokens: 1e13 },
        largerThanNecessary,
      ],
      ['false-measure', { hold: 'budget', budget_dollars: 1e6, focus_parameters: 70e9 }, falseMeasure],
      ['ten-thousand-gpus', { ...ARTICLE, hold: 'time', days: 90, gpu_count: 10_000, acquisition: 'bought' }, orderOfThousands],
      ['waiting', { ...ARTICLE, hold: 'gpus', gpu_count: 10_000, acquisition: 'bought' }, monthsOfWaiting],
      ['big-budgets', { hold: 'budget', budget_dollars: 10e9, gpu_count: 100_000, focus_parameters: 1e12 }, bigBudgets],
    ] satisfies readonly (readonly [ClaimId, Partial<Exploration>, Claim['figures']])[]
  ).map(([id, dials, figures]) => ({ id, dials: { ...dials, scenario: id }, figures }));

/** What is computed for a claim, by side. */
export function verdictOf({ id, figures: weigh }: Claim, context: ClaimContext): Verdict {
  const figures = weigh(context);
  const on = (side: Side) => figures.filter((figure) => figure.side === side);
  return { id, supports: on('for'), contradicts: on('against'), beside: on('beside') };
}
