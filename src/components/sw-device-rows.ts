// What the runs of one GPU say together, by suite major and population. Property `rows`: contract/devices.ts's DeviceRow.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LEAST_RUNS_TO_RANK, type DeviceRow } from '../contract/devices.ts';
import { formatBandwidth, formatRate } from '../units/format.ts';
import { rangeAxis, rangeBar, rangeTicks } from './range-axis.ts';
import { baseStyles } from './styles-base.ts';
import { rangeStyles } from './styles-range.ts';
import { tableStyles } from './styles-table.ts';
import { spreadCell } from './sw-ranking.ts';
import { wholeNumber } from './words.ts';

@localized()
@customElement('sw-device-rows')
export class DeviceRows extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    rangeStyles,
    css`
      thead th:first-child {
        text-align: start;
      }
      td,
      tbody th {
        vertical-align: middle;
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly DeviceRow[] = [];

  protected override render(): TemplateResult {
    const axis = rangeAxis(
      this.rows.flatMap(({ peak_flop_per_second, verified_flop_per_second }) => [peak_flop_per_second, verified_flop_per_second]),
    );
    return html`<p class="soft small">
        ${msg('Medians; beneath them, from the 10th to the 90th percentile. Verified and unverified runs, and major versions of the suite, are never mixed.')}
      </p>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Runs of this GPU together')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('Runs')}</th>
              <th scope="col">${msg('Number')}</th>
              <th scope="col">${msg('Rank')}</th>
              <th scope="col">${msg('Verified, at least')}</th>
              <th scope="col">${msg('Measured peak')}</th>
              <th scope="col" class="picture">
                <span class="visually-hidden">${msg('Range of the ranked figure, FLOP/s, logarithmic')}</span
                >${axis === undefined ? nothing : rangeTicks(axis)}
              </th>
              <th scope="col">${msg('Bandwidth')}</th>
            </tr>
          </thead>
          <tbody>
            ${this.rows.map(
              (row) =>
                html`<tr>
                  <th scope="row">
                    ${row.population === 'verified' ? msg('Verified') : msg('Unverified')}<span class="detail"
                      >${msg(str`suite ${row.suite_major}.x`)}</span
                    >
                  </th>
                  <td>${wholeNumber(row.runs)}</td>
                  <td>${rankOf(row)}</td>
                  <td>${spreadCell(row.verified_flop_per_second, formatRate)}</td>
                  <td>${spreadCell(row.peak_flop_per_second, formatRate)}</td>
                  <td class="picture">
                    ${axis === undefined ? nothing : rangeBar(axis, row.population === 'verified' ? row.verified_flop_per_second : row.peak_flop_per_second)}
                  </td>
                  <td>${spreadCell(row.bandwidth_bytes_per_second, formatBandwidth)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }
}

function rankOf({ rank, is_fallback, runs }: DeviceRow): TemplateResult | string {
  if (rank !== null) return String(rank);
  if (is_fallback) return html`–<span class="interval">${msg('software')}</span>`;
  return runs < LEAST_RUNS_TO_RANK ? html`–<span class="interval">${msg(str`from ${LEAST_RUNS_TO_RANK} runs`)}</span>` : '–';
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-device-rows': DeviceRows;
  }
}
