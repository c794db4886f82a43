// The public log: what was held, hidden, restored and deleted, newest first, and why. Emits `log-more` and `log-retry`.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LogEntry } from '../contract/devices.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { tableStyles } from './styles-table.ts';

export type LogState =
  | { readonly kind: 'loading' }
  | {
      readonly kind: 'loaded';
      readonly entries: readonly LogEntry[];
      readonly hasMore: boolean;
      readonly isLoadingMore: boolean;
    }
  | { readonly kind: 'failed'; readonly message: string };

@localized()
@customElement('sw-log-table')
export class LogTable extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    tableStyles,
    css`
      th,
      td {
        text-align: start;
      }
      .row {
        margin-block-start: 1rem;
      }
      td.words {
        min-width: 14rem;
      }
    `,
  ];

  @property({ attribute: false }) state: LogState = { kind: 'loading' };

  protected override render(): TemplateResult {
    const { state } = this;
    switch (state.kind) {
      case 'loading':
        return html`<p role="status">${msg('Loading the log …')}</p>`;
      case 'failed':
        return html`<p class="notice alert" role="alert">${msg('The log could not be loaded:')} ${state.message}</p>
          <div class="row"><button @click=${() => this.#emit('log-retry')}>${msg('Try again')}</button></div>`;
      case 'loaded':
        return state.entries.length === 0
          ? html`<p role="status">${msg('Nothing was held, hidden, restored or deleted so far.')}</p>`
          : html`${this.#table(state.entries)}${state.hasMore ? this.#more(state.isLoadingMore) : nothing}`;
      default:
        return state satisfies never;
    }
  }

  #table(entries: readonly LogEntry[]): TemplateResult {
    return html`<div class="scroll" role="region" tabindex="0" aria-label=${msg('Public log')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('When')}</th>
            <th scope="col">${msg('What')}</th>
            <th scope="col">${msg('Run')}</th>
            <th scope="col">${msg('Why')}</th>
          </tr>
        </thead>
        <tbody>
          ${entries.map(
            ({ at, action, run_id, reason }) =>
              html`<tr>
                <td class="number"><time datetime=${at}>${at.slice(0, 10)} ${at.slice(11, 16)}</time></td>
                <th scope="row">${actionWords(action)}</th>
                <td>
                  <a href="/runs/${run_id}"><code>${run_id.slice(0, 8)}…</code></a>
                </td>
                <td class="words">${reason}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #more(isLoading: boolean): TemplateResult {
    return html`<div class="row">
      <button ?disabled=${isLoading} @click=${() => this.#emit('log-more')}>
        ${isLoading ? msg('Loading …') : msg('Load more')}
      </button>
    </div>`;
  }

  #emit(name: 'log-more' | 'log-retry'): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}

function actionWords(action: LogEntry['action']): string {
  switch (action) {
    case 'held':
      return msg('held');
    case 'hidden':
      return msg('hidden');
    case 'restored':
      return msg('restored');
    case 'deleted':
      return msg('deleted');
    default:
      return action satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-log-table': LogTable;
  }
}
