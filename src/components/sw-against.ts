// One run against others: among the runs of its own GPU, and among the medians of other GPUs, each population apart.
// Properties `devices`: every device of the run's suite major; `gpu`, `peak`, `verified`: the run's own.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DeviceRow, Population, Spread } from '../contract/devices.ts';
import { formatRate } from '../units/format.ts';
import { amongDevices, placeIn } from './against-words.ts';
import { rangeAxis, rangeBar, rangeRings, rangeTicks } from './range-axis.ts';
import { baseStyles } from './styles-base.ts';
import { rangeStyles } from './styles-range.ts';
import { tableStyles } from './styles-table.ts';
import { spreadCell } from './sw-ranking.ts';
import { wholeNumber } from './words.ts';

interface Comparison {
  readonly population: Population;
  readonly value: number;
  readonly own: Spread | null;
  readonly spreadOf: (row: DeviceRow) => Spread | null;
}

@localized()
@customElement('sw-against')
export class Against extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    rangeStyles,
    css`
      thead th:first-child,
      td.place {
        text-align: start;
        white-space: normal;
        min-width: 8rem;
      }
      tbody th {
        white-space: normal;
        min-width: 9rem;
      }
      td {
        vertical-align: middle;
      }
      .diamond {
        color: var(--alert);
      }
    `,
  ];

  @property({ attribute: false }) devices: readonly DeviceRow[] = [];
  @property() gpu = '';
  /** FLOP/s that the run measured. */
  @property({ attribute: false }) peak = 0;
  /** FLOP/s that its proof shows at the least; null without one. */
  @property({ attribute: false }) verified: number | null = null;

  protected override render(): TemplateResult {
    const comparisons = this.#comparisons();
    const known = comparisons.filter(({ own, spreadOf, population }) => own !== null || this.#others(population, spreadOf) > 0);
    return html`<h2>${msg('Against others')}</h2>
      ${
        known.length === 0
          ? html`<p>${msg('There is no other run to compare with yet.')}</p>`
          : html`<p class="soft small">
                ${msg(html`<span class="diamond">◆</span> this run; bar and dot: 10th to 90th percentile and median; rings: medians of other GPUs. Verified and unverified runs are apart.`)}
              </p>
              ${known.map((comparison) => this.#table(comparison))}`
      }`;
  }

  #comparisons(): readonly Comparison[] {
    const peakOf = ({ peak_flop_per_second }: DeviceRow) => peak_flop_per_second;
    const verifiedOf = ({ verified_flop_per_second }: DeviceRow) => verified_flop_per_second;
    const of = (population: Population, value: number, spreadOf: Comparison['spreadOf']): Comparison => {
      const row = this.devices.find((device) => device.gpu === this.gpu && device.population === population);
      return { population, value, spreadOf, own: row === undefined ? null : spreadOf(row) };
    };
    return [...(this.verified === null ? [] : [of('verified', this.verified, verifiedOf)]), of('unverified', this.peak, peakOf)];
  }

  #others(population: Population, spreadOf: Comparison['spreadOf']): number {
    return amongDevices(1, this.gpu, this.#rowsOf(population), spreadOf).medians.length;
  }

  #rowsOf(population: Population): readonly DeviceRow[] {
    return this.devices.filter((row) => row.population === population);
  }

  #table({ population, value, own, spreadOf }: Comparison): TemplateResult {
    const { medians, slowerCount } = amongDevices(value, this.gpu, this.#rowsOf(population), spreadOf);
    const axis = rangeAxis([own], [...medians, value]);
    const isVerified = population === 'verified';
    const caption = isVerified
      ? msg(str`Verified throughput of this run, at least ${formatRate(value)}`)
      : msg(str`Measured peak of this run, ${formatRate(value)}, among unverified runs`);
    if (axis === undefined) return html``;
    return html`<div class="scroll" role="region" tabindex="0" aria-label=${caption}>
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">${msg('Among')}</th>
            <th scope="col" class="words">${msg('This run is')}</th>
            <th scope="col">${msg('Median')}</th>
            <th scope="col" class="picture">
              <span class="visually-hidden">${msg('Range, FLOP/s, logarithmic')}</span>${rangeTicks(axis)}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              ${own === null ? msg('runs of this GPU') : own.runs === 1 ? msg('one run of this GPU') : msg(str`${wholeNumber(own.runs)} runs of this GPU`)}
            </th>
            <td class="place">${own === null ? msg('the first') : placeIn(value, own)}</td>
            <td>${own === null ? msg('none yet') : spreadCell(own, formatRate)}</td>
            <td class="picture">${rangeBar(axis, own, value)}</td>
          </tr>
          <tr>
            <th scope="row">${msg(str`medians of ${wholeNumber(medians.length)} other GPUs`)}</th>
            <td class="place">
              ${medians.length === 0 ? '–' : msg(str`faster than ${wholeNumber(slowerCount)} of ${wholeNumber(medians.length)}`)}
            </td>
            <td>${medians.length === 0 ? msg('none yet') : formatRate(medians[Math.floor(medians.length / 2)] ?? 0)}</td>
            <td class="picture">${rangeRings(axis, medians, value)}</td>
          </tr>
        </tbody>
      </table>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-against': Against;
  }
}
