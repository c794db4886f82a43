// The article's eleven claims in our words, and which way their figures lean. Rests on report/ (types only).
// What each figure says stands in claim-figure-words.ts.
import { msg, str } from '@lit/localize';
import type { ClaimId, Verdict } from '../report/claims-verdict.ts';

export interface ClaimWords {
  /** A few words, as the link reads. */
  readonly title: string;
  /** Who says what, in April 2023. */
  readonly statement: string;
}

export function claimWords(id: ClaimId): ClaimWords {
  switch (id) {
    case 'gpu-crisis':
      return {
        title: msg('A crisis of GPUs'),
        statement: msg('Larger models cost enormous amounts of GPU time, and what they return does not keep pace.'),
      };
    case 'chatgpt':
      return {
        title: msg('What ChatGPT takes'),
        statement: msg('Training it took more than 10,000 GPUs, and running it takes more all the time.'),
      };
    case 'h100-price':
      return { title: msg('The price of an H100'), statement: msg('Nvidia’s accelerator costs up to $30,603 apiece.') };
    case 'hundreds-of-millions':
      return {
        title: msg('Hundreds of millions'),
        statement: msg('Run AI: the compute of one giant model can cost hundreds of millions of dollars; shared GPUs do more.'),
      };
    case 'economics':
      return {
        title: msg('Costs and profits'),
        statement: msg('The costs are exorbitant and the profits small, so the business does not stand firmly.'),
      };
    case 'ways-forward':
      return {
        title: msg('Three ways forward'),
        statement: msg('Better architectures, better use of data and better algorithms will take over from size.'),
      };
    case 'larger-than-necessary':
      return {
        title: msg('Larger than necessary'),
        statement: msg('Aidan Gomez of Cohere: models have been built larger than they had to be.'),
      };
    case 'false-measure':
      return {
        title: msg('Parameters and gigahertz'),
        statement: msg('Sam Altman: the count of parameters says as little about quality as clock rates once did about chips.'),
      };
    case 'ten-thousand-gpus':
      return {
        title: msg('An order of 10,000'),
        statement: msg('Elon Musk’s X.AI ordered 10,000 GPUs: without them nothing goes.'),
      };
    case 'waiting':
      return {
        title: msg('Waiting for delivery'),
        statement: msg('Microsoft, Amazon and Google too reserve their GPUs and wait months for them.'),
      };
    case 'big-budgets':
      return {
        title: msg('Who can pay'),
        statement: msg('A very large budget could carry on with scaling; OpenAI’s, it seems, could not.'),
      };
    default:
      return id satisfies never;
  }
}

/** In one line: which way the figures lean, by their count alone. */
export function leaning({ supports, contradicts }: Verdict): string {
  if (supports.length === 0 && contradicts.length === 0) return msg('Undecided by these figures.');
  if (contradicts.length === 0) return msg('All that could be decided speaks for it.');
  if (supports.length === 0) return msg('All that could be decided speaks against it.');
  return msg(str`${supports.length} for, ${contradicts.length} against.`);
}

/** Where the dials of a claim lead, as its link reads. */
export function claimLinkWords(id: ClaimId): string {
  return msg(str`Set the dials to “${claimWords(id).title}”`);
}
