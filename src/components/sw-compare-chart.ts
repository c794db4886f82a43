// Up to five entries on one chart against model size (property `subject` says what). Each has its colour, dash, marker and
// letter; full, half and hollow markers say how far each point was measured, as on a run's own page.
// Emits `phase-change` where the subject is throughput.
import { localized, msg, str } from '@lit/localize';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Point } from '../chart/curve.ts';
import { chartFrame, type Frame } from '../chart/frame.ts';
import { nearestIndex } from '../chart/nearest.ts';
import { PHASES, type Phase } from '../contract/run.ts';
import { formatCount, formatEstimate } from '../units/format.ts';
import { axes } from './chart-axes.ts';
import { ChartElement } from './chart-element.ts';
import { markerIcon } from './chart-key.ts';
import { seriesTemplate } from './chart-series.ts';
import { shapeOfEntry, sizesOfEntries, styleOfEntry, type CompareEntry } from './compare-entry.ts';
import { layoutCompare, type CompareLayout, type CompareSeries, type Figure } from './compare-layout.ts';
import { figureOf, subjectWords, type CompareSubject } from './compare-subject.ts';
import { compareStyles } from './styles-compare.ts';
import { markSign, parameterWords, phaseName } from './words.ts';

export interface PhaseChange {
  readonly phase: Phase;
}

type SizeName = ReturnType<typeof sizesOfEntries>[number];

@localized()
@customElement('sw-compare-chart')
export class CompareChart extends ChartElement {
  static override styles = [...ChartElement.styles, compareStyles];

  @property({ attribute: false }) entries: readonly CompareEntry[] = [];
  @property({ attribute: false }) subject: CompareSubject = { kind: 'training' };

  #layout: CompareLayout | undefined;

  protected override get pointCount(): number {
    return sizesOfEntries(this.entries).length;
  }

  /** The size in focus, or the largest of which there is something to read. */
  protected override get restingCursor(): number {
    const sizes = sizesOfEntries(this.entries);
    const has = (size: SizeName): boolean => this.entries.some((entry) => this.#figure(entry, size) !== undefined);
    const focus = sizes.findIndex((size) => size.id === this.entries[0]?.report.assumptions.focus_size && has(size));
    return Math.max(0, focus === -1 ? sizes.findLastIndex(has) : focus);
  }

  protected override pointAt(at: Point): number | undefined {
    const places = sizesOfEntries(this.entries).map(({ parameters }) => this.#layout?.x.place(parameters) ?? 0);
    return nearestIndex(places, at.x);
  }

  protected override render(): TemplateResult {
    const words = subjectWords(this.subject, this.entries[0]?.report);
    const sizes = sizesOfEntries(this.entries);
    const size = sizes[this.cursor];
    return html`<figure aria-labelledby="title">
      <div class="head">
        <div>
          <h2 id="title">${words.title}</h2>
          <p class="soft small">${words.subtitle}</p>
        </div>
        ${this.subject.kind === 'throughput' ? this.#phaseChoice(this.subject.phase) : nothing}
      </div>
      ${size === undefined ? this.empty(msg('The chart appears when there is an entry.')) : this.#chart(size, sizes)}
    </figure>`;
  }

  #chart(size: SizeName, sizes: readonly SizeName[]): TemplateResult {
    const frame = chartFrame({ width: this.width, textSize: this.textSize, hasEndLabels: false });
    const layout = layoutCompare(
      this.entries,
      figureOf(this.subject),
      this.subject.kind === 'throughput' ? 'passed-over' : 'kept',
      frame,
    );
    this.#layout = layout;
    return html`<div class="readout">
        <div><span class="at">${size.name}</span> <span class="soft">${parameterWords(size.parameters)}</span></div>
        <dl>
          ${this.entries.map(
            (entry, index) =>
              html`<div class=${styleOfEntry(index)}>
                <dt>${markerIcon(shapeOfEntry(index), this.#figure(entry, size)?.mark ?? 'projected')} ${entry.letter}</dt>
                <dd>${this.#value(entry, size)}</dd>
              </div>`,
          )}
        </dl>
      </div>
      ${
        this.width === 0
          ? nothing
          : this.stage({
              frame,
              summary: this.#summary(sizes),
              cursorName: msg('Model size'),
              cursorText: this.#sentence(size),
              picture: this.#picture(frame, layout, size),
            })
      }
      ${this.#key()} ${this.dataTable(this.#table(sizes))}`;
  }

  #picture(frame: Frame, layout: CompareLayout, size: SizeName): SVGTemplateResult {
    const { axis, suffixes, prefix } = subjectWords(this.subject, this.entries[0]?.report);
    const x = layout.x.place(size.parameters);
    const radius = (frame.isNarrow ? 3.2 : 4.2) * frame.unit;
    return svg`
      ${axes(frame, { scale: layout.x, title: msg('parameters'), suffixes: 'count' }, { scale: layout.y, title: axis, suffixes, prefix })}
      <path class="cross-hair" d="M${x},${frame.top}V${frame.bottom}"/>
      ${layout.series.map((series) => seriesTemplate(series, { radius, hasBand: true }))}
      ${layout.series.map((series) => endLetter(frame, series))}`;
  }

  #key(): TemplateResult {
    const { interval } = subjectWords(this.subject, this.entries[0]?.report);
    return html`<ul class="key">
      ${this.entries.map(
        ({ letter, name }, index) =>
          html`<li class=${styleOfEntry(index)}>
            <svg width="40" height="14" viewBox="0 -7 40 14" aria-hidden="true">
              <path class="line" d="M0,0H40" />
            </svg>
            ${markerIcon(shapeOfEntry(index), 'measured')}<span><span class="letter">${letter}</span> ${name}</span>
          </li>`,
      )}
      <li>${msg(str`Full markers: measured; half: in part; hollow: projected. Bands: ${interval}.`)}</li>
    </ul>`;
  }

  #figure(entry: CompareEntry, { id }: SizeName): Figure | undefined {
    const size = entry.report.sizes.find((candidate) => candidate.id === id);
    return size && figureOf(this.subject)(size);
  }

  #value(entry: CompareEntry, size: SizeName): string {
    const figure = this.#figure(entry, size);
    const { format } = subjectWords(this.subject, entry.report);
    if (figure !== undefined) return `${formatEstimate(figure.estimate, format)} ${markSign(figure.mark)}`;
    return this.subject.kind === 'throughput' ? msg('not run') : msg('does not fit');
  }

