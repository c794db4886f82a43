// What every chart has: a width to lay out for, a cursor that pointer and keys move, a read-out, a table of its data.
// Rests on chart/. The picture is one SVG with a text alternative; over it lies a slider, so that a screen reader
// says the read-out and passes the arrow keys on.
import { html, LitElement, nothing, type SVGTemplateResult, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import { state } from 'lit/decorators.js';
import type { Point } from '../chart/curve.ts';
import type { Frame } from '../chart/frame.ts';
import { movedCursor } from '../chart/nearest.ts';
import { baseStyles } from './styles-base.ts';
import { chartStyles } from './styles-chart.ts';
import { controlStyles } from './styles-controls.ts';
import { tableStyles } from './styles-table.ts';

/** What a subclass says about the chart it drew. */
export interface Stage {
  readonly frame: Frame;
  /** The text alternative: sentences that say what the picture shows. */
  readonly summary: string;
  /** Name of the cursor, e.g. `Size`. */
  readonly cursorName: string;
  /** The read-out at the cursor, as one line of text. */
  readonly cursorText: string;
  readonly picture: SVGTemplateResult;
}

export abstract class ChartElement extends LitElement {
  static override styles = [baseStyles, controlStyles, tableStyles, chartStyles];

  /** Pixels across that the chart has; 0 until it is laid out. */
  @state() protected width = 0;
  /** The page's text size in pixels. */
  @state() protected textSize = 16;
  /** Index the visitor moved the cursor to; undefined leaves it at rest. */
  @state() private moved: number | undefined;

  readonly #observer = new ResizeObserver(() => this.#measure());

  /** How many points the cursor can stand on. */
  protected abstract get pointCount(): number;
  /** Where the cursor stands before anyone moves it. */
  protected abstract get restingCursor(): number;
  /** The point that a pointer at these pixels of the picture means. */
  protected abstract pointAt(at: Point): number | undefined;

  protected get cursor(): number {
    return Math.min(this.moved ?? this.restingCursor, Math.max(0, this.pointCount - 1));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#measure();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    this.#observer.disconnect();
    super.disconnectedCallback();
  }

  /** Puts the cursor back where it rests. */
  protected rest(): void {
    this.moved = undefined;
  }

  protected stage({ frame, summary, cursorName, cursorText, picture }: Stage): TemplateResult {
    return html` <div class="stage">
      <svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label=${summary}>${picture}</svg>
      <div
        class="cursor"
        role="slider"
        tabindex="0"
        aria-label=${cursorName}
        aria-orientation="horizontal"
        aria-valuemin="1"
        aria-valuemax=${Math.max(1, this.pointCount)}
        aria-valuenow=${this.cursor + 1}
        aria-valuetext=${cursorText}
        @keydown=${this.#onKey}
        @pointermove=${this.#onPointer}
        @pointerdown=${this.#onPointer}
        @pointerleave=${this.#onLeave}
      ></div>
    </div>`;
  }

  /** The table behind a chart, closed until asked for. */
  protected dataTable(table: TemplateResult): TemplateResult {
    return html` <details>
      <summary>${msg('Data of this chart as a table')}</summary>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Data of this chart')}>${table}</div>
    </details>`;
  }

  protected empty(words: string): TemplateResult | typeof nothing {
    return words === '' ? nothing : html`<p class="soft">${words}</p>`;
  }

  #measure(): void {
    this.width = this.clientWidth;
    this.textSize = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const cursor = movedCursor(event.key, this.cursor, this.pointCount);
    if (cursor === undefined) return;
    event.preventDefault();
    this.moved = cursor;
  };

  readonly #onPointer = (event: PointerEvent): void => {
    const svg = this.renderRoot.querySelector('.stage svg');
    const matrix = svg instanceof SVGSVGElement ? svg.getScreenCTM() : null;
    if (matrix === null) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    this.moved = this.pointAt(at);
  };

  readonly #onLeave = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && !this.matches(':focus-within')) this.moved = undefined;
  };
}
