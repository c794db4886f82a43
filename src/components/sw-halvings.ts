// What would halve the cost by itself: each lever with its value now, the value that halves, and its limit.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Halving } from '../report/exploration-report.ts';
import { formatPercent } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { tableStyles } from './styles-table.ts';

@localized()
@customElement('sw-halvings')
export class Halvings extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      table {
        min-width: min(46rem, 200vw);
      }
      td:not(.number),
      th {
        text-align: start;
        white-space: normal;
      }
      thead th.number {
        text-align: end;
      }
      td.words {
        min-width: 12rem;
      }
      tbody :is(th, td.words)::first-letter {
        text-transform: uppercase;
      }
      .no {
        color: var(--ink-soft);
      }
    `,
  ];

  @property({ attribute: false }) halvings: readonly Halving[] = [];

  protected override render(): TemplateResult {
    return html` <h2>${msg('What would halve the cost')}</h2>
      <p class="soft small">${msg('One change at a time, everything else as it is.')}</p>
      ${this.halvings.length === 0 ? html`<p class="soft">${msg('Nothing was tried here.')}</p>` : this.#table()}`;
  }

  #table(): TemplateResult {
    return html` <div class="scroll" role="region" tabindex="0" aria-label=${msg('What would halve the cost')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Lever')}</th>
            <th scope="col">${msg('Now')}</th>
            <th scope="col">${msg('Halves at')}</th>
            <th scope="col" class="number">${msg('Cost at its limit')}</th>
            <th scope="col">${msg('Why')}</th>
          </tr>
        </thead>
        <tbody>
          ${this.halvings.map(
            ({ lever, from, to, best, comment }) =>
              html`<tr>
                <th scope="row">${lever}</th>
                <td>${from}</td>
                <td>
                  ${to === undefined ? html`<span class="no">${msg('does not halve it')}</span>` : html`<strong>${to}</strong>`}
                </td>
                <td class="number">${formatPercent(best, 2)}</td>
                <td class="words">${comment}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-halvings': Halvings;
  }
}
