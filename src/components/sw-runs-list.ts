// Stored results, newest first, by GPU. Emits `gpu-filter`, `runs-more` and `runs-retry`.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { GpuList, RunListItem } from '../contract/api.ts';
import { formatBandwidth, formatEstimate, formatRate } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { tableStyles } from './styles-table.ts';
import { dayName, wholeNumber } from './words.ts';

export type RunsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly runs: readonly RunListItem[]; readonly hasMore: boolean; readonly isLoadingMore: boolean }
  | { readonly kind: 'failed'; readonly message: string };

export interface GpuFilter {
  /** Undefined for all. */
  readonly gpu: string | undefined;
}

@localized()
@customElement('sw-runs-list')
export class RunsList extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    tableStyles,
    css`
      .filter {
        max-width: 26rem;
        margin-block-end: 1rem;
      }
      tbody th,
      thead th:first-child {
        text-align: start;
      }
      .more {
        margin-block-start: 1rem;
      }
    `,
  ];

  @property({ attribute: false }) state: RunsState = { kind: 'loading' };
  @property({ attribute: false }) gpus: GpuList['gpus'] = [];
  /** The GPU the list is filtered by; empty for all. */
  @property() gpu = '';

  protected override render(): TemplateResult {
    return html`${this.#filter()}${this.#body(this.state)}`;
  }

  #filter(): TemplateResult {
    return html` <div class="filter">
      <label for="gpu">${msg('GPU')}</label>
      <select id="gpu" @change=${this.#choose}>
        <option value="" .selected=${this.gpu === ''}>${msg('All GPUs')}</option>
        ${this.gpus.map(({ gpu, runs }) => html`<option value=${gpu} .selected=${gpu === this.gpu}>${gpu} (${wholeNumber(runs)})</option>`)}
      </select>
    </div>`;
  }

  #body(state: RunsState): TemplateResult {
    switch (state.kind) {
      case 'loading':
        return html`<p role="status">${msg('Loading the results …')}</p>`;
      case 'failed':
        return html` <p class="notice alert" role="alert">${msg('The results could not be loaded:')} ${state.message}</p>
          <div class="row"><button @click=${() => this.#emit('runs-retry')}>${msg('Try again')}</button></div>`;
      case 'loaded':
        if (state.runs.length === 0)
          return html`<p role="status">
            ${this.gpu === '' ? msg('No results yet. Yours can be the first.') : msg('No results of this GPU yet.')}
          </p>`;
        return html`${this.#table(state.runs)}${
          state.hasMore
            ? html` <div class="row more">
                <button ?disabled=${state.isLoadingMore} @click=${() => this.#emit('runs-more')}>
                  ${state.isLoadingMore ? msg('Loading …') : msg('Load more')}
                </button>
              </div>`
            : nothing
        }`;
      default:
        return state satisfies never;
    }
  }

  #table(runs: readonly RunListItem[]): TemplateResult {
    return html` <p class="soft small" id="about">${msg('Stored results, newest first. Brackets hold 95 % intervals.')}</p>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Stored results')}>
        <table aria-describedby="about">
          <thead>
            <tr>
              <th scope="col">${msg('GPU')}</th>
              <th scope="col">${msg('Peak')}</th>
              <th scope="col">${msg('Bandwidth')}</th>
              <th scope="col">${msg('Sizes measured')}</th>
              <th scope="col">${msg('Run')}</th>
              <th scope="col">${msg('On')}</th>
            </tr>
          </thead>
          <tbody>
            ${runs.map(
              (run) =>
                html` <tr>
                  <th scope="row">
                    <a href=${run.url}>${run.gpu}</a
                    >${run.is_fallback ? html`<span class="detail">${msg('software adapter')}</span>` : nothing}
                  </th>
                  <td>${formatEstimate(run.peak_flop_per_second, formatRate)}<span class="interval">${run.precision}</span></td>
                  <td>${formatEstimate(run.bandwidth_bytes_per_second, formatBandwidth)}</td>
                  <td>${wholeNumber(run.sizes_measured)}</td>
                  <td>
                    ${run.length === 'full' ? msg('full') : msg('quick')}<span class="interval"
                      >${msg(str`version ${run.suite_version}`)}</span
                    >
                  </td>
                  <td>${dayName(run.created_at)}<span class="interval">${run.browser}, ${run.os}</span></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  #choose(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    this.gpu = event.target.value;
    const detail: GpuFilter = { gpu: this.gpu === '' ? undefined : this.gpu };
    this.dispatchEvent(new CustomEvent('gpu-filter', { detail, bubbles: true, composed: true }));
  }

  #emit(name: 'runs-more' | 'runs-retry'): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-runs-list': RunsList;
  }
}
