// The ceilings of up to five entries: what memory and arithmetic allow at each intensity, with their bands. The points under
// them are on each run's own page: five hundred of them from five runs would hide the lines.
import { localized, msg, str } from '@lit/localize';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Point } from '../chart/curve.ts';
import { chartFrame, type Frame } from '../chart/frame.ts';
import { spreadLabels } from '../chart/labels.ts';
import { nearestIndex } from '../chart/nearest.ts';
import { logDomain, logScale, type LogScale } from '../chart/scale.ts';
import type { Roofline } from '../report/report-document.ts';
import { formatBandwidth, formatEstimate, formatIntensity, formatRate } from '../units/format.ts';
import { axes } from './chart-axes.ts';
import { ChartElement } from './chart-element.ts';
import { styleOfEntry, type CompareEntry } from './compare-entry.ts';
import { compareStyles } from './styles-compare.ts';

@localized()
@customElement('sw-compare-rooflines')
export class CompareRooflines extends ChartElement {
  static override styles = [...ChartElement.styles, compareStyles];

  @property({ attribute: false }) entries: readonly CompareEntry[] = [];

  #ridges: readonly number[] = [];

  protected override get pointCount(): number {
    return this.entries.length;
  }

  protected override get restingCursor(): number {
    return 0;
  }

  protected override pointAt(at: Point): number | undefined {
    return nearestIndex(this.#ridges, at.x);
  }

  protected override render(): TemplateResult {
    const current = this.entries[this.cursor];
    return html`<figure aria-labelledby="title">
      <div class="head">
        <div>
          <h2 id="title">${msg('Ceilings: memory and arithmetic')}</h2>
          <p class="soft small">
            ${msg('Under the slope memory sets the limit, under the flat roof arithmetic. The points under each line are on the run’s own page.')}
          </p>
        </div>
      </div>
      ${current === undefined ? this.empty(msg('The chart appears when there is an entry.')) : this.#chart(current)}
    </figure>`;
  }

  #chart(current: CompareEntry): TemplateResult {
    const frame = chartFrame({ width: this.width, textSize: this.textSize, hasEndLabels: false });
    return html`<div class="readout">
        <div>
          <span class=${styleOfEntry(this.cursor)}><span class="letter">${current.letter}</span></span>
          <span class="at">${current.name}</span>
        </div>
        <dl>
          ${facts(current.report.roofline).map(
            ([name, value]) =>
              html`<div>
                <dt>${name}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>
      </div>
      ${
        this.width === 0
          ? nothing
          : this.stage({
              frame,
              summary: `${msg('Roofline chart.')} ${this.entries.map(sentence).join(' ')}`,
              cursorName: msg('Entry'),
              cursorText: sentence(current),
              picture: this.#picture(frame),
            })
      }
      ${this.dataTable(this.#table())}`;
  }

  #picture(frame: Frame): SVGTemplateResult {
    const roofs = this.entries.map(({ report }) => report.roofline);
    const ridges = roofs.map(({ peak, bandwidth }) => peak.value / bandwidth.value);
    const xDomain = logDomain(
      ridges.flatMap((ridge) => [ridge / 30, ridge * 10]),
      0.02,
    );
    const x = logScale(xDomain, frame.left, frame.right);
    const rates = roofs.flatMap(({ peak, bandwidth }) => [peak.high, peak.low, xDomain.low * bandwidth.low]);
    const y = logScale(logDomain(rates, 0.05), frame.bottom, frame.top);
    this.#ridges = ridges.map((ridge) => x.place(ridge));
    const letters = spreadLabels(
      roofs.map(({ peak }) => y.place(peak.value)),
      16 * frame.unit,
      frame.top,
      frame.bottom,
    );
    return svg`
      ${axes(frame, { scale: x, title: msg('FLOP per byte moved'), suffixes: 'si' }, { scale: y, title: msg('FLOP/s'), suffixes: 'si' })}
      ${roofs.map(
        (roof, index) => svg`<g class=${`${styleOfEntry(index)} ${index === this.cursor ? 'current' : ''}`}>
          <path class="band" d=${bandOf(roof, x, y)}/>
          <path class="line" d=${polyline(roofOf(roof.peak.value, roof.bandwidth.value, x, y))}/>
          <text class="end-label" aria-hidden="true" x=${frame.right + 5 * frame.unit} y=${letters[index] ?? 0}>${this.entries[index]?.letter ?? ''}</text>
        </g>`,
      )}`;
  }

  #table(): TemplateResult {
    const names = this.entries[0] === undefined ? [] : facts(this.entries[0].report.roofline).map(([name]) => name);
    return html`<table>
      <caption>
        ${msg('Ceilings, with 95 % intervals')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Entry')}</th>
          ${names.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${this.entries.map(
          ({ letter, name, report }) =>
            html`<tr>
              <th scope="row">${letter}, ${name}</th>
              ${facts(report.roofline).map(([, value]) => html`<td>${value}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

function facts({ peak, bandwidth }: Roofline): readonly (readonly [string, string])[] {
  return [
    [msg('Peak'), formatEstimate(peak, formatRate)],
    [msg('Bandwidth'), formatEstimate(bandwidth, formatBandwidth)],
    [msg('Ridge'), formatIntensity(peak.value / bandwidth.value)],
  ];
}

function sentence({ letter, name, report }: CompareEntry): string {
  const { peak, bandwidth } = report.roofline;
  return msg(
    str`${letter}, ${name}: peak ${formatEstimate(peak, formatRate)}, bandwidth ${formatEstimate(bandwidth, formatBandwidth)}.`,
  );
}

/** From the slope at the left edge over the ridge to the right edge. */
function roofOf(peak: number, bandwidth: number, x: LogScale, y: LogScale): readonly Point[] {
  const { low, high } = x.domain;
  return [
    { x: x.place(low), y: y.place(low * bandwidth) },
    { x: x.place(peak / bandwidth), y: y.place(peak) },
    { x: x.place(high), y: y.place(peak) },
  ];
}

function bandOf({ peak, bandwidth }: Roofline, x: LogScale, y: LogScale): string {
  const outline = [...roofOf(peak.high, bandwidth.high, x, y), ...roofOf(peak.low, bandwidth.low, x, y).toReversed()];
  return `${polyline(outline)}Z`;
}

function polyline(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`).join('');
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-compare-rooflines': CompareRooflines;
  }
}
