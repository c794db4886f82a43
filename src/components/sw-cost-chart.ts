// What a size costs, to train or to serve (property `subject`), against its parameters, both logarithmic, with its band.
// A size that does not fit is a gap with a cross; the focus size is named.
import { localized, msg, str } from '@lit/localize';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { chartFrame, type Frame } from '../chart/frame.ts';
import { nearestIndex } from '../chart/nearest.ts';
import type { Point } from '../chart/curve.ts';
import type { Report, SizeReport } from '../report/report-document.ts';
import { formatCount, formatDollars, formatEstimate } from '../units/format.ts';
import { axes } from './chart-axes.ts';
import { ChartElement } from './chart-element.ts';
import { markKey } from './chart-key.ts';
import { seriesTemplate } from './chart-series.ts';
import { costFacts, type CostFact } from './cost-facts.ts';
import { costOf, layoutCost, type Absence, type CostLayout, type CostSubject } from './cost-layout.ts';
import { parameterWords, wholeNumber } from './words.ts';

@localized()
@customElement('sw-cost-chart')
export class CostChart extends ChartElement {
  @property({ attribute: false }) report: Report | undefined;
  @property() subject: CostSubject = 'training';

  #layout: CostLayout | undefined;

  protected override get pointCount(): number {
    return this.report?.sizes.length ?? 0;
  }

  protected override get restingCursor(): number {
    const focus = this.#focusIndex();
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
          <h2 id="title">${this.subject === 'training' ? msg('Dollars to train') : msg('Dollars to serve')}</h2>
          <p class="soft small">${report === undefined ? nothing : this.#subtitle(report)}</p>
        </div>
      </div>
      ${report === undefined || size === undefined ? this.empty(msg('The cost appears when the first size is measured.')) : this.#chart(report, size)}
    </figure>`;
  }

  #subtitle({ assumptions }: Report): string {
    const gpus = wholeNumber(assumptions.gpu_count);
    if (this.subject === 'serving')
      return msg(str`A million output tokens, ${assumptions.serving_batch} requests together on each replica of H100s.`);
    const tokens = wholeNumber(assumptions.tokens_per_parameter);
    return assumptions.gpu_count === 1
      ? msg(str`${tokens} tokens per parameter on one H100.`)
      : msg(str`${tokens} tokens per parameter on ${gpus} H100s.`);
  }

  #chart(report: Report, size: SizeReport): TemplateResult {
    const frame = chartFrame({ width: this.width, textSize: this.textSize, hasEndLabels: false });
    const layout = layoutCost(report, this.subject, frame);
    this.#layout = layout;
    return html` <div class="readout">
        <div><span class="at">${size.name}</span> <span class="soft">${parameterWords(size.parameters)}</span></div>
        <dl>
          ${costFacts(size, this.subject).map(
            ({ name, value }) =>
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
              summary: this.#summary(report),
              cursorName: msg('Model size'),
              cursorText: this.#sentence(size),
              picture: this.#picture(frame, layout, report, size),
            })
      }
      ${markKey(layout.series.style, layout.series.shape, msg('90 % interval'))}
      <p class="soft small">
        ${msg('The marker says how far the size itself was measured on this GPU; every cost is an extrapolation to H100s.')}
      </p>
      ${this.dataTable(this.#table(report))}`;
  }

  #picture(frame: Frame, layout: CostLayout, report: Report, size: SizeReport): SVGTemplateResult {
    const x = layout.x.place(size.parameters);
    const title = this.subject === 'training' ? msg('US dollars') : msg('US dollars per million output tokens');
    return svg`
      ${axes(frame, { scale: layout.x, title: msg('parameters'), suffixes: 'count' }, { scale: layout.y, title, suffixes: 'count', prefix: '$' })}
      <path class="cross-hair" d="M${x},${frame.top}V${frame.bottom}"/>
      ${seriesTemplate(layout.series, { radius: (frame.isNarrow ? 3.5 : 4.5) * frame.unit, hasBand: true })}
      ${layout.absences.map((absence) => this.#absence(frame, absence, report))}
      ${this.#focus(frame, layout, report)}`;
  }

  #absence(frame: Frame, { from, to, sizes }: Absence, report: Report): SVGTemplateResult {
    const y = frame.bottom - 14;
    const isRight = from > (frame.left + frame.right) / 2;
    const text =
      report.assumptions.gpu_count === 1
        ? msg('does not fit on one H100')
        : msg(str`does not fit on ${wholeNumber(report.assumptions.gpu_count)} H100s`);
    return svg`
      <g aria-hidden="true">
        <path class="absent" d="M${from},${y}H${to}" stroke-dasharray="2 4"/>
        ${sizes.map((at) => svg`<path class="absent" d="M${at - 4},${y - 4}l8,8m0,-8l-8,8"/>`)}
        <text class="absent-text" text-anchor=${isRight ? 'end' : 'start'} x=${isRight ? to + 4 : from - 4} y=${y - 12}>${text}</text>
      </g>`;
  }

  #focus(frame: Frame, layout: CostLayout, report: Report): SVGTemplateResult | typeof nothing {
    const index = this.#focusIndex();
    const size = report.sizes[index];
    const point = layout.series.points[index];
    const cost = size && costOf(size, this.subject);
    if (size === undefined || point === undefined || cost === undefined) return nothing;
    // The curve rises to the right: the label has room above and to the left of its point.
    const isLeft = point.x > frame.left + 190 * frame.unit;
    return svg`
      <g class=${layout.series.style} aria-hidden="true">
        <circle class="ring" cx=${point.x} cy=${point.y} r=${10 * frame.unit}/>
        <text class="end-label" text-anchor=${isLeft ? 'end' : 'start'} x=${point.x + (isLeft ? -16 : 16) * frame.unit} y=${point.y - 18 * frame.unit}>${size.name}: ${formatDollars(cost.value, 2)}</text>
      </g>`;
  }