  #sentence(size: SizeName): string {
    const values = this.entries.map((entry) => `${entry.letter}, ${entry.name}: ${this.#value(entry, size)}`);
    return `${size.name}, ${parameterWords(size.parameters)}. ${values.join('. ')}.`;
  }

  #summary(sizes: readonly SizeName[]): string {
    const { title, axis } = subjectWords(this.subject, this.entries[0]?.report);
    const [first, last] = [sizes[0], sizes.at(-1)];
    if (first === undefined || last === undefined) return title;
    const lines = this.entries.map((entry) =>
      msg(
        str`${entry.letter}, ${entry.name}: from ${this.#value(entry, first)} at ${parameterWords(first.parameters)} to ${this.#value(entry, last)} at ${parameterWords(last.parameters)}`,
      ),
    );
    return `${title}, ${axis}. ${lines.join('. ')}.`;
  }

  #table(sizes: readonly SizeName[]): TemplateResult {
    const { title, interval } = subjectWords(this.subject, this.entries[0]?.report);
    return html`<table>
      <caption>
        ${title}, ${interval}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Model')}</th>
          <th scope="col">${msg('Parameters')}</th>
          ${this.entries.map(({ letter, name }) => html`<th scope="col">${letter}, ${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${sizes.map(
          (size) =>
            html`<tr>
              <th scope="row">${size.name}</th>
              <td>${formatCount(size.parameters)}</td>
              ${this.entries.map((entry) => html`<td>${this.#value(entry, size)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #phaseChoice(chosen: Phase): TemplateResult {
    return html`<fieldset>
      <legend class="visually-hidden">${msg('Phase')}</legend>
      <div class="choice">
        ${PHASES.map(
          (phase) =>
            html`<label
              ><input
                type="radio"
                name="phase"
                .checked=${phase === chosen}
                @change=${() => this.dispatchEvent(new CustomEvent<PhaseChange>('phase-change', { detail: { phase }, bubbles: true, composed: true }))}
              />${phaseName(phase)}</label
            >`,
        )}
      </div>
    </fieldset>`;
  }
}

function endLetter({ unit }: Frame, { end, labelY, letter, style }: CompareSeries): SVGTemplateResult | typeof nothing {
  if (end === undefined || labelY === undefined) return nothing;
  return svg`<g class=${style} aria-hidden="true">
    <text class="end-label" x=${end.x + 7 * unit} y=${labelY}>${letter}</text>
  </g>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-compare-chart': CompareChart;
  }
}
