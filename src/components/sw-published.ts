// Published figures, marked as such: context for measured runs, never ranked with them. Properties `rows`: what sources
// measured of local devices; `sheets`: what data sheets promise.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBandwidth, formatRate, formatTokenRate } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { tableStyles } from './styles-table.ts';

export interface PublishedFigure {
  readonly hardware: string;
  readonly model: string;
  readonly format: string;
  readonly engine: string;
  readonly backend: string;
  readonly prefillTokensPerSecond: number | undefined;
  readonly decodeTokensPerSecond: number | undefined;
  readonly source: string;
  readonly date: string;
}

export interface DataSheet {
  readonly name: string;
  /** Dense bf16, FLOP/s. */
  readonly peak: number;
  /** Bytes/s. */
  readonly bandwidth: number;
  readonly source: string;
  readonly asOf: string;
}

@localized()
@customElement('sw-published')
export class Published extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    tableStyles,
    css`
      .mark {
        font-style: italic;
        color: var(--ink-soft);
      }
      .tall {
        max-height: 30rem;
        overflow: auto;
      }
      tbody th {
        white-space: normal;
        min-width: 8rem;
      }
      td.words {
        min-width: 15rem;
      }
      thead th:first-child,
      thead th.words {
        text-align: start;
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly PublishedFigure[] = [];
  @property({ attribute: false }) sheets: readonly DataSheet[] = [];
  /** Opens the published measurements at once: while there are few runs they are most of what there is. */
  @property({ type: Boolean }) isOpen = false;

  protected override render(): TemplateResult {
    return html`<details ?open=${this.isOpen}>
        <summary>${msg('Published: local devices, as others measured them')}</summary>
        <p class="small">
          ${msg('Tokens per second of language models on one device, by native programs or in a browser. Where a source has many models, the one it gives for the most devices is shown.')}
        </p>
        ${this.#measured()}
      </details>
      <details>
        <summary>${msg('Published: what data sheets promise')}</summary>
        <p class="small">
          ${msg('Dense bf16 arithmetic and memory bandwidth. A browser reaches neither in f32: these are ceilings of the hardware, not results.')}
        </p>
        ${this.#sheets()}
      </details>`;
  }

  #measured(): TemplateResult {
    return html`<div class="scroll tall" role="region" tabindex="0" aria-label=${msg('Published measurements')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Device')}</th>
            <th scope="col">${msg('Writing')}</th>
            <th scope="col">${msg('Reading a prompt')}</th>
            <th scope="col" class="words">${msg('Model and program')}</th>
            <th scope="col" class="words">${msg('Source')}</th>
          </tr>
        </thead>
        <tbody>
          ${this.rows.map(
            (row) =>
              html`<tr>
                <th scope="row">${row.hardware} <span class="detail mark">${msg('published')}</span></th>
                <td>${row.decodeTokensPerSecond === undefined ? '–' : formatTokenRate(row.decodeTokensPerSecond)}</td>
                <td>${row.prefillTokensPerSecond === undefined ? '–' : formatTokenRate(row.prefillTokensPerSecond)}</td>
                <td class="words">${row.model}, ${row.format}<span class="interval">${row.engine}, ${row.backend}</span></td>
                <td class="words">${row.source}<span class="interval">${row.date}</span></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #sheets(): TemplateResult {
    return html`<div class="scroll tall" role="region" tabindex="0" aria-label=${msg('Published data sheets')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Device')}</th>
            <th scope="col">${msg('Peak, bf16')}</th>
            <th scope="col">${msg('Bandwidth')}</th>
            <th scope="col" class="words">${msg('Source')}</th>
          </tr>
        </thead>
        <tbody>
          ${this.sheets.map(
            (sheet) =>
              html`<tr>
                <th scope="row">${sheet.name} <span class="detail mark">${msg('published')}</span></th>
                <td>${formatRate(sheet.peak)}</td>
                <td>${formatBandwidth(sheet.bandwidth)}</td>
                <td class="words">${sheet.source}<span class="interval">${sheet.asOf}</span></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-published': Published;
  }
}
