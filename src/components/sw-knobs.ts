// The reader's dials: a form over the Assumptions. Emits `assumptions-change` with a valid Assumptions and nothing else;
// a text that is not valid stays in its field with the reason beside it.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { sliderPosition, sliderValue } from '../chart/log-slider.ts';
import { DEFAULT_ASSUMPTIONS, type Assumptions } from '../contract/assumptions.ts';
import { knobField, knobText, readKnob, type NumberKnob } from './knob-fields.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { monthName, wholeNumber } from './words.ts';

export interface AssumptionsChange {
  readonly assumptions: Assumptions;
}

/** A size that the headline can speak of. */
export interface FocusChoice {
  readonly id: string;
  readonly name: string;
}

const GPUS = { high: 100_000, steps: 100 };

@localized()
@customElement('sw-knobs')
export class Knobs extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      form {
        margin-block-start: 1.1rem;
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr));
        gap: 1.1rem 1.75rem;
        align-items: start;
      }
      .field {
        display: grid;
        gap: 0.25rem;
      }
      .wide {
        grid-column: span 2;
      }
      .slide {
        display: grid;
        grid-template-columns: 1fr 7.5rem;
        gap: 0.75rem;
        align-items: center;
      }
      .typed {
        display: flex;
        align-items: center;
        gap: 0.4rem;
      }
      .hint {
        margin: 0;
        font-size: 0.8rem;
        color: var(--ink-soft);
      }
      .error {
        margin: 0;
        font-size: 0.85rem;
        font-weight: 600;
        color: var(--alert);
      }
      legend {
        margin-block-end: 0.25rem;
      }
      .choice {
        justify-self: start;
      }
      .foot {
        margin-block-start: 1rem;
      }
      @media (width < 40rem) {
        .wide {
          grid-column: auto;
        }
      }
    `,
  ];

  @property({ attribute: false }) assumptions: Assumptions = DEFAULT_ASSUMPTIONS;
  @property({ attribute: false }) sizes: readonly FocusChoice[] = [];
  /** Months for which sourced prices exist, YYYY-MM. */
  @property({ attribute: false }) priceDates: readonly string[] = ['2023-04', '2026-11'];

  /** Texts that are not valid, as typed. */
  @state() private rejected: Partial<Record<NumberKnob, string>> = {};
  /** Texts as typed that say what the assumption holds already, such as `20.` on the way to `20.5`. */
  @state() private typed: Partial<Record<NumberKnob, string>> = {};

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('assumptions')) return;
    const stillTrue = ([knob, text]: [string, string]): boolean => {
      const reading = readKnob(this.assumptions, knob as NumberKnob, text);
      return reading.kind === 'valid' && reading.assumptions[knob as NumberKnob] === this.assumptions[knob as NumberKnob];
    };
    this.typed = Object.fromEntries(Object.entries(this.typed).filter(stillTrue));
  }

  protected override render(): TemplateResult {
    const isBought = this.assumptions.acquisition === 'bought';
    return html` <h2>${msg('What is assumed')}</h2>
      <p class="soft">${msg('Change any of it, and the costs follow. The address of the page keeps it.')}</p>
      <form @submit=${(event: Event) => event.preventDefault()} aria-label=${msg('Assumptions')}>
        ${this.#focusSize()} ${this.#gpus()}
        ${this.#number('tokens_per_parameter', msg('20 is compute-optimal by Hoffmann et al., 2022.'))}
        ${this.#number('utilisation', msg('Of the dense bf16 peak; empty derives it.'))} ${this.#acquisition()}
        ${this.#priceDate()}
        ${isBought ? this.#number('price_dollars_per_gpu', msg('Empty takes the quoted price of that month.')) : this.#number('price_dollars_per_gpu_hour', msg('Empty takes the quoted price of that month.'))}
        ${isBought ? this.#number('lifetime_years', msg('Spreads the price over hours of use.')) : nothing}
        ${isBought ? this.#number('electricity_dollars_per_kilowatt_hour', msg('Empty takes the sourced price.')) : nothing}
        ${this.#number('serving_batch', msg('On one replica, for the cost of serving.'))}
      </form>
      <div class="row foot"><button type="button" @click=${this.#reset}>${msg('Back to the defaults')}</button></div>`;
  }

  #number(knob: NumberKnob, hint: string): TemplateResult {
    const { label } = knobField(knob);
    return html`<div class="field"><label for=${knob}>${label}</label>${this.#input(knob)}${this.#below(knob, hint)}</div>`;
  }

  #input(knob: NumberKnob): TemplateResult {
    const { unit, isOptional } = knobField(knob);
    const text = this.rejected[knob] ?? this.typed[knob] ?? knobText(this.assumptions, knob);
    const field = html` <input
      type="text"
      inputmode="decimal"
      autocomplete="off"
      id=${knob}
      .value=${live(text)}
      placeholder=${isOptional ? msg('automatic') : ''}
      aria-invalid=${this.rejected[knob] === undefined ? 'false' : 'true'}
      aria-describedby="${knob}-below"
      @input=${(event: Event) => this.#type(knob, event)}
    />`;
    if (unit === '') return field;
    const sign = html`<span aria-hidden="true">${unit}</span>`;
    return html`<div class="typed">${unit === '$' ? sign : nothing}${field}${unit === '$' ? nothing : sign}</div>`;
  }

  #below(knob: NumberKnob, hint: string): TemplateResult {
    return this.rejected[knob] === undefined
      ? html`<p class="hint" id="${knob}-below">${hint}</p>`
      : html`<p class="error" role="alert" id="${knob}-below">${knobField(knob).range}</p>`;
  }

  #gpus(): TemplateResult {
    const { gpu_count } = this.assumptions;
    return html` <div class="field wide">
      <label for="gpu_count">${knobField('gpu_count').label}</label>
      <div class="slide">
        <input
          type="range"
          min="0"
          max=${GPUS.steps}
          step="1"
          aria-label=${msg('H100s in the cluster, by slider')}
          aria-valuetext=${wholeNumber(gpu_count)}
          .value=${live(String(sliderPosition(GPUS, gpu_count)))}
          @input=${this.#slide}
        />
        ${this.#input('gpu_count')}
      </div>
      ${this.#below('gpu_count', msg('From one to 100,000; the slider is logarithmic.'))}
    </div>`;
  }

  #focusSize(): TemplateResult {
    return html` <div class="field">
      <label for="focus_size">${msg('Model size in focus')}</label>
      <select id="focus_size" @change=${(event: Event) => this.#select('focus_size', event)}>
        ${this.sizes.map(({ id, name }) => html`<option value=${id} .selected=${id === this.assumptions.focus_size}>${name}</option>`)}
      </select>
    </div>`;
  }

  #acquisition(): TemplateResult {
    const option = (value: Assumptions['acquisition'], words: string): TemplateResult =>
      html` <label
        ><input
          type="radio"
          name="acquisition"
          .checked=${live(this.assumptions.acquisition === value)}
          @change=${() => this.#emit({ ...this.assumptions, acquisition: value })}
        />${words}</label
      >`;
    return html`<fieldset class="field">
      <legend>${msg('The H100s are')}</legend>
      <div class="choice">${option('bought', msg('bought'))}${option('rented', msg('rented'))}</div>
    </fieldset>`;
  }

  #priceDate(): TemplateResult {
    const { price_date } = this.assumptions;
    const months = this.priceDates.includes(price_date) ? this.priceDates : [...this.priceDates, price_date].toSorted();
    return html` <div class="field">
      <label for="price_date">${msg('Prices of')}</label>
      <select id="price_date" @change=${(event: Event) => this.#select('price_date', event)}>
        ${months.map((month) => html`<option value=${month} .selected=${month === price_date}>${monthName(month)}</option>`)}
      </select>
    </div>`;
  }

  #type(knob: NumberKnob, event: Event): void {
    const text = event.target instanceof HTMLInputElement ? event.target.value : '';
    const reading = readKnob(this.assumptions, knob, text);
    if (reading.kind === 'invalid') {
      this.rejected = { ...this.rejected, [knob]: text };
      return;
    }
    this.#accept(knob);
    this.typed = { ...this.typed, [knob]: text };
    this.#emit(reading.assumptions);
  }

  #slide(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.#accept('gpu_count');
    this.#emit({ ...this.assumptions, gpu_count: sliderValue(GPUS, Number(event.target.value)) });
  }

  #select(name: 'focus_size' | 'price_date', event: Event): void {
    if (event.target instanceof HTMLSelectElement) this.#emit({ ...this.assumptions, [name]: event.target.value });
  }

  #accept(knob: NumberKnob): void {
    const { [knob]: _, ...others } = this.rejected;
    this.rejected = others;
  }

  #reset(): void {
    this.rejected = {};
    this.typed = {};
    this.#emit(DEFAULT_ASSUMPTIONS);
  }

  #emit(assumptions: Assumptions): void {
    this.assumptions = assumptions;
    this.dispatchEvent(
      new CustomEvent<AssumptionsChange>('assumptions-change', { detail: { assumptions }, bubbles: true, composed: true }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-knobs': Knobs;
  }
}
