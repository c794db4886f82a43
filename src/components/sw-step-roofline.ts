// The roofline of a step on the chosen accelerator: what arithmetic and memory allow, and where its operations stand.
import { localized, msg, str } from '@lit/localize';
import { css, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Point } from '../chart/curve.ts';
import { chartFrame, type Frame } from '../chart/frame.ts';
import { nearestPoint } from '../chart/nearest.ts';
import { formatBandwidth, formatIntensity, formatPercent, formatRate } from '../units/format.ts';
import { axes } from './chart-axes.ts';
import { ChartElement } from './chart-element.ts';
import { marker } from './chart-series.ts';
import { layoutStepRoofline, type StepRoofline, type StepRooflineLayout } from './step-roofline-layout.ts';

@localized()
@customElement('sw-step-roofline')
export class StepRooflineChart extends ChartElement {
  static override styles = [
    ...ChartElement.styles,
    css`
      .operation {
        fill: var(--ink);
        font-size: 0.75rem;
        dominant-baseline: central;
      }
    `,
  ];

  @property({ attribute: false }) roofline: StepRoofline | undefined;
  /** Of the accelerator. */
  @property() name = '';

  #layout: StepRooflineLayout | undefined;

  protected override get pointCount(): number {
    return this.roofline?.points.length ?? 0;
  }

  protected override get restingCursor(): number {
    return Math.max(0, this.pointCount - 1);
  }

  protected override pointAt(at: Point): number | undefined {
    return nearestPoint(this.#layout?.operations ?? [], at);
  }

  protected override render(): TemplateResult {
    const { roofline } = this;
    return html` <figure aria-labelledby="title">
      <div class="head">
        <div>
          <h2 id="title">${msg(str`The step under the roof of one ${this.name}`)}</h2>
          <p class="soft small">
            ${msg('Under the slope memory sets the limit, under the flat roof arithmetic. The distance from a point to the line is what the operation loses.')}
          </p>
        </div>
      </div>
      ${roofline === undefined || roofline.points.length === 0 ? this.empty(msg('No operation of this size is known.')) : this.#chart(roofline)}
    </figure>`;
  }

  #chart(roofline: StepRoofline): TemplateResult {
    const frame = chartFrame({ width: this.width, textSize: this.textSize, hasEndLabels: false });
    const layout = layoutStepRoofline(roofline, frame);
    this.#layout = layout;
    const current = layout.operations[this.cursor]?.operation;
    const sentence =
      current === undefined
        ? ''
        : msg(
            str`${current.label}: ${formatRate(current.flopPerSecond)} at ${formatIntensity(current.intensity)}, ${formatPercent(current.flopPerSecond / roofline.peak, 2)} of the peak.`,
          );
    return html` ${
        this.width === 0
          ? nothing
          : this.stage({
              frame,
              summary: msg(
                str`Roofline of ${this.name}: peak ${formatRate(roofline.peak)}, bandwidth ${formatBandwidth(roofline.bandwidth)}, ${roofline.points.length} kinds of operations.`,
              ),
              cursorName: msg('Operation of the step'),
              cursorText: sentence,
              picture: this.#picture(frame, layout, roofline),
            })
      }
      <p class="soft small">${sentence}</p>
      ${this.dataTable(table(layout, roofline))}`;
  }

  #picture(frame: Frame, layout: StepRooflineLayout, { peak, bandwidth }: StepRoofline): SVGTemplateResult {
    const { ridge } = layout;
    return svg`
      ${axes(frame, { scale: layout.x, title: msg('FLOP per byte moved'), suffixes: 'si' }, { scale: layout.y, title: msg('FLOP/s'), suffixes: 'si' })}
      <g class="probe"><path class="line" d=${layout.roof}/></g>
      <g aria-hidden="true">
        <text class="note" text-anchor="end" x=${frame.right} y=${ridge.y - 8 * frame.unit}>${formatRate(peak)}</text>
        <text class="note" text-anchor="end" x=${layout.slope.x - 10 * frame.unit} y=${layout.slope.y}>${formatBandwidth(bandwidth)}</text>
      </g>
      ${layout.operations.map(
        (placed, index) => svg`
        <g class="train">${marker('triangle', 'measured', placed, (index === this.cursor ? 7 : 5) * frame.unit)}</g>
        ${placed.label === undefined ? nothing : svg`<text class="operation" aria-hidden="true" text-anchor=${placed.label.anchor} x=${placed.label.x} y=${placed.label.y}>${placed.operation.label}</text>`}`,
      )}`;
  }
}

function table({ operations }: StepRooflineLayout, { peak }: StepRoofline): TemplateResult {
  return html` <table>
    <thead>
      <tr>
        <th scope="col">${msg('Operation')}</th>
        <th scope="col">${msg('Intensity')}</th>
        <th scope="col">${msg('Rate')}</th>
        <th scope="col">${msg('Of the peak')}</th>
      </tr>
    </thead>
    <tbody>
      ${operations.map(
        ({ operation }) =>
          html`<tr>
            <th scope="row">${operation.label}</th>
            <td>${formatIntensity(operation.intensity)}</td>
            <td>${formatRate(operation.flopPerSecond)}</td>
            <td>${formatPercent(operation.flopPerSecond / peak, 2)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-step-roofline': StepRooflineChart;
  }
}