  #focusIndex(): number {
    return this.report?.sizes.findIndex((size) => size.id === this.report?.assumptions.focus_size) ?? -1;
  }

  #sentence(size: SizeReport): string {
    const facts = costFacts(size, this.subject).map(({ name, value }) => `${name}: ${value}`);
    return `${size.name}, ${parameterWords(size.parameters)}. ${facts.join('. ')}.`;
  }

  #summary(report: Report): string {
    const priced = report.sizes.flatMap((size) => {
      const cost = costOf(size, this.subject);
      return cost === undefined ? [] : [{ size, cost }];
    });
    const [first, last] = [priced[0], priced.at(-1)];
    const subject =
      this.subject === 'training'
        ? msg('Line chart of dollars to train against model size.')
        : msg('Line chart of dollars per million output tokens against model size.');
    const range =
      first === undefined || last === undefined
        ? msg('No size fits.')
        : msg(
            str`It goes from ${formatEstimate(first.cost, formatDollars)} at ${parameterWords(first.size.parameters)} to ${formatEstimate(last.cost, formatDollars)} at ${parameterWords(last.size.parameters)}.`,
          );
    const missing = report.sizes.length - priced.length;
    return missing === 0 ? `${subject} ${range}` : `${subject} ${range} ${msg(str`${missing} sizes do not fit.`)}`;
  }

  #table(report: Report): TemplateResult {
    const names = report.sizes.map((size) => costFacts(size, this.subject)).find((facts) => facts.length > 1) ?? [];
    return html` <table>
      <caption>
        ${this.subject === 'training' ? msg('Cost of training by model size, with 90 % intervals') : msg('Cost of serving by model size, with 90 % intervals')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Model')}</th>
          <th scope="col">${msg('Parameters')}</th>
          ${names.map(({ name }) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${report.sizes.map(
          (size) =>
            html` <tr>
              <th scope="row">${size.name}</th>
              <td>${formatCount(size.parameters)}</td>
              ${cells(costFacts(size, this.subject), names.length)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

function cells(facts: readonly CostFact[], count: number): TemplateResult | readonly TemplateResult[] {
  const [first] = facts;
  return facts.length < count && first !== undefined
    ? html`<td colspan=${count}>${first.value}</td>`
    : facts.map(({ value }) => html`<td>${value}</td>`);
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-cost-chart': CostChart;
  }
}
