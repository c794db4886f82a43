// Every published run beside its prediction, the worst first, with its source, layout, limit and what was assumed.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ScoredRow } from '../contract/validation.ts';
import { formatPercent } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { tableStyles } from './styles-table.ts';
import { amount, quantityName } from './validation-words.ts';

const AT_FIRST = 20;
const MORE = 100;

@localized()
@customElement('sw-validation-rows')
export class ValidationRows extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    tableStyles,
    css`
      tbody th {
        white-space: normal;
        min-width: 11rem;
      }
      td.words {
        overflow-wrap: anywhere;
        min-width: min(28rem, 85vw);
      }
      thead th.words,
      thead th:first-child {
        text-align: start;
      }
      .detail {
        display: block;
        color: var(--ink-soft);
        font-weight: 400;
        font-size: 0.92em;
      }
      .outside {
        color: var(--alert);
        font-weight: 600;
      }
      button {
        margin-block-start: 1rem;
      }
    `,
  ];

  /** Worst first. */
  @property({ attribute: false }) rows: readonly ScoredRow[] = [];

  @state() private shownCount = AT_FIRST;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('rows')) this.shownCount = AT_FIRST;
  }

  protected override render(): TemplateResult {
    const shown = this.rows.slice(0, this.shownCount);
    const hidden = this.rows.length - shown.length;
    return html` <h2>${msg('The worst cases first')}</h2>
      <p class="soft small">${msg('Half and double are both off by 100 %. Predictions with 90 % intervals.')}</p>
      ${this.rows.length === 0 ? html`<p class="soft">${msg('No run of this group was scored.')}</p>` : this.#table(shown)}
      ${hidden === 0 ? nothing : html`<button type="button" @click=${this.#showMore}>${msg(str`Show ${Math.min(MORE, hidden)} more of ${this.rows.length}`)}</button>`}`;
  }

  #table(rows: readonly ScoredRow[]): TemplateResult {
    return html` <div class="scroll" role="region" tabindex="0" aria-label=${msg('Published runs, the worst first')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Run')}</th>
            <th scope="col">${msg('Off by')}</th>
            <th scope="col">${msg('Published')}</th>
            <th scope="col">${msg('Predicted')}</th>
            <th scope="col">${msg('Interval')}</th>
            <th scope="col" class="words">${msg('Source; layout, limit, what was assumed')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => line(row))}
        </tbody>
      </table>
    </div>`;
  }

  #showMore(): void {
    this.shownCount += MORE;
  }
}

function line(row: ScoredRow): TemplateResult {
  return html`<tr>
    <th scope="row">${row.model}<span class="detail">${row.hardware}</span><span class="detail">${row.family}</span></th>
    <td>${formatPercent(row.error, 2)}</td>
    <td>${amount(row.observed)}<span class="interval">${quantityName(row.quantity)}</span></td>
    <td>${amount(row.predicted)}<span class="interval">${amount(row.low)}–${amount(row.high)}</span></td>
    <td class=${row.inside ? '' : 'outside'}>${row.inside ? msg('inside') : msg('outside')}</td>
    <td class="words">
      ${row.source}, ${row.date}${row.flag === '' ? nothing : html`, ${msg('flagged:')} ${row.flag}`}
      <span class="detail">${[row.layout, row.limited_by, row.note].filter((text) => text !== '').join('; ')}</span>
    </td>
  </tr>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-validation-rows': ValidationRows;
  }
}
