// Predicted against published for every run, both logarithmic, with the diagonal where they are equal and 90 % intervals.
// A full mark has its published value inside the interval, a hollow one outside.
import { localized, msg, str } from '@lit/localize';
import { css, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Point } from '../chart/curve.ts';
import { chartFrame, type Frame } from '../chart/frame.ts';
import { markersPath } from '../chart/marker.ts';
import { nearestPoint } from '../chart/nearest.ts';
import type { ScoredRow } from '../contract/validation.ts';
import { formatPercent } from '../units/format.ts';
import { axes } from './chart-axes.ts';
import { ChartElement } from './chart-element.ts';
import { markerIcon } from './chart-key.ts';
import { marker } from './chart-series.ts';
import { layoutScatter, type PlacedRow, type ScatterLayout } from './validation-layout.ts';
import { amount, kindName, kindOf, kindShape, kindStyle, quantityName, RUN_KINDS } from './validation-words.ts';

@localized()
@customElement('sw-validation-chart')
export class ValidationChart extends ChartElement {
  static override styles = [
    ...ChartElement.styles,
    css`
      .diagonal {
        stroke: var(--ink-soft);
        stroke-width: 1.25;
        fill: none;
      }
      .whisker {
        stroke-opacity: 0.28;
      }
      .current .whisker {
        stroke-opacity: 1;
        stroke-width: 2;
      }
      .runs {
        stroke: var(--series);
        stroke-width: 1.25;
        fill: var(--series);
        fill-opacity: 0.75;
      }
      .runs.outside {
        fill: var(--paper);
      }
      .readout {
        min-height: 5.6rem;
      }
    `,
  ];

  @property({ attribute: false }) rows: readonly ScoredRow[] = [];

  #layout: ScatterLayout | undefined;

  protected override get pointCount(): number {
    return this.rows.length;
  }

  protected override get restingCursor(): number {
    const points = this.#layout?.points ?? [];
    const worst = points.reduce((best, { row }, index) => (row.error > (points[best]?.row.error ?? 0) ? index : best), 0);
    return worst;
  }

  protected override pointAt(at: Point): number | undefined {
    return nearestPoint(this.#layout?.points ?? [], at);
  }

  protected override render(): TemplateResult {
    return html` <figure aria-labelledby="title">
      <div class="head">
        <div>
          <h2 id="title">${msg('Predicted against published')}</h2>
          <p class="soft small">
            ${msg('Each run in its own unit; on the diagonal the prediction is right. No run’s own family had a part in its prediction.')}
          </p>
        </div>
      </div>
      ${this.rows.length === 0 ? this.empty(msg('No run of this group was scored.')) : this.#chart()}
    </figure>`;
  }

  #chart(): TemplateResult {
    const frame = chartFrame({ width: this.width, textSize: this.textSize, hasEndLabels: false });
    const layout = layoutScatter(this.rows, frame);
    this.#layout = layout;
    const current = layout.points[this.cursor];
    return html`${
        this.width === 0
          ? nothing
          : this.stage({
              frame,
              summary: this.#summary(),
              cursorName: msg('Published run'),
              cursorText: current === undefined ? '' : sentence(current.row),
              picture: this.#picture(frame, layout, current),
            })
      }
      <ul class="key">
        ${RUN_KINDS.filter((kind) => this.rows.some((row) => kindOf(row) === kind)).map(
          (kind) => html`<li class=${kindStyle(kind)}>${markerIcon(kindShape(kind), 'measured')}${kindName(kind)}</li>`,
        )}
        <li class="other">${markerIcon('circle', 'projected')}${msg('hollow: outside its 90 % interval')}</li>
      </ul>
      ${current === undefined ? nothing : readout(current.row)}`;
  }

  #picture(frame: Frame, layout: ScatterLayout, current: PlacedRow | undefined): SVGTemplateResult {
    const radius = (layout.points.length > 150 ? 2.5 : 4) * frame.unit;
    return svg`
      ${axes(frame, { scale: layout.x, title: msg('published'), suffixes: 'count' }, { scale: layout.y, title: msg('predicted'), suffixes: 'count' })}
      <path class="diagonal" d=${layout.diagonal}/>
      ${RUN_KINDS.map((kind) => {
        const own = layout.points.filter(({ row }) => kindOf(row) === kind);
        const { outside = [], inside = [] } = Object.groupBy(own, ({ row }) => (row.inside ? 'inside' : 'outside'));
        const marks = (points: readonly PlacedRow[]): string => markersPath(kindShape(kind), radius, points);
        // A few paths instead of an element a run: there are a thousand and more.
        return svg`<g class=${kindStyle(kind)}>
          <path class="whisker" d=${own.map(({ x, low, high }) => `M${x.toFixed(1)},${low.toFixed(1)}V${high.toFixed(1)}`).join('')}/>
          <path class="runs inside" d=${marks(inside)}/>
          <path class="runs outside" d=${marks(outside)}/>
        </g>`;
      })}
      ${current === undefined ? nothing : highlighted(current, frame)}`;
  }

  #summary(): string {
    const outside = this.rows.filter(({ inside }) => !inside).length;
    return msg(
      str`Scatter chart of ${this.rows.length} published runs: predicted against published value, with 90 % intervals. ${outside} lie outside their interval.`,
    );
  }
}

function highlighted(current: PlacedRow, frame: Frame): SVGTemplateResult {
  const kind = kindOf(current.row);
  return svg`<g class="current ${kindStyle(kind)}">
    <path class="whisker" d="M${current.x},${current.low}V${current.high}"/>
    ${marker(kindShape(kind), current.row.inside ? 'measured' : 'projected', current, 7 * frame.unit)}
  </g>`;
}

function readout(row: ScoredRow): TemplateResult {
  const unit = quantityName(row.quantity);
  return html`<div class="readout">
    <div><span class="at">${row.model}</span> <span class="soft small">${row.hardware}, ${row.date}, ${row.family}</span></div>
    <dl>
      <div>
        <dt>${msg('Published')}</dt>
        <dd>${amount(row.observed)} ${unit}</dd>
      </div>
      <div>
        <dt>${msg('Predicted')}</dt>
        <dd>${amount(row.predicted)} (${amount(row.low)}–${amount(row.high)})</dd>
      </div>
      <div>
        <dt>${msg('Off by')}</dt>
        <dd>${formatPercent(row.error, 2)}, ${row.inside ? msg('inside its interval') : msg('outside its interval')}</dd>
      </div>
    </dl>
  </div>`;
}

function sentence(row: ScoredRow): string {
  return msg(
    str`${row.model} on ${row.hardware}: published ${amount(row.observed)}, predicted ${amount(row.predicted)}, ${amount(row.low)} to ${amount(row.high)} ${quantityName(row.quantity)}, off by ${formatPercent(row.error, 2)}.`,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-validation-chart': ValidationChart;
  }
}
