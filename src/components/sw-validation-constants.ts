// The fitted constants: what each is, what was believed before, what the runs say, and how far that moves without a family.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Validation } from '../contract/validation.ts';
import { formatDuration, formatPercent, formatRatio } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { tableStyles } from './styles-table.ts';

@localized()
@customElement('sw-validation-constants')
export class ValidationConstants extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      tbody th {
        white-space: normal;
        min-width: 9rem;
      }
      td.words {
        min-width: min(26rem, 85vw);
      }
      thead th:first-child,
      thead th.words {
        text-align: start;
      }
      td.value {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) constants: Validation['constants'] = [];

  protected override render(): TemplateResult {
    return html` <h2>${msg('The fitted constants')}</h2>
      <p class="soft small">
        ${msg('All that published runs decide. None belongs to one model, one family or one run; the spread is by how much a value moves as each family is left out.')}
      </p>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('The fitted constants')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('Constant')}</th>
              <th scope="col">${msg('Value')}</th>
              <th scope="col">${msg('Spread')}</th>
              <th scope="col">${msg('Believed before')}</th>
              <th scope="col" class="words">${msg('What it is')}</th>
            </tr>
          </thead>
          <tbody>
            ${this.constants.map(
              ({ name, meaning, unit, prior, prior_spread, prior_source, value, spread }) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  <td class="value">${quantity(value, unit)}</td>
                  <td>${formatPercent(spread, 2)}</td>
                  <td>${quantity(prior, unit)}<span class="interval">± ${formatPercent(prior_spread, 2)}</span></td>
                  <td class="words">${meaning}<span class="interval">${prior_source}</span></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}

function quantity(value: number, unit: string): TemplateResult {
  if (unit === 's') return html`${formatDuration(value)}`;
  return html`${formatRatio(value)}${unit === '1' ? nothing : html`<span class="interval">${unit}</span>`}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-validation-constants': ValidationConstants;
  }
}
