// The roofline: FLOP/s against arithmetic intensity, the two ceilings this run found, and the measured points by phase.
import { localized, msg, str } from '@lit/localize';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { chartFrame, type Frame } from '../chart/frame.ts';
import type { MarkerShape } from '../chart/marker.ts';
import { nearestPoint } from '../chart/nearest.ts';
import type { Point } from '../chart/curve.ts';
import { PHASES } from '../contract/run.ts';
import type { Roofline, RooflinePoint } from '../report/report-document.ts';
import { formatBandwidth, formatEstimate, formatIntensity, formatRate } from '../units/format.ts';
import { axes } from './chart-axes.ts';
import { ChartElement } from './chart-element.ts';
import { markerIcon } from './chart-key.ts';
import { marker } from './chart-series.ts';
import { layoutRoofline, type PlacedRooflinePoint, type RooflineLayout } from './roofline-layout.ts';
import { phaseName, PHASE_SHAPES } from './words.ts';

@localized()
@customElement('sw-roofline-chart')
export class RooflineChart extends ChartElement {
  @property({ attribute: false }) roofline: Roofline | undefined;

  #layout: RooflineLayout | undefined;

  protected override get pointCount(): number {
    return this.roofline?.points.length ?? 0;
  }

  protected override get restingCursor(): number {
    return this.#layout?.resting ?? 0;
  }

  protected override pointAt(at: Point): number | undefined {
    return nearestPoint(this.#layout?.points ?? [], at);
  }

  protected override render(): TemplateResult {
    const { roofline } = this;
    return html` <figure aria-labelledby="title">
      <div class="head">
        <div>
          <h2 id="title">${msg('Compute or memory: what holds this GPU back')}</h2>
          <p class="soft small">
            ${msg('Under the slope memory sets the limit, under the flat roof arithmetic. The distance from a point to the line is what the operation loses.')}
          </p>
        </div>
      </div>
      ${roofline === undefined ? this.empty(msg('The roofline appears when the peak rate and the bandwidth are measured.')) : this.#chart(roofline)}
    </figure>`;
  }

  #chart(roofline: Roofline): TemplateResult {
    const frame = chartFrame({ width: this.width, textSize: this.textSize, hasEndLabels: false });
    const layout = layoutRoofline(roofline, frame);
    this.#layout = layout;
    const current = layout.points[this.cursor];
    return html` ${current === undefined ? nothing : this.#readout(current.point)}
      ${
        this.width === 0
          ? nothing
          : this.stage({
              frame,
              summary: this.#summary(roofline),
              cursorName: msg('Measured point'),
              cursorText: current === undefined ? msg('no point') : sentence(current.point),
              picture: this.#picture(frame, layout, roofline, current),
            })
      }
      <ul class="key">
        ${PHASES.map((phase) => html`<li class=${phase}>${markerIcon(PHASE_SHAPES[phase], 'measured')}${phaseName(phase)}</li>`)}
        <li class="probe">${markerIcon('diamond', 'measured')}${msg('probe of a ceiling')}</li>
        <li class="probe">
          <svg width="22" height="12" aria-hidden="true"><rect class="band" width="22" height="12" /></svg
          >${msg('95 % interval of the ceilings')}
        </li>
      </ul>
      ${this.dataTable(this.#table(roofline, layout))}`;
  }

