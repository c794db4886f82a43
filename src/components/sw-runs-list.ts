// Stored results, newest first, by GPU and by whether they are verified. Emits `runs-filter`, `runs-more` and `runs-retry`.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { GpuList, RunListItem } from '../contract/api.ts';
import { populationSchema, type Population } from '../contract/devices.ts';
import { formatBandwidth, formatEstimate, formatRate } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { tableStyles } from './styles-table.ts';
import { dayName, wholeNumber } from './words.ts';

export type RunsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly runs: readonly RunListItem[]; readonly hasMore: boolean; readonly isLoadingMore: boolean }
  | { readonly kind: 'failed'; readonly message: string };

export interface RunsFilter {
  /** Undefined for all. */
  readonly gpu: string | undefined;
  readonly population: Population | undefined;
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
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 22rem));
        gap: 0.6rem 1.25rem;
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
  /** The population the list is filtered by; empty for both. */
  @property() population: Population | '' = '';
  /** Without a choice of GPU and population: a list that the page has chosen. */
  @property({ type: Boolean }) isFixed = false;

  protected override render(): TemplateResult {
    return html`${this.isFixed ? nothing : this.#filter()}${this.#body(this.state)}`;
  }

  #filter(): TemplateResult {
    const populations: readonly (readonly [Population | '', string])[] = [
      ['', msg('Verified and unverified')],
      ['verified', msg('Verified only')],
      ['unverified', msg('Unverified only')],
    ];
    // A GPU that the list of names does not hold (any more) still has its place in the choice.
    const known = this.gpu === '' || this.gpus.some(({ gpu }) => gpu === this.gpu);
    return html` <div class="filter">
      <div>
        <label for="gpu">${msg('GPU')}</label>
        <select id="gpu" @change=${this.#choose}>
          <option value="" .selected=${this.gpu === ''}>${msg('All GPUs')}</option>
          ${known ? nothing : html`<option value=${this.gpu} .selected=${true}>${this.gpu}</option>`}
          ${this.gpus.map(({ gpu, runs }) => html`<option value=${gpu} .selected=${gpu === this.gpu}>${gpu} (${wholeNumber(runs)})</option>`)}
        </select>
      </div>
      <div>
        <label for="population">${msg('Runs')}</label>
        <select id="population" @change=${this.#choose}>
          ${populations.map(([value, words]) => html`<option value=${value} .selected=${value === this.population}>${words}</option>`)}
        </select>
      </div>
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
            ${this.gpu === '' && this.population === '' ? msg('No results yet. Yours can be the first.') : msg('No results of this kind yet.')}
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
              <th scope="col">${msg('Verified')}</th>
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
                  <td>
                    ${run.verified_flop_per_second === null ? html`<span class="soft">${msg('unverified')}</span>` : html`✓ ${formatRate(run.verified_flop_per_second, 3)}<span class="interval">${msg('at least')}</span>`}
                  </td>
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
    const { target } = event;
    if (!(target instanceof HTMLSelectElement)) return;
    if (target.id === 'gpu') this.gpu = target.value;
    else this.population = populationSchema.safeParse(target.value).data ?? '';
    const detail: RunsFilter = {
      gpu: this.gpu === '' ? undefined : this.gpu,
      population: this.population === '' ? undefined : this.population,
    };
    this.dispatchEvent(new CustomEvent('runs-filter', { detail, bubbles: true, composed: true }));
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
