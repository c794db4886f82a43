// What a size costs, takes or reaches, against its parameters, both logarithmic, with its band: to train or to serve
// (property `subject`). A click or Enter chooses the size at the cursor: event `focus-change`.
import { localized, msg, str } from '@lit/localize';
import { css, html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Point } from '../chart/curve.ts';
import { chartFrame, type Frame } from '../chart/frame.ts';
import { nearestIndex } from '../chart/nearest.ts';
import type { CurvePoint, ExplorationReport } from '../report/exploration-report.ts';
import { formatDays, formatDollars, formatEstimate, formatRatio, type Formatter } from '../units/format.ts';
import { axes } from './chart-axes.ts';
import { ChartElement } from './chart-element.ts';
import { marker, seriesTemplate } from './chart-series.ts';
import { pointFacts, type Subject } from './point-facts.ts';
import { modelTable, sizeTable } from './size-table.ts';
import { layoutSizes, quantityOf, shownQuantity, sizesOf, type Absence, type Shown, type SizeLayout } from './size-layout.ts';
import { parameterWords, wholeNumber } from './words.ts';

export interface FocusChange {
  readonly parameters: number;
}

@localized()
@customElement('sw-size-chart')
export class SizeChart extends ChartElement {
  static override styles = [
    ...ChartElement.styles,
    css`
      .level {
        stroke: var(--control);
        stroke-width: 1.25;
        stroke-dasharray: 3 4;
        fill: none;
      }
      .level-label {
        fill: var(--ink-soft);
        font-size: 0.72rem;
        paint-order: stroke;
        stroke: var(--paper);
        stroke-width: 4px;
        stroke-linejoin: round;
      }
      .model {
        stroke: var(--ink);
        stroke-width: 1.25;
        fill: var(--paper);
      }
      .model-label {
        fill: var(--ink);
        font-size: 0.72rem;
        dominant-baseline: central;
        paint-order: stroke;
        stroke: var(--paper);
        stroke-width: 4px;
        stroke-linejoin: round;
      }
      .curve .marker {
        display: none;
      }
      .curve .line.projected {
        stroke-dasharray: none;
      }
      .cursor {
        cursor: pointer;
      }
      .readout {
        min-height: 5.4rem;
      }
    `,
  ];

  @property({ attribute: false }) report: ExplorationReport | undefined;
  @property() subject: Subject = 'training';

  @state() private isOpen = false;

  #layout: SizeLayout | undefined;

  protected override get pointCount(): number {
    return this.#sizes.length;
  }

  protected override get restingCursor(): number {
    const focus = this.#sizes.findIndex((point) => point === this.report?.focus);
    return focus === -1 ? Math.max(0, this.pointCount - 1) : focus;
  }

  protected override pointAt(at: Point): number | undefined {
    return nearestIndex(
      this.#sizes.map(({ parameters }) => this.#layout?.x.place(parameters) ?? 0),
      at.x,
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('report');
    // The size chosen by another hand draws the cursor to itself.
    if (before !== undefined && before.focus.parameters !== this.report?.focus.parameters) this.rest();
  }

  protected override render(): TemplateResult {
    const { report } = this;
    const point = this.#sizes[this.cursor];
    return html` <figure aria-labelledby="title">
      <div class="head">
        <div>
          <h2 id="title">${this.#title()}</h2>
          <p class="soft small">${report === undefined ? nothing : subtitle(report, this.subject)}</p>
        </div>
      </div>
      ${report === undefined || point === undefined ? this.empty(msg('The curve appears when it is computed.')) : this.#chart(report, point)}
    </figure>`;
  }

  get #sizes(): readonly CurvePoint[] {
    return this.report === undefined ? [] : sizesOf(this.report);
  }

