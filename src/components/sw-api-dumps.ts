// The newest dump of the open data: when it was made, what it holds, and its files with sizes and checksums.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DumpList } from '../contract/dumps.ts';
import { formatBytes, formatWhole } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { tableStyles } from './styles-table.ts';

export type DumpsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'loaded'; readonly list: DumpList };

@localized()
@customElement('sw-api-dumps')
export class ApiDumps extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      tbody th {
        font-weight: 400;
      }
      td.sum {
        text-align: start;
        white-space: normal;
        overflow-wrap: anywhere;
        min-width: 18rem;
      }
      thead th:first-child,
      thead th:last-child {
        text-align: start;
      }
    `,
  ];

  @property({ attribute: false }) state: DumpsState = { kind: 'loading' };

  protected override render(): TemplateResult {
    const { state } = this;
    switch (state.kind) {
      case 'loading':
        return html`<p role="status">${msg('The newest dump is being looked up …')}</p>`;
      case 'failed':
        return html`<p class="notice alert" role="alert">${msg('The dumps cannot be listed:')} ${state.message}</p>`;
      case 'loaded':
        return state.list.dump === null ? none() : this.#files(state.list, state.list.dump);
      default:
        return state satisfies never;
    }
  }

  #files({ files }: DumpList, { made_at, suite_version, counts }: NonNullable<DumpList['dump']>): TemplateResult {
    return html`<p>
        ${msg(
          str`Made ${made_at.slice(0, 10)} by suite ${suite_version}: ${formatWhole(counts.runs)} runs, ${formatWhole(counts.verified_runs)} of them verified.`,
        )}
      </p>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Files of the newest dump')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('File')}</th>
              <th scope="col">${msg('Rows')}</th>
              <th scope="col">${msg('Size')}</th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            ${files.map(
              ({ name, url, rows, bytes, sha256 }) =>
                html`<tr>
                  <th scope="row"><a href=${new URL(url, location.href).pathname} download>${name}</a></th>
                  <td>${rows === null ? nothing : formatWhole(rows)}</td>
                  <td>${formatBytes(bytes)}</td>
                  <td class="sum"><code>${sha256}</code></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}

function none(): TemplateResult {
  return html`<p class="notice">
    ${msg('This service has published no dump yet. Everything in a dump can be read run by run through the endpoints below.')}
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-api-dumps': ApiDumps;
  }
}
