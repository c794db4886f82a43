// The loss of each training step, against the loss of a model that ignores what came before.
import { localized, msg, str } from '@lit/localize';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { chartFrame, type Frame } from '../chart/frame.ts';
import { nearestPoint } from '../chart/nearest.ts';
import type { Point } from '../chart/curve.ts';
import { formatRatio } from '../units/format.ts';
import { ChartElement } from './chart-element.ts';
import { layoutLosses, type LossLayout } from './loss-layout.ts';

@localized()
@customElement('sw-loss-chart')
export class LossChart extends ChartElement {
  /** Mean loss of each step so far, in nats a character. */
  @property({ attribute: false }) losses: readonly number[] = [];
  /** The text's unigram entropy, in nats a character. */
  @property({ type: Number }) level = 0;
  /** Steps that the training will take. */
  @property({ type: Number }) steps = 0;

  #layout: LossLayout | undefined;

  protected override get pointCount(): number {
    return this.losses.length;
  }

  protected override get restingCursor(): number {
    return Math.max(0, this.losses.length - 1);
  }

  protected override pointAt(at: Point): number | undefined {
    return nearestPoint(this.#layout?.points ?? [], at);
  }

  protected override render(): TemplateResult {
    const frame = chartFrame({ width: this.width, textSize: this.textSize, hasEndLabels: false });
    const layout = layoutLosses(this.losses, this.level, this.steps, frame);
    this.#layout = layout;
    return html` <figure aria-labelledby="title">
      <div class="head">
        <div>
          <h2 id="title">${msg('Loss of every step')}</h2>
          <p class="soft small">
            ${msg('In nats a character: how surprised the model is by the next one. Below the dashed line it has learned more than how often each character occurs.')}
          </p>
        </div>
      </div>
      ${
        this.width === 0
          ? nothing
          : this.stage({
              frame,
              summary: this.#summary(),
              cursorName: msg('Step'),
              cursorText: this.#cursorText(),
              picture: this.#picture(frame, layout),
            })
      }
      <p class="soft small">${this.#cursorText()}</p>
      ${this.dataTable(this.#table())}
    </figure>`;
  }

  #picture({ left, right, top, bottom, unit, rows, columns }: Frame, layout: LossLayout): SVGTemplateResult {
    const current = layout.points[this.cursor];
    return svg`
      <g aria-hidden="true">
        ${layout.y.ticks(rows).map(
          ({ label, at }) => svg`
          <path class="grid" d="M${left},${at}H${right}"/>
          <text class="tick y" x=${left - 8 * unit} y=${at}>${label}</text>`,
        )}
        ${layout.x.ticks(columns).map(
          ({ label, at }) => svg`
          <path class="axis" d="M${at},${bottom}v5"/>
          <text class="tick x" x=${at} y=${bottom + 20 * unit}>${label}</text>`,
        )}
        <path class="axis" d="M${left},${bottom}H${right}"/>
        <text class="axis-title" x="0" y=${12 * unit}>${msg('Loss, nats a character')}</text>
        <text class="axis-title x" x=${(left + right) / 2} y=${bottom + 39 * unit}>${msg('Step')}</text>
      </g>
      <g class="other" aria-hidden="true">
        <path class="line projected" d="M${left},${layout.level}H${right}"/>
        <text class="note" text-anchor="end" x=${right} y=${layout.level - 6 * unit}>${msg('unigram entropy')}</text>
      </g>
      <g class="train"><path class="line" d=${layout.curve}/></g>
      ${current === undefined ? nothing : svg`<path class="cross-hair" d="M${current.x},${top}V${bottom}M${left},${current.y}H${right}"/>`}`;
  }

  #cursorText(): string {
    const loss = this.losses[this.cursor];
    return loss === undefined ? msg('no step yet') : msg(str`Step ${this.cursor + 1}: ${formatRatio(loss, 3)} nats`);
  }

  #summary(): string {
    const level = msg(str`Loss against step. The unigram entropy is ${formatRatio(this.level, 3)} nats a character.`);
    const [first] = this.losses;
    const last = this.losses.at(-1);
    if (first === undefined || last === undefined) return level;
    return `${level} ${msg(str`Over ${this.losses.length} steps the loss goes from ${formatRatio(first, 3)} to ${formatRatio(last, 3)}.`)}`;
  }

  #table(): TemplateResult {
    return html` <table>
      <thead>
        <tr>
          <th scope="col">${msg('Step')}</th>
          <th scope="col">${msg('Loss, nats a character')}</th>
        </tr>
      </thead>
      <tbody>
        ${this.losses.map(
          (loss, index) =>
            html`<tr>
              <th scope="row">${index + 1}</th>
              <td>${formatRatio(loss, 4)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-loss-chart': LossChart;
  }
}
