// One ranking of GPUs: verified or unverified runs of one suite major, never both. Devices with too few runs stand below it
// without a rank, and so do programs that imitate a GPU. Property `rows`: the population's devices, best first.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LEAST_RUNS_TO_RANK, type DeviceRow, type Population, type Spread } from '../contract/devices.ts';
import { formatBandwidth, formatRate } from '../units/format.ts';
import { devicePath } from './places.ts';
import { rangeAxis, rangeBar, rangeTicks, type RangeAxis } from './range-axis.ts';
import { baseStyles } from './styles-base.ts';
import { rangeStyles } from './styles-range.ts';
import { tableStyles } from './styles-table.ts';
import { wholeNumber } from './words.ts';

/** The axis of the column, and the one below the names, where there is no room for a column. */
interface Axes {
  readonly column: RangeAxis;
  readonly below: RangeAxis;
}

@localized()
@customElement('sw-ranking')
export class Ranking extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    rangeStyles,
    css`
      th {
        text-align: start;
      }
      td {
        vertical-align: middle;
      }
      tbody th {
        vertical-align: middle;
        white-space: normal;
        min-width: 8rem;
        max-width: 18rem;
        overflow-wrap: anywhere;
      }
      thead th.number {
        text-align: end;
      }
      td.rank,
      th.rank {
        text-align: end;
        padding-inline-start: 0;
        width: 1.5rem;
        font-weight: 600;
      }
      /* A phone has no room for a column of its own. */
      .below {
        display: none;
      }
      @media (max-width: 40rem) {
        .below {
          display: block;
          width: 8.75rem;
        }
        td.picture,
        th.picture {
          display: none;
        }
      }
      tr.apart th {
        font-weight: 600;
        color: var(--ink-soft);
        padding-block: 1.1rem 0.35rem;
        white-space: normal;
        max-width: none;
      }
      tr.apart span {
        position: sticky;
        left: 0;
        display: inline-block;
        max-width: min(44rem, 86vw);
      }
    `,
  ];

  @property() population: Population = 'unverified';
  @property({ attribute: false }) rows: readonly DeviceRow[] = [];

  protected override render(): TemplateResult {
    // Programs are slower by so much that on one axis with them all GPUs would stand in one place.
    const hardware = this.rows.filter(({ is_fallback }) => !is_fallback);
    const spreads = (hardware.length === 0 ? this.rows : hardware).map((row) => this.#spreadOf(row));
    const [axis, below] = [rangeAxis(spreads), rangeAxis(spreads, [], 'narrow')];
    if (axis === undefined || below === undefined)
      return html`<p class="soft">
        ${this.population === 'verified' ? msg('No run of this suite version is verified yet.') : msg('No unverified run of this suite version is listed yet.')}
      </p>`;
    const axes: Axes = { column: axis, below };
    const ranked = this.rows.filter(({ rank }) => rank !== null);
    const few = this.rows.filter(({ rank, is_fallback }) => rank === null && !is_fallback);
    const software = this.rows.filter(({ is_fallback }) => is_fallback);
    return html` <div class="scroll" role="region" tabindex="0" aria-label=${this.#caption()}>
      <table>
        <caption class="visually-hidden">
          ${this.#caption()}
        </caption>
        ${this.#head(axes)}
        <tbody>
          ${ranked.map((row) => this.#row(row, axes))}
        </tbody>
        ${this.#group(few, axes, msg(str`Fewer than ${LEAST_RUNS_TO_RANK} runs: shown, but not ranked`))}
        ${this.#group(software, axes, msg('Programs that imitate a GPU: never ranked'))}
      </table>
    </div>`;
  }

  #caption(): string {
    return this.population === 'verified'
      ? msg('GPUs by verified throughput, median of their runs')
      : msg('GPUs by measured peak, unverified, median of their runs');
  }

  #head(axes: Axes): TemplateResult {
    const isVerified = this.population === 'verified';
    return html`<thead>
      <tr>
        <th scope="col" class="rank"><abbr title=${msg('Rank')}>${msg('#')}</abbr></th>
        <th scope="col">${msg('GPU')}<span class="below">${rangeTicks(axes.below)}</span></th>
        <th scope="col" class="number">${isVerified ? msg('Verified, at least') : msg('Measured peak')}</th>
        <th scope="col" class="picture">
          <span class="visually-hidden">${msg('Range, FLOP/s, logarithmic')}</span>${rangeTicks(axes.column)}
        </th>
        <th scope="col" class="number">${msg('Runs')}</th>
        ${isVerified ? html`<th scope="col" class="number">${msg('Measured peak')}</th>` : nothing}
        <th scope="col" class="number">${msg('Bandwidth')}</th>
      </tr>
    </thead>`;
  }

  #group(rows: readonly DeviceRow[], axes: Axes, words: string): TemplateResult | typeof nothing {
    if (rows.length === 0) return nothing;
    return html`<tbody class="unranked">
      <tr class="apart">
        <th colspan=${this.population === 'verified' ? 7 : 6} scope="rowgroup"><span>${words}</span></th>
      </tr>
      ${rows.map((row) => this.#row(row, axes))}
    </tbody>`;
  }

  #row(row: DeviceRow, axes: Axes): TemplateResult {
    const spread = this.#spreadOf(row);
    return html`<tr>
      <td class="rank">${row.rank ?? html`<span class="visually-hidden">${msg('not ranked')}</span>`}</td>
      <th scope="row"><a href=${devicePath(row.gpu)}>${row.gpu}</a><span class="below">${rangeBar(axes.below, spread)}</span></th>
      <td>${spreadCell(spread, formatRate)}</td>
      <td class="picture">${rangeBar(axes.column, spread)}</td>
      <td>${wholeNumber(row.runs)}</td>
      ${this.population === 'verified' ? html`<td>${spreadCell(row.peak_flop_per_second, formatRate)}</td>` : nothing}
      <td>${spreadCell(row.bandwidth_bytes_per_second, formatBandwidth)}</td>
    </tr>`;
  }

  #spreadOf(row: DeviceRow): Spread | null {
    return this.population === 'verified' ? row.verified_flop_per_second : row.peak_flop_per_second;
  }
}

/** The median, and beneath it from p10 to p90; one run has no range. */
export function spreadCell(spread: Spread | null, format: (value: number) => string): TemplateResult {
  if (spread === null) return html`–`;
  return html`${format(spread.median)}${
    spread.runs === 1 ? nothing : html`<span class="interval">${rangeWords(format(spread.p10), format(spread.p90))}</span>`
  }`;
}

/** `17 – 27 TFLOP/s`, and `800 GFLOP/s – 1.2 TFLOP/s` where the units differ. */
function rangeWords(low: string, high: string): string {
  const unitOf = (text: string): string => /\s\S+$/.exec(text)?.[0] ?? '';
  return unitOf(low) === unitOf(high) ? `${low.slice(0, low.length - unitOf(low).length)} – ${high}` : `${low} – ${high}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-ranking': Ranking;
  }
}