  #picture(
    frame: Frame,
    layout: RooflineLayout,
    { peak, bandwidth }: Roofline,
    current: PlacedRooflinePoint | undefined,
  ): SVGTemplateResult {
    const { foot, ridge } = layout;
    // Hundreds of points stay apart only when they are small.
    const radius = layout.points.length > 60 ? 3 : 4.5;
    const angle = (Math.atan2(ridge.y - foot.y, ridge.x - foot.x) * 180) / Math.PI;
    const middle = { x: foot.x + (ridge.x - foot.x) * 0.5, y: foot.y + (ridge.y - foot.y) * 0.5 };
    return svg`
      ${axes(frame, { scale: layout.x, title: msg('FLOP per byte moved'), suffixes: 'si' }, { scale: layout.y, title: msg('FLOP/s'), suffixes: 'si' })}
      <g class="probe">
        <path class="band" d=${layout.band}/>
        <path class="line" d=${layout.roof}/>
      </g>
      <g aria-hidden="true">
        <text class="note" x=${ridge.x} y=${ridge.y - 9}>${formatRate(peak.value)}</text>
        <text class="note" text-anchor="middle" dy="-8" transform="translate(${middle.x} ${middle.y}) rotate(${angle})">${formatBandwidth(bandwidth.value)}</text>
      </g>
      ${current === undefined ? nothing : svg`<path class="cross-hair" d="M${current.x},${frame.top}V${frame.bottom}M${frame.left},${current.y}H${frame.right}"/>`}
      ${layout.points.map(
        (placed) => svg`
        <g class=${placed.point.phase}>
          <path class="whisker" d="M${placed.x},${placed.low}V${placed.high}"/>
          ${marker(shapeOf(placed.point), 'measured', placed, (placed === current ? 7 : radius) * frame.unit)}
        </g>`,
      )}`;
  }

  #readout(point: RooflinePoint): TemplateResult {
    return html` <div class="readout">
      <div><span class="at">${point.label}</span></div>
      <dl>
        <div class=${point.phase}>
          <dt>${markerIcon(shapeOf(point), 'measured')} ${kindOf(point)}</dt>
          <dd>${formatEstimate(point.flopPerSecond, formatRate)}</dd>
          <dd class="interval">${msg(str`at ${formatIntensity(point.intensity)}`)}</dd>
        </div>
      </dl>
    </div>`;
  }

  #summary({ peak, bandwidth, points }: Roofline): string {
    const ceilings = msg(
      str`Roofline chart. The peak rate is ${formatEstimate(peak, formatRate)}, the bandwidth ${formatEstimate(bandwidth, formatBandwidth)}.`,
    );
    const lowest = points.toSorted((a, b) => a.intensity - b.intensity)[0];
    const highest = points.toSorted((a, b) => b.flopPerSecond.value - a.flopPerSecond.value)[0];
    if (lowest === undefined || highest === undefined) return ceilings;
    return `${ceilings} ${msg(str`${points.length} measured points, from ${formatIntensity(lowest.intensity)} up; the fastest is ${highest.label} at ${formatRate(highest.flopPerSecond.value)}.`)}`;
  }

  #table({ peak, bandwidth }: Roofline, layout: RooflineLayout): TemplateResult {
    return html` <table>
      <caption>
        ${msg(str`Peak rate ${formatEstimate(peak, formatRate)}, bandwidth ${formatEstimate(bandwidth, formatBandwidth)}`)}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Operation')}</th>
          <th scope="col">${msg('Phase')}</th>
          <th scope="col">${msg('Intensity')}</th>
          <th scope="col">${msg('Rate')}</th>
        </tr>
      </thead>
      <tbody>
        ${layout.points.map(
          ({ point }) =>
            html` <tr>
              <th scope="row">${point.label}</th>
              <td>${kindOf(point)}</td>
              <td>${formatIntensity(point.intensity)}</td>
              <td>${formatEstimate(point.flopPerSecond, formatRate)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

function shapeOf(point: RooflinePoint): MarkerShape {
  return point.phase === 'probe' ? 'diamond' : PHASE_SHAPES[point.phase];
}

function kindOf(point: RooflinePoint): string {
  return point.phase === 'probe' ? msg('Probe') : phaseName(point.phase);
}

function sentence(point: RooflinePoint): string {
  return msg(
    str`${point.label}, ${kindOf(point)}: ${formatEstimate(point.flopPerSecond, formatRate)} at ${formatIntensity(point.intensity)}.`,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-roofline-chart': RooflineChart;
  }
}
