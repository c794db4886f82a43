// Every size in one table: the three phases with marks and intervals, then what training and serving cost.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { PHASES, type Phase } from '../contract/run.ts';
import type { Report, SizeReport } from '../report/report-document.ts';
import { reciprocal, type Estimate } from '../units/estimate.ts';
import { formatCount, formatDays, formatDollars, formatRatio, significantDigits, type Formatter } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { tableStyles } from './styles-table.ts';
import { markOf, markSign, markWords, phaseName, wholeNumber } from './words.ts';

@localized()
@customElement('sw-results-table')
export class ResultsTable extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      thead th:first-child {
        text-align: start;
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--paper);
      }
      tbody th {
        position: sticky;
        inset-inline-start: 0;
        background: var(--paper);
        padding-inline-end: 1rem;
      }
      tr.focus th {
        background: var(--sunken);
      }
      @media (width < 40rem) {
        tbody th {
          white-space: normal;
          min-width: 6rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) report: Report | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    if (report === undefined) return nothing;
    return html` <h2>${msg('Every size')}</h2>
      <p class="soft small">
        ${msg(str`On ${report.gpuName}. ✓ measured, ◐ measured on a slice or in part, ~ projected. Below each number, its 95 % interval.`)}
      </p>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Results by model size')}>
        <table>
          <caption class="visually-hidden">
            ${msg(str`Results by model size on ${report.gpuName}`)}
          </caption>
          <thead>
            <tr>
              <th scope="col">${msg('Model')}</th>
              <th scope="col">${msg('Parameters')}</th>
              ${PHASES.map((phase) => html`<th scope="col">${phaseName(phase)}<br />${msg('tokens/s')}</th>`)}
              <th scope="col">${msg('This GPU')}<br />${msg('in H100s')}</th>
              <th scope="colgroup" colspan="2">
                ${msg('To train')}<br />${msg(str`on ${wholeNumber(report.assumptions.gpu_count)} H100s`)}
              </th>
              <th scope="col">${msg('To serve')}<br />${msg('a million tokens')}</th>
            </tr>
          </thead>
          <tbody>
            ${report.sizes.map((size) => this.#row(size, size.id === report.assumptions.focus_size))}
          </tbody>
        </table>
      </div>`;
  }

  #row(size: SizeReport, isFocus: boolean): TemplateResult {
    return html` <tr class=${isFocus ? 'focus' : ''}>
      <th scope="row">${size.name}<span class="detail">${size.isPublished ? nothing : msg('interpolated shape')}</span></th>
      <td>${formatCount(size.parameters)}</td>
      ${PHASES.map((phase) => this.#phase(size, phase))}
      <td>${size.h100Ratio === undefined ? '–' : ratio(size.h100Ratio)}</td>
      ${this.#training(size)}
      <td>${value(size.serving.dollarsPerMillionOutputTokens, formatDollars)}</td>
    </tr>`;
  }

  #phase(size: SizeReport, phase: Phase): TemplateResult {
    const summary = size.phases.find((candidate) => candidate.phase === phase);
    if (summary === undefined) return html`<td>–<span class="interval">${msg('not run')}</span></td>`;
    return html` <td title=${markWords(summary)}>
      <span class="sign" role="img" aria-label=${markWords(summary)}>${markSign(markOf(summary))}</span
      >${value(summary.tokens_per_second, formatCount)}
    </td>`;
  }

  #training({ training }: SizeReport): TemplateResult {
    if (training.kind === 'does-not-fit') {
      return html`<td colspan="2">
        ${msg('does not fit')}<span class="interval">${msg(str`${wholeNumber(training.fewestGpus)} H100s would hold it`)}</span>
      </td>`;
    }
    return html`<td>${value(training.dollars, formatDollars)}</td>
      <td>${value(training.days, formatDays)}</td>`;
  }
}

/** A GPU below an H100 as `1/62`, one above it as `1.6`. */
function ratio(h100Ratio: Estimate): TemplateResult {
  if (h100Ratio.value < 1) return value(reciprocal(h100Ratio), formatRatio);
  const share = (of: number): string => `1/${formatCount(of, 2)}`;
  return html`${share(h100Ratio.value)}<span class="interval">${share(h100Ratio.high)}–${share(h100Ratio.low)}</span>`;
}

/** The value over its interval. */
function value(estimate: Estimate, format: Formatter): TemplateResult {
  const digits = significantDigits(estimate);
  const interval =
    estimate.low === estimate.high
      ? nothing
      : html`<span class="interval">${format(estimate.low, digits)}–${format(estimate.high, digits)}</span>`;
  return html`${format(estimate.value, digits)}${interval}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-results-table': ResultsTable;
  }
}
