// Which kernel runs each class of operations on this GPU, and how near it comes to the ceiling that binds it.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { KernelChoice } from '../report/report-document.ts';
import { formatEstimate, formatPercent, formatRatio } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { tableStyles } from './styles-table.ts';
import { wholeNumber } from './words.ts';

@localized()
@customElement('sw-kernels')
export class Kernels extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      td.kernel,
      thead th:not(.number) {
        text-align: start;
      }
      td.kernel,
      tbody th {
        white-space: normal;
        min-width: 10.5rem;
      }
      td.kernel {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) kernels: readonly KernelChoice[] = [];

  protected override render(): TemplateResult {
    return html`<h2>${msg('Which kernel won, and how near it comes to the ceiling')}</h2>
      ${
        this.kernels.length === 0
          ? html`<p class="soft">${msg('This run does not say which kernels it chose.')}</p>`
          : this.#table()
      }`;
  }

  #table(): TemplateResult {
    const timed = this.kernels.filter(({ from }) => from === 'measured').length;
    // Outside the region, so that the words stay put and keep the page's width while the table scrolls.
    return html` <p class="soft small" id="about">
        ${msg('The ceiling is this run’s own: the rate of its FMA chain or the bandwidth of its copy, whichever binds at the shape. The launch counts as lost time; a share above 100 % means that data stayed in a cache. Brackets hold 95 % intervals.')}
        ${msg(str`Decided by timing in this run: ${wholeNumber(timed)} of ${wholeNumber(this.kernels.length)}.`)}
      </p>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Kernels and their share of the ceiling')}>
        <table aria-describedby="about">
          <thead>
            <tr>
              <th scope="col">${msg('Operation')}</th>
              <th scope="col">${msg('Winner')}</th>
              <th scope="col" class="number">${msg('Share of the ceiling')}</th>
              <th scope="col">${msg('Runner-up')}</th>
              <th scope="col" class="number">${msg('Runner-up’s time over the winner’s')}</th>
            </tr>
          </thead>
          <tbody>
            ${this.kernels.map((choice) => this.#row(choice))}
          </tbody>
        </table>
      </div>`;
  }

  #row(choice: KernelChoice): TemplateResult {
    const { className, sizeClass, shape, kernel, share, ceiling, runnerUp } = choice;
    return html` <tr>
      <th scope="row">${className}, ${sizeClass}<span class="detail">${shape}</span></th>
      <td class="kernel">${kernel}<span class="interval">${originWords(choice)}</span></td>
      <td>
        ${formatEstimate(share, formatPercent)}<span class="interval"
          >${ceiling === 'peak' ? msg('of the FMA peak') : msg('of the copy bandwidth')}</span
        >
      </td>
      <td class="kernel">${runnerUp?.kernel ?? msg('none was timed')}</td>
      <td>${runnerUp === undefined ? '–' : formatEstimate(runnerUp.slowdown, formatRatio)}</td>
    </tr>`;
  }
}

function originWords({ from, candidateCount }: KernelChoice): string {
  switch (from) {
    case 'measured':
      return msg(str`by timing: fastest of ${wholeNumber(candidateCount)} that were tried`);
    case 'cache':
      return msg('won in an earlier run here, verified again');
    case 'default':
      return candidateCount > 1
        ? msg(
            str`first of the fixed order that verified; ${wholeNumber(candidateCount)} were tried, the time for timing them ran out`,
          )
        : msg('first of the fixed order that verified; no other was tried');
    default:
      return from satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-kernels': Kernels;
  }
}