  get #shown(): Shown {
    return shownQuantity(this.subject, this.report?.exploration.hold ?? 'tokens');
  }

  #title(): string {
    switch (this.#shown) {
      case 'dollars':
        return msg('Dollars to train');
      case 'days':
        return msg('Days to train');
      case 'loss':
        return msg('Loss that is reached');
      case 'output-price':
        return msg('Dollars to serve');
      default:
        return this.#shown satisfies never;
    }
  }

  #chart(report: ExplorationReport, point: CurvePoint): TemplateResult {
    const frame = chartFrame({ width: this.width, textSize: this.textSize, hasEndLabels: false });
    const layout = layoutSizes(report, this.#shown, frame);
    this.#layout = layout;
    const facts = pointFacts(point, this.subject, report.exploration.hold);
    return html` <div @click=${this.#choose} @keydown=${this.#chooseByKey}>
        ${
          this.width === 0
            ? nothing
            : this.stage({
                frame,
                summary: this.#summary(report),
                cursorName:
                  this.subject === 'training' ? msg('Size to train; Enter chooses it') : msg('Size to serve; Enter chooses it'),
                cursorText: `${parameterWords(point.parameters)}. ${facts.map(({ name, value }) => `${name}: ${value}`).join('. ')}.`,
                picture: this.#picture(frame, layout, report, point),
              })
        }
      </div>
      ${this.#key(layout)}
      <div class="readout">
        <div>
          <span class="at">${parameterWords(point.parameters)}</span>
          ${point === report.focus ? html`<span class="soft small">${msg('the chosen size')}</span>` : nothing}
        </div>
        <dl>
          ${facts.slice(0, 3).map(
            ({ name, value }) =>
              html`<div>
                <dt>${name}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>
      </div>
      ${this.#tables(report)}`;
  }

  /** Drawn only while it is open: it holds more numbers than all the rest, and a dragged dial would wait for them. */
  #tables(report: ExplorationReport): TemplateResult {
    return html` <details @toggle=${this.#toggle}>
      <summary>${msg('Data of this chart as a table')}</summary>
      ${
        this.isOpen
          ? html`<div class="scroll" role="region" tabindex="0" aria-label=${msg('Data of this chart')}>
              ${sizeTable(report, this.subject)} ${this.subject === 'training' ? modelTable(report) : nothing}
            </div>`
          : nothing
      }
    </details>`;
  }

  #picture(frame: Frame, layout: SizeLayout, report: ExplorationReport, point: CurvePoint): SVGTemplateResult {
    const at = layout.x.place(point.parameters);
    const focus = layout.points[layout.shown.indexOf(report.focus)];
    const hasPrice = this.#shown === 'dollars' || this.#shown === 'output-price';
    const y = { scale: layout.y, title: axisTitle(this.#shown), suffixes: 'count', ticks: layout.yTicks } as const;
    return svg`
      ${axes(frame, { scale: layout.x, title: msg('parameters'), suffixes: 'count' }, hasPrice ? { ...y, prefix: '$' } : y)}
      ${this.#levels(layout)}
      <path class="cross-hair" d="M${at},${frame.top}V${frame.bottom}"/>
      <g class="curve">${seriesTemplate({ style: this.subject === 'training' ? 'money' : 'money serving', shape: 'circle', points: layout.points }, { radius: 0, hasBand: true })}</g>
      ${layout.models.map(
        ({ x, y: down, model, label }) => svg`
        <g aria-hidden="true">
          <path class="model" transform="translate(${x} ${down})" d="M0,${-4.5 * frame.unit}L${4.5 * frame.unit},0L0,${4.5 * frame.unit}L${-4.5 * frame.unit},0Z"/>
          ${label === undefined ? nothing : svg`<text class="model-label" text-anchor=${label.anchor} x=${label.x} y=${label.y}>${model.name}</text>`}
        </g>`,
      )}
      ${layout.absences.map((absence) => absenceTemplate(frame, absence))}
      ${focus === undefined ? nothing : svg`<g class=${this.subject === 'training' ? 'money' : 'money serving'}>${marker('circle', 'measured', focus, 6 * frame.unit)}</g>`}`;
  }

  #levels({ lines }: SizeLayout): SVGTemplateResult {
    return svg`<g aria-hidden="true">
      ${lines.map(({ path }) => svg`<path class="level" d=${path}/>`)}
      ${lines.map(({ label, at, anchor }) => svg`<text class="level-label" text-anchor=${anchor} x=${at.x} y=${at.y}>${label}</text>`)}
    </g>`;
  }

  #key({ lines, models }: SizeLayout): TemplateResult {
    const style = this.subject === 'training' ? 'money' : 'money serving';
    return html` <ul class="key ${style}">
      <li>
        <svg width="22" height="12" aria-hidden="true">
          <rect class="band" width="22" height="12" />
          <path class="line" d="M0,6H22" /></svg
        >${msg('with 90 % interval')}
      </li>
      ${
        lines.length === 0
          ? nothing
          : html`<li>
              <svg width="22" height="12" aria-hidden="true"><path class="level" d="M0,6H22" /></svg
              >${this.#shown === 'loss' ? msg('the best size') : msg('what a limit allows')}
            </li>`
      }
      ${
        models.length === 0
          ? nothing
          : html`<li>
              <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
                <path class="model" d="M0,-4.5L4.5,0L0,4.5L-4.5,0Z" /></svg
              >${msg('a model that exists, at this price of a GPU hour')}
            </li>`
      }
    </ul>`;
  }

  #summary(report: ExplorationReport): string {
    const drawn = this.#sizes.flatMap((point) => {
      const estimate = quantityOf(point, this.#shown);
      return estimate === undefined ? [] : [{ point, estimate }];
    });
    const [first, last] = [drawn[0], drawn.at(-1)];
    const subject = msg(str`Line chart: ${this.#title()}, against parameters.`);
    if (first === undefined || last === undefined) return `${subject} ${msg('No size can be reached.')}`;
    const format = formatOf(this.#shown);
    const range = msg(
      str`It goes from ${formatEstimate(first.estimate, format)} at ${parameterWords(first.point.parameters)} to ${formatEstimate(last.estimate, format)} at ${parameterWords(last.point.parameters)}.`,
    );
    const missing = this.#sizes.length - drawn.length;
    const models = this.#layout?.models.map(({ model }) => model.name).join(', ') ?? '';
    return [
      subject,
      range,
      missing === 0 ? '' : msg(str`${missing} sizes cannot be reached.`),
      models === '' || report.knownModels.length === 0 ? '' : msg(str`Models marked: ${models}.`),
    ]
      .filter((words) => words !== '')
      .join(' ');
  }

  readonly #toggle = (event: Event): void => {
    if (event.currentTarget instanceof HTMLDetailsElement) this.isOpen = event.currentTarget.open;
  };

  readonly #choose = (): void => {
    const point = this.#sizes[this.cursor];
    if (point === undefined) return;
    this.dispatchEvent(
      new CustomEvent<FocusChange>('focus-change', { detail: { parameters: point.parameters }, bubbles: true, composed: true }),
    );
  };

  readonly #chooseByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    this.#choose();
  };
}

