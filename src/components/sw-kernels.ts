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
    return html` <div class="scroll" role="region" tabindex="0" aria-label=${msg('Kernels and their share of the ceiling')}>
      <table>
        <caption>
          ${msg('The ceiling is this run’s own: the rate of its FMA chain or the bandwidth of its copy, whichever binds at the shape. The launch counts as lost time; a share above 100 % means that data stayed in a cache.')}
        </caption>
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
      return msg(str`fastest of ${wholeNumber(candidateCount)} that were tried`);
    case 'cache':
      return msg('won in an earlier run here, verified again');
    case 'default':
      return msg('first of the fixed order that verified');
    default:
      return from satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-kernels': Kernels;
  }
}
