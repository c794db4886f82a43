// Every size in one table: the three phases with marks and intervals, then what training and serving cost.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { PHASES, type Phase } from '../contract/run.ts';
import type { Report, SizeReport } from '../report/report-document.ts';
import { formatCount, formatDays, formatDollars, formatEstimate, formatRatio, formatTokenRate } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { tableStyles } from './styles-table.ts';
import { markOf, markSign, markWords, phaseName, wholeNumber } from './words.ts';

@localized()
@customElement('sw-results-table')
export class ResultsTable extends LitElement {
  static override styles = [baseStyles, tableStyles, css`
    thead th { position: sticky; top: 0; background: var(--paper); }
    tbody th { position: sticky; inset-inline-start: 0; background: var(--paper); padding-inline-end: 1rem; }
    tr.focus th { background: var(--sunken); }
    .sign { display: inline-block; min-width: 1.2em; text-align: center; }
    @media (width < 40rem) { tbody th { white-space: normal; min-width: 7rem; } }
  `];

  @property({ attribute: false }) report: Report | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    if (report === undefined) return nothing;
    return html`
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Results by model size')}>
        <table>
          <caption>${msg(str`Results by model size on ${report.gpuName}. ✓ measured, ◐ measured on a slice or in part, ~ projected. Brackets hold 95 % intervals.`)}</caption>
          <thead><tr>
            <th scope="col" class="words">${msg('Model')}</th>
            <th scope="col">${msg('Parameters')}</th>
            ${PHASES.map((phase) => html`<th scope="col">${phaseName(phase)}<br>${msg('tokens/s')}</th>`)}
            <th scope="col">${msg('H100s to one')}<br>${msg('of this GPU')}</th>
            <th scope="col">${msg('To train')}<br>${msg(str`on ${wholeNumber(report.assumptions.gpu_count)} H100s`)}</th>
            <th scope="col">${msg('To serve, a million')}<br>${msg('output tokens')}</th>
          </tr></thead>
          <tbody>${report.sizes.map((size) => this.#row(size, size.id === report.assumptions.focus_size))}</tbody>
        </table>
      </div>`;
  }

  #row(size: SizeReport, isFocus: boolean): TemplateResult {
    return html`
      <tr class=${isFocus ? 'focus' : ''}>
        <th scope="row">${size.name}<span class="detail">${size.isPublished ? nothing : msg('interpolated shape')}</span></th>
        <td>${formatCount(size.parameters)}</td>
        ${PHASES.map((phase) => this.#phase(size, phase))}
        <td>${size.h100Ratio === undefined ? '–' : msg(str`1/${formatRatio(size.h100Ratio.value, 2)}`)}</td>
        ${this.#training(size)}
        <td>${formatEstimate(size.serving.dollarsPerMillionOutputTokens, formatDollars)}
          <span class="interval">${size.serving.gpusPerReplica === 1 ? msg('one H100 a replica') : msg(str`${wholeNumber(size.serving.gpusPerReplica)} H100s a replica`)}</span></td>
      </tr>`;
  }

  #phase(size: SizeReport, phase: Phase): TemplateResult {
    const summary = size.phases.find((candidate) => candidate.phase === phase);
    if (summary === undefined) return html`<td>–<span class="interval">${msg('not run')}</span></td>`;
    return html`
      <td>${formatEstimate(summary.tokens_per_second, formatTokenRate)}
        <span class="interval"><span class="sign" aria-hidden="true">${markSign(markOf(summary))}</span>${markWords(summary)}</span></td>`;
  }

  #training({ training }: SizeReport): TemplateResult {
    if (training.kind === 'does-not-fit') {
      return html`<td>${msg('does not fit')}<span class="interval">${msg(str`${wholeNumber(training.fewestGpus)} H100s would hold it`)}</span></td>`;
    }
    return html`<td>${formatEstimate(training.dollars, formatDollars)}<span class="interval">${formatEstimate(training.days, formatDays)}</span></td>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-results-table': ResultsTable;
  }
}
