// Throughput against parameters, both logarithmic: three phases with their intervals, and a second report beside them.
// Emits `quantity-change` when the visitor asks for FLOP/s or tokens/s.
import { localized, msg, str } from '@lit/localize';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { chartFrame, type Frame } from '../chart/frame.ts';
import { nearestIndex } from '../chart/nearest.ts';
import type { Point } from '../chart/curve.ts';
import { PHASES, type Phase } from '../contract/run.ts';
import type { Report, SizeReport } from '../report/report-document.ts';
import { formatCount, formatEstimate, formatRate, formatTokenRate } from '../units/format.ts';
import { axes } from './chart-axes.ts';
import { ChartElement } from './chart-element.ts';
import { markerIcon, markKey } from './chart-key.ts';
import { seriesTemplate } from './chart-series.ts';
import {
  layoutThroughput,
  phaseOf,
  quantityOf,
  type PhaseSeries,
  type ThroughputLayout,
  type ThroughputQuantity,
} from './throughput-layout.ts';
import { markOf, markSign, markWords, parameterWords, phaseMeaning, phaseName, PHASE_SHAPES } from './words.ts';

@localized()
@customElement('sw-throughput-chart')
export class ThroughputChart extends ChartElement {
  @property({ attribute: false }) report: Report | undefined;
  /** A second report, for example of a dropped file. */
  @property({ attribute: false }) other: Report | undefined;
  @property() quantity: ThroughputQuantity = 'tokens';

  #layout: ThroughputLayout | undefined;

  protected override get pointCount(): number {
    return this.report?.sizes.length ?? 0;
  }

  protected override get restingCursor(): number {
    const focus = this.report?.sizes.findIndex((size) => size.id === this.report?.assumptions.focus_size) ?? -1;
    return focus === -1 ? Math.max(0, this.pointCount - 1) : focus;
  }

  protected override pointAt(at: Point): number | undefined {
    return nearestIndex(
      (this.report?.sizes ?? []).map((size) => this.#layout?.x.place(size.parameters) ?? 0),
      at.x,
    );
  }

  protected override render(): TemplateResult {
    const { report } = this;
    const size = report?.sizes[this.cursor];
    return html` <figure aria-labelledby="title">
      <div class="head">
        <div>
          <h2 id="title">${msg('Throughput against model size')}</h2>
          <p class="soft small">${msg('Each point is one model size on this GPU. Both axes are logarithmic.')}</p>
        </div>
        ${this.#quantityChoice()}
      </div>
      ${report === undefined || size === undefined ? this.empty(msg('The first point appears when the smallest model is measured.')) : this.#chart(report, size)}
    </figure>`;
  }

  #chart(report: Report, size: SizeReport): TemplateResult {
    const frame = chartFrame({ width: this.width, textSize: this.textSize, hasEndLabels: true });
    const layout = layoutThroughput(report, this.other, this.quantity, frame);
    this.#layout = layout;
    return html` ${this.#readout(report, size)}
    ${
      this.width === 0
        ? nothing
        : this.stage({
            frame,
            summary: this.#summary(report),
            cursorName: msg('Model size'),
            cursorText: this.#sentence(size),
            picture: this.#picture(frame, layout, size),
          })
    }
    ${markKey('other', 'circle', msg('95 % interval'))} ${this.dataTable(this.#table(report))}`;
  }

