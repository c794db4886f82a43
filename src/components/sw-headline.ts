// The one large sentence: what the measured GPU is of an H100 at a size, and what training that size takes.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Report } from '../report/report-document.ts';
import { reciprocal, type Estimate } from '../units/estimate.ts';
import {
  formatBytes,
  formatCount,
  formatDays,
  formatDollars,
  formatEstimate,
  formatRatio,
  significantDigits,
  type Formatter,
} from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { markWords, wholeNumber } from './words.ts';

interface Spoken {
  readonly value: string;
  readonly interval: string;
}

/** Whose GPU the sentence speaks of. */
export type Owner = 'visitor' | 'other';

@localized()
@customElement('sw-headline')
export class Headline extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .sentence {
        font-family: var(--display);
        font-size: clamp(1.5rem, 1.05rem + 2.1vw, 2.9rem);
        line-height: 1.22;
        font-weight: 400;
        letter-spacing: -0.012em;
        max-width: 32em;
        margin: 0 0 0.7rem;
        text-wrap: pretty;
      }
      strong {
        font-weight: 700;
        white-space: nowrap;
      }
      .interval {
        font-family: var(--text);
        font-size: 0.5em;
        line-height: 1;
        letter-spacing: 0;
        color: var(--ink-soft);
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .basis {
        max-width: 52rem;
        margin-block-end: 2rem;
      }
    `,
  ];

  @property({ attribute: false }) report: Report | undefined;
  @property() owner: Owner = 'visitor';

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    if (report === undefined) return nothing;
    const sentence = html`${this.#ratio(report)} ${this.#training(report)}`;
    // Of the visitor's own result the sentence is the page's title; another's result stands under a title of its own.
    return html` ${this.owner === 'visitor' ? html`<h1 class="sentence">${sentence}</h1>` : html`<p class="sentence">${sentence}</p>`}
      <p class="soft small basis">${this.#basis(report)}</p>`;
  }

  #ratio({ headline, gpuName }: Report): TemplateResult {
    const size = html`<strong>${formatCount(headline.parameters, 2)}</strong>`;
    const gpu = this.owner === 'visitor' ? msg('your GPU') : gpuName;
    if (headline.h100Ratio === undefined)
      return msg(html`At ${size} parameters there is no training rate of ${gpu} to compare with an H100.`);
    if (headline.h100Ratio.value >= 1) {
      const { value, interval } = part(headline.h100Ratio);
      return msg(
        html`At ${size} parameters ${gpu} is <strong>${value}</strong> of an H100 <span class="interval">(${interval})</span>.`,
      );
    }
    const { value, interval } = split(reciprocal(headline.h100Ratio), formatRatio);
    return msg(
      html`At ${size} parameters ${gpu} is <strong>${value} times</strong> an H100 <span class="interval">(${interval})</span>.`,
    );
  }

  #training({ headline }: Report): TemplateResult {
    const { training } = headline;
    const gpus = headline.gpuCount === 1 ? msg('one H100') : msg(str`${wholeNumber(headline.gpuCount)} H100s`);
    if (training.kind === 'does-not-fit') {
      const needed = formatBytes(training.neededBytes);
      return msg(
        html`Training that size does not fit on ${gpus}: it needs ${needed}, so at least
          <strong>${wholeNumber(training.fewestGpus)} H100s</strong>.`,
      );
    }
    const days = split(training.days, formatDays);
    const dollars = split(training.dollars, formatDollars);
    return msg(
      html`Training that size on ${gpus} takes <strong>${days.value}</strong> <span class="interval">(${days.interval})</span> and
        <strong>${dollars.value}</strong> <span class="interval">(${dollars.interval})</span>.`,
    );
  }

  /** What stands on this run, and what does not. */
  #basis({ headline, sizes, assumptions }: Report): string {
    const train = sizes.find(({ name }) => name === headline.size)?.phases.find(({ phase }) => phase === 'train');
    const rate = train === undefined ? msg('not run') : markWords(train);
    const tokens = wholeNumber(assumptions.tokens_per_parameter);
    return msg(
      str`${headline.size}, trained on ${tokens} tokens per parameter. The training rate of this GPU at that size is ${rate}. What H100s reach comes from data sheets and published runs; prices are quoted. Brackets hold 90 % intervals.`,
    );
  }
}

/** `1/62` and `1/120 to 1/33`. */
function part(ratio: Estimate): Spoken {
  return {
    value: `1/${formatRatio(ratio.value, significantDigits(ratio))}`,
    interval: msg(str`1/${formatRatio(ratio.high, 2)} to 1/${formatRatio(ratio.low, 2)}`),
  };
}

/** Value with its unit, and both ends of the interval with theirs. */
function split(estimate: Estimate, format: Formatter): Spoken {
  if (estimate.low === estimate.high) return { value: formatEstimate(estimate, format), interval: msg('exact') };
  return {
    value: format(estimate.value, significantDigits(estimate)),
    interval: msg(str`${format(estimate.low, 2)} to ${format(estimate.high, 2)}`),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-headline': Headline;
  }
}
