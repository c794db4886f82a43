// Published runs by family: how many, how far off in the median and at worst, how often inside; the worst family first.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ScoredRow } from '../contract/validation.ts';
import { formatPercent } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { tableStyles } from './styles-table.ts';
import { familyFigures } from './validation-layout.ts';

@localized()
@customElement('sw-validation-families')
export class ValidationFamilies extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    tableStyles,
    css`
      tbody th {
        white-space: normal;
        overflow-wrap: anywhere;
        min-width: 10rem;
      }
      thead th {
        white-space: normal;
      }
      thead th:first-child {
        text-align: start;
      }
      .scroll {
        max-height: 32rem;
        overflow-y: auto;
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly ScoredRow[] = [];

  protected override render(): TemplateResult {
    const families = familyFigures(this.rows);
    return html` <h2>${msg('By family')}</h2>
      <p class="soft small">${msg('A family is one source’s runs on one kind of machine. The worst first.')}</p>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('By family')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('Family')}</th>
              <th scope="col">${msg('Runs')}</th>
              <th scope="col">${msg('Median error')}</th>
              <th scope="col">${msg('Worst')}</th>
              <th scope="col">${msg('Inside their intervals')}</th>
            </tr>
          </thead>
          <tbody>
            ${families.map(
              ({ family, rowCount, medianError, worstError, coverage }) =>
                html`<tr>
                  <th scope="row">${family}</th>
                  <td>${rowCount}</td>
                  <td>${formatPercent(medianError, 2)}</td>
                  <td>${formatPercent(worstError, 2)}</td>
                  <td>${formatPercent(coverage, 2)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-validation-families': ValidationFamilies;
  }
}