function absenceTemplate(frame: Frame, { from, to }: Absence): SVGTemplateResult {
  const y = frame.bottom - 12 * frame.unit;
  const isRight = to > (frame.left + frame.right) / 2;
  return svg`
    <g aria-hidden="true">
      <path class="absent" d="M${from},${y}H${to}M${from - 4},${y - 4}l8,8m0,-8l-8,8M${to - 4},${y - 4}l8,8m0,-8l-8,8"/>
      <text class="absent-text" x=${isRight ? to : from} y=${y - 10 * frame.unit} text-anchor=${isRight ? 'end' : 'start'}>${msg('out of reach')}</text>
    </g>`;
}

function axisTitle(shown: Shown): string {
  switch (shown) {
    case 'dollars':
      return msg('US dollars');
    case 'days':
      return msg('days');
    case 'loss':
      return msg('loss, nats a token');
    case 'output-price':
      return msg('US dollars per million output tokens');
    default:
      return shown satisfies never;
  }
}

function formatOf(shown: Shown): Formatter {
  if (shown === 'days') return formatDays;
  return shown === 'loss' ? formatRatio : formatDollars;
}

function subtitle({ exploration }: ExplorationReport, subject: Subject): string {
  const gpus = wholeNumber(exploration.gpu_count);
  if (subject === 'serving')
    return msg(
      str`Per million output tokens, in ${exploration.serving_precision}; each reader gets at least ${exploration.least_tokens_per_second} tokens/s.`,
    );
  const dollars = formatDollars(exploration.budget_dollars, 2);
  switch (exploration.hold) {
    case 'tokens':
      return msg(
        str`${wholeNumber(exploration.tokens_per_parameter)} tokens per parameter, on ${gpus} GPUs (${exploration.accelerator}).`,
      );
    case 'gpus':
      return msg(
        str`${wholeNumber(exploration.tokens_per_parameter)} tokens per parameter, on ${gpus} GPUs (${exploration.accelerator}).`,
      );
    case 'budget':
      return msg(str`With the tokens that ${dollars} buys on ${gpus} GPUs (${exploration.accelerator}): lower is better.`);
    case 'time':
      return msg(str`With the tokens that ${gpus} GPUs see in ${wholeNumber(exploration.days)} days: lower is better.`);
    case 'loss':
      return msg(str`Trained until the loss is ${exploration.target_loss} nats a token, on ${gpus} GPUs.`);
    default:
      return exploration.hold satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-size-chart': SizeChart;
  }
}
