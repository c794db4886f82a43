// The figures of up to five entries side by side, and how each was measured. Emits `entry-remove` with the letter.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBandwidth, formatDollars, formatDuration, formatEstimate, formatRate, formatRatio } from '../units/format.ts';
import { styleOfEntry, type CompareEntry } from './compare-entry.ts';
import { costOf } from './cost-layout.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { compareStyles } from './styles-compare.ts';
import { tableStyles } from './styles-table.ts';
import { dayName } from './words.ts';

export interface EntryRemove {
  readonly letter: string;
}

interface FigureRow {
  readonly name: string;
  readonly value: (entry: CompareEntry) => string;
}

@localized()
@customElement('sw-compare-figures')
export class CompareFigures extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    tableStyles,
    compareStyles,
    css`
      thead th {
        text-align: start;
        vertical-align: top;
        white-space: normal;
        min-width: 8.5rem;
        overflow-wrap: anywhere;
        color: var(--ink);
      }
      td {
        text-align: start;
        white-space: normal;
      }
      tbody th {
        white-space: normal;
        min-width: 7.5rem;
        font-weight: 400;
        color: var(--ink-soft);
      }
      button {
        display: block;
        min-height: 2rem;
        padding: 0.15rem 0.6rem;
        font-size: 0.86rem;
        margin-block-start: 0.3rem;
      }
    `,
  ];

  @property({ attribute: false }) entries: readonly CompareEntry[] = [];

  protected override render(): TemplateResult {
    return html`<h2>${msg('Side by side')}</h2>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Figures side by side')}>
        <table>
          <caption class="visually-hidden">
            ${msg('Figures of every entry')}
          </caption>
          <thead>
            <tr>
              <td></td>
              ${this.entries.map((entry, index) => this.#head(entry, index))}
            </tr>
          </thead>
          <tbody>
            ${rowsOf(this.entries).map(
              ({ name, value }) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  ${this.entries.map((entry) => html`<td>${value(entry)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  #head({ letter, name, detail, href }: CompareEntry, index: number): TemplateResult {
    return html`<th scope="col" class=${styleOfEntry(index)}>
      <span class="letter">${letter}</span> ${href === undefined ? name : html`<a href=${href}>${name}</a>`}
      <span class="detail">${detail}</span>
      <button aria-label=${msg(str`Take away ${letter}, ${name}`)} @click=${() => this.#remove(letter)}>
        ${msg('Take away')}
      </button>
    </th>`;
  }

  #remove(letter: string): void {
    this.dispatchEvent(new CustomEvent<EntryRemove>('entry-remove', { detail: { letter }, bubbles: true, composed: true }));
  }
}

function rowsOf(entries: readonly CompareEntry[]): readonly FigureRow[] {
  const focus = entries[0]?.report.headline.size ?? '';
  const sizeOf = ({ report }: CompareEntry) => report.sizes.find(({ id }) => id === report.assumptions.focus_size);
  const cost = (entry: CompareEntry, subject: 'training' | 'serving'): string => {
    const size = sizeOf(entry);
    const found = size && costOf(size, subject);
    return found === undefined ? msg('does not fit') : formatEstimate(found, formatDollars);
  };
  return [
    {
      name: msg('Verified'),
      value: ({ verified }) => (verified === null ? msg('unverified') : msg(str`at least ${formatRate(verified)}`)),
    },
    { name: msg('Peak'), value: ({ report }) => formatEstimate(report.summary.peak_flop_per_second, formatRate) },
    { name: msg('Bandwidth'), value: ({ report }) => formatEstimate(report.summary.bandwidth_bytes_per_second, formatBandwidth) },
    { name: msg('A launch takes'), value: ({ report }) => formatEstimate(report.summary.launch_seconds, formatDuration) },
    {
      name: msg(str`H100s over it, training ${focus}`),
      value: (entry) => {
        const ratio = sizeOf(entry)?.h100Ratio;
        return ratio === undefined ? '–' : `× ${formatEstimate(ratio, formatRatio)}`;
      },
    },
    { name: msg(str`Training ${focus}`), value: (entry) => cost(entry, 'training') },
    { name: msg(str`Serving ${focus}, a million tokens`), value: (entry) => cost(entry, 'serving') },
    { name: msg('Measured'), value: ({ report }) => dayName(report.run.started_at) },
    {
      name: msg('How'),
      value: ({ report: { run } }) =>
        msg(str`${run.length === 'full' ? msg('full') : msg('quick')} run, ${run.precision}, suite ${run.suite.version}`),
    },
    { name: msg('In'), value: ({ report: { run } }) => `${run.device.host.browser}, ${run.device.host.os}` },
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-compare-figures': CompareFigures;
  }
}
