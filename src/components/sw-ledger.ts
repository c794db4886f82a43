// How each number came to be: measured, derived, or taken from a source with its date.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LedgerEntry } from '../report/report-document.ts';
import { baseStyles } from './styles-base.ts';
import { tableStyles } from './styles-table.ts';

@localized()
@customElement('sw-ledger')
export class Ledger extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      td,
      th {
        text-align: start;
        white-space: normal;
      }
      tbody th {
        min-width: 8.5rem;
      }
      td.value {
        white-space: nowrap;
        font-weight: 600;
      }
      .kind {
        display: inline-block;
        border: 1px solid var(--control);
        border-radius: 99px;
        padding: 0 0.6rem;
        font-size: 0.92em;
        white-space: nowrap;
      }
      .kind.measured,
      .kind.derived {
        border-color: var(--accent);
        color: var(--accent);
      }
      .kind.assumption {
        border-style: dashed;
      }
      .date {
        white-space: nowrap;
      }
      td.words {
        min-width: 10.5rem;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) entries: readonly LedgerEntry[] = [];

  protected override render(): TemplateResult {
    return html`<h2>${msg('How each number came to be')}</h2>
      ${this.entries.length === 0 ? html`<p class="soft">${msg('No numbers yet.')}</p>` : this.#table()}`;
  }

  #table(): TemplateResult {
    return html` <div class="scroll" role="region" tabindex="0" aria-label=${msg('Numbers and their sources')}>
      <table>
        <caption>
          ${msg('“Measured” is said of this run’s own samples only.')}
        </caption>
        <thead>
          <tr>
            <th scope="col">${msg('Number')}</th>
            <th scope="col">${msg('Value')}</th>
            <th scope="col">${msg('How')}</th>
            <th scope="col">${msg('Source')}</th>
            <th scope="col">${msg('As of')}</th>
            <th scope="col">${msg('Used for')}</th>
          </tr>
        </thead>
        <tbody>
          ${this.entries.map(
            (entry) =>
              html` <tr>
                <th scope="row">${entry.name}</th>
                <td class="value">${entry.value}</td>
                <td><span class="kind ${entry.provenance}">${provenanceWords(entry.provenance)}</span></td>
                <td class="words">${entry.source}</td>
                <td class="date">${entry.asOf}</td>
                <td class="words">${entry.role}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

function provenanceWords(provenance: LedgerEntry['provenance']): string {
  switch (provenance) {
    case 'measured':
      return msg('measured by this run');
    case 'derived':
      return msg('derived');
    case 'data-sheet':
      return msg('data sheet');
    case 'published-run':
      return msg('published run');
    case 'quoted-price':
      return msg('quoted price');
    case 'definition':
      return msg('definition');
    case 'assumption':
      return msg('assumption');
    default:
      return provenance satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-ledger': Ledger;
  }
}