  #picture(frame: Frame, layout: ThroughputLayout, size: SizeReport): SVGTemplateResult {
    const x = layout.x.place(size.parameters);
    const radius = (frame.isNarrow ? 3.5 : 4.5) * frame.unit;
    const title = this.quantity === 'tokens' ? msg('tokens/s') : msg('FLOP/s');
    return svg`
      ${axes(frame, { scale: layout.x, title: msg('parameters'), suffixes: 'count' }, { scale: layout.y, title, suffixes: this.quantity === 'tokens' ? 'count' : 'si' })}
      <path class="cross-hair" d="M${x},${frame.top}V${frame.bottom}"/>
      ${layout.other.map((series) => seriesTemplate(series, { radius: radius - 1, hasBand: false }))}
      ${layout.own.map((series) => seriesTemplate(series, { radius, hasBand: true }))}
      ${[...layout.own, ...layout.other].map((series) => this.#endLabel(frame, series))}`;
  }

  #endLabel({ unit }: Frame, series: PhaseSeries): SVGTemplateResult | typeof nothing {
    if (series.end === undefined || series.labelY === undefined) return nothing;
    const { x, y } = series.end;
    const text = series.style === 'other' ? msg(str`${phaseName(series.phase)}, other`) : phaseName(series.phase);
    return svg`
      <g class=${series.style} aria-hidden="true">
        <path class="leader" d="M${x + 7 * unit},${y}L${x + 14 * unit},${series.labelY}"/>
        <text class="end-label" x=${x + 17 * unit} y=${series.labelY}>${text}</text>
      </g>`;
  }

  #readout(report: Report, size: SizeReport): TemplateResult {
    const other = this.other?.sizes.find(({ id }) => id === size.id);
    return html` <div class="readout">
      <div><span class="at">${size.name}</span> <span class="soft">${parameterWords(size.parameters)}</span></div>
      <dl>${PHASES.map((phase) => this.#entry(phase, size, phase, report.gpuName))}</dl>
      ${
        other === undefined
          ? nothing
          : html` <div class="soft small">${msg(str`Beside it, in grey: ${this.other?.gpuName ?? ''}`)}</div>
              <dl>${PHASES.map((phase) => this.#entry(phase, other, 'other', this.other?.gpuName ?? ''))}</dl>`
      }
    </div>`;
  }

  #entry(phase: Phase, size: SizeReport, style: string, gpu: string): TemplateResult | typeof nothing {
    const summary = phaseOf(size, phase);
    if (summary === undefined) return nothing;
    return html` <div class=${style} title=${msg(str`${phaseMeaning(phase)}, on ${gpu}`)}>
      <dt>${markerIcon(PHASE_SHAPES[phase], markOf(summary))} ${phaseName(phase)}</dt>
      <dd>${this.#value(size, phase)}</dd>
      <dd class="interval">${markSign(markOf(summary))} ${markWords(summary)}</dd>
    </div>`;
  }

  #value(size: SizeReport, phase: Phase): string {
    const summary = phaseOf(size, phase);
    if (summary === undefined) return msg('not run');
    return formatEstimate(quantityOf(summary, this.quantity), this.quantity === 'tokens' ? formatTokenRate : formatRate);
  }

  #sentence(size: SizeReport): string {
    const phases = size.phases.map(
      (summary) => `${phaseName(summary.phase)} ${this.#value(size, summary.phase)}, ${markWords(summary)}`,
    );
    return `${size.name}, ${parameterWords(size.parameters)}. ${phases.join('. ')}.`;
  }

  #summary(report: Report): string {
    const lines = PHASES.flatMap((phase) => {
      const sizes = report.sizes.filter((size) => phaseOf(size, phase) !== undefined);
      const [first, last] = [sizes[0], sizes.at(-1)];
      if (first === undefined || last === undefined) return [];
      return [
        msg(
          str`${phaseName(phase)} goes from ${this.#value(first, phase)} at ${parameterWords(first.parameters)} to ${this.#value(last, phase)} at ${parameterWords(last.parameters)}`,
        ),
      ];
    });
    const beside = this.other === undefined ? '' : ` ${msg(str`Beside it, in grey: ${this.other.gpuName}.`)}`;
    return `${msg(str`Line chart of throughput against model size on ${report.gpuName}.`)} ${lines.join('. ')}.${beside}`;
  }

  #table(report: Report): TemplateResult {
    return html` <table>
      <caption>
        ${msg('Throughput by model size and phase, with 95 % intervals')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Model')}</th>
          <th scope="col">${msg('Parameters')}</th>
          ${PHASES.map((phase) => html`<th scope="col">${phaseName(phase)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${report.sizes.map(
          (size) =>
            html` <tr>
              <th scope="row">${size.name}</th>
              <td>${formatCount(size.parameters)}</td>
              ${PHASES.map((phase) => {
                const summary = phaseOf(size, phase);
                return html`<td>
                  ${this.#value(size, phase)}${summary === undefined ? nothing : html`<span class="interval">${markWords(summary)}</span>`}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #quantityChoice(): TemplateResult {
    const option = (quantity: ThroughputQuantity, words: string): TemplateResult =>
      html` <label
        ><input
          type="radio"
          name="quantity"
          .checked=${this.quantity === quantity}
          @change=${() => this.#choose(quantity)}
        />${words}</label
      >`;
    return html` <fieldset>
      <legend class="visually-hidden">${msg('Unit of throughput')}</legend>
      <div class="choice">${option('tokens', msg('tokens/s'))}${option('flop', msg('FLOP/s'))}</div>
    </fieldset>`;
  }

  #choose(quantity: ThroughputQuantity): void {
    this.quantity = quantity;
    this.dispatchEvent(
      new CustomEvent<QuantityChange>('quantity-change', { detail: { quantity }, bubbles: true, composed: true }),
    );
  }
}

export interface QuantityChange {
  readonly quantity: ThroughputQuantity;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-throughput-chart': ThroughputChart;
  }
}
