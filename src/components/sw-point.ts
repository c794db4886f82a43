// The chosen size in full: its numbers, each of which opens; its layout and why; its memory; where its time goes; what makes
// its uncertainty; the sizes that the law would choose. Rests on the elements of each.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ExplorationReport, FocusPoint, Optimum } from '../report/exploration-report.ts';
import { formatBytes, formatCount, formatDollars, formatEstimate, formatPercent, formatRatio } from '../units/format.ts';
import { lifeFacts, pointFacts } from './point-facts.ts';
import { baseStyles } from './styles-base.ts';
import { barStyles } from './styles-bars.ts';
import { tableStyles } from './styles-table.ts';
import './sw-numbers.ts';
import './sw-shares.ts';
import './sw-time-parts.ts';
import { parameterWords } from './words.ts';

@localized()
@customElement('sw-point')
export class PointElement extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    barStyles,
    css`
      .two {
        display: grid;
        gap: 2rem 3rem;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
        margin-block-start: 1.75rem;
      }
      .memory {
        margin-block-end: 1.75rem;
      }
      .memory .bar {
        height: 0.9rem;
      }
      h3.part {
        margin-block: 1.75rem 0.5rem;
      }
    `,
  ];

  @property({ attribute: false }) report: ExplorationReport | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    if (report === undefined) return nothing;
    const { focus, explained } = report;
    const { hold } = report.exploration;
    return html` <h2>${msg(str`The chosen size: ${parameterWords(focus.parameters)}`)}</h2>
      <p class="soft small">
        ${msg('Every number with a + opens to its formula, its inputs and its sources. Intervals hold 90 %.')}
        ${focus.activeParameters === focus.parameters ? nothing : msg(str`Each token passes ${formatCount(focus.activeParameters, 2)} of them.`)}
      </p>
      <h3 class="part">${msg('To train')}</h3>
      <sw-numbers .facts=${[...pointFacts(focus, 'training', hold), ...lifeFacts(report)]} .explained=${explained}></sw-numbers>
      ${focus.training.kind === 'fits' ? this.#training(focus) : nothing}
      <h3 class="part">${msg('To serve')}</h3>
      <sw-numbers .facts=${pointFacts(focus, 'serving', hold)} .explained=${explained}></sw-numbers>
      ${focus.serving.kind === 'fits' ? this.#serving(focus) : nothing} ${optima(report)}`;
  }

  #training(focus: FocusPoint): TemplateResult | typeof nothing {
    const { training } = focus;
    if (training.kind !== 'fits') return nothing;
    return html` <p><strong>${msg('Layout:')}</strong> ${training.layout}. ${training.layoutReason}.</p>
      <div class="two">
        <sw-time-parts .parts=${training.parts} .label=${msg('One training step')}></sw-time-parts>
        <div>
          ${memory(focus)}
          <sw-shares .links=${focus.trainingLinks} .label=${msg('dollars to train')}></sw-shares>
        </div>
      </div>`;
  }

  #serving(focus: FocusPoint): TemplateResult | typeof nothing {
    const { serving } = focus;
    if (serving.kind !== 'fits') return nothing;
    return html` <p><strong>${msg('Layout:')}</strong> ${serving.layout}. ${msg(str`Limited by ${serving.limitedBy}.`)}</p>
      <div class="two">
        <sw-time-parts .parts=${serving.parts} .label=${msg('One step of decoding')}></sw-time-parts>
        <sw-shares .links=${focus.servingLinks} .label=${msg('dollars to serve')}></sw-shares>
      </div>`;
  }
}

function memory({ memory: { needed, available } }: FocusPoint): TemplateResult {
  const share = needed / available;
  return html`<div class="memory">
    <h3>
      ${msg('Memory of a GPU')}
      <span class="number soft"
        >${msg(str`${formatBytes(needed)} of ${formatBytes(available)}, ${formatPercent(share, 2)}`)}</span
      >
    </h3>
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<rect class="track" width="100" height="8"/><rect class=${share > 1 ? 'over' : 'amount'} width=${100 * Math.min(1, share)} height="8"/>`}
    </svg>
  </div>`;
}

function optima({ computeOptimal, cheapestOverLife, exploration }: ExplorationReport): TemplateResult {
  return html` <h3 class="part">${msg('What the law of loss would choose')}</h3>
    <div class="scroll" role="region" tabindex="0" aria-label=${msg('What the law of loss would choose')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Size')}</th>
            <th scope="col">${msg('Parameters')}</th>
            <th scope="col">${msg('Tokens')}</th>
            <th scope="col">${msg('Loss')}</th>
            <th scope="col">${msg('Dollars')}</th>
          </tr>
        </thead>
        <tbody>
          ${optimumRow(msg('Best for the same dollars of training'), computeOptimal)}
          ${optimumRow(msg(str`Cheapest over its life at the same loss, ${formatCount(exploration.served_tokens, 2)} tokens served`), cheapestOverLife)}
        </tbody>
      </table>
    </div>`;
}

function optimumRow(name: string, optimum: Optimum | undefined): TemplateResult {
  return html`<tr>
    <th scope="row" class="words">${name}</th>
    ${
      optimum === undefined
        ? html`<td class="words" colspan="4">${msg('outside the law')}</td>`
        : html`<td>${formatCount(optimum.parameters, 2)}</td>
            <td>${formatCount(optimum.tokens, 2)}</td>
            <td>${formatEstimate(optimum.loss, formatRatio)}</td>
            <td>${formatEstimate(optimum.dollars, formatDollars)}</td>`
    }
  </tr>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-point': PointElement;
  }
}
