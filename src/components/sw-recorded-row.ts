// A run that we recorded ourselves, under the name of the hardware that it says it ran on. Property `run`.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Submission } from '../contract/api.ts';
import { gpuName } from '../report/gpu-name.ts';
import { formatBandwidth, formatEstimate, formatRate } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { tableStyles } from './styles-table.ts';
import { dayName } from './words.ts';

@localized()
@customElement('sw-recorded-row')
export class RecordedRow extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      tbody th,
      thead th:first-child {
        text-align: start;
        white-space: normal;
      }
    `,
  ];

  @property({ attribute: false }) submission: Submission | undefined;

  protected override render(): TemplateResult | typeof nothing {
    if (this.submission === undefined) return nothing;
    const { run, summary } = this.submission;
    const { gpu, host } = run.device;
    return html`<p class="small">
        ${
          gpu.is_fallback
            ? msg(
                'It ran on no GPU: the adapter is a program that imitates one on a processor. Which processor the file does not say.',
              )
            : nothing
        }
        ${msg('It comes with the suite and is shown where a browser has no WebGPU.')}
      </p>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Recorded by us')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('Device')}</th>
              <th scope="col">${msg('Peak')}</th>
              <th scope="col">${msg('Bandwidth')}</th>
              <th scope="col">${msg('On')}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">${gpuName(gpu)} <span class="detail">${msg('recorded by us')}</span></th>
              <td>${formatEstimate(summary.peak_flop_per_second, formatRate)}<span class="interval">${run.precision}</span></td>
              <td>${formatEstimate(summary.bandwidth_bytes_per_second, formatBandwidth)}</td>
              <td>${dayName(run.started_at)}<span class="interval">${host.browser}, ${host.os}</span></td>
            </tr>
          </tbody>
        </table>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-recorded-row': RecordedRow;
  }
}
