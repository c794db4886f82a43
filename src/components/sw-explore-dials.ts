// The explorer's dials: a form over an Exploration. Emits `exploration-change` with a valid Exploration and nothing else;
// a text that is not valid stays in its field with the reason beside it.
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { DEFAULT_EXPLORATION, type Exploration } from '../contract/exploration.ts';
import {
  dialField,
  dialPosition,
  dialText,
  dialValue,
  readDial,
  SLIDER_STEPS,
  type DialSlider,
  type NumberDial,
} from './explore-fields.ts';
import { HOLDS, holdName } from './explore-words.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { dialStyles } from './styles-dials.ts';
import { monthName } from './words.ts';

export interface ExplorationChange {
  readonly exploration: Exploration;
}

/** Dials that choose among words. */
type ChoiceDial = 'training_precision' | 'acquisition' | 'serving_precision' | 'law' | 'price_date' | 'accelerator' | 'hold';

@localized()
@customElement('sw-explore-dials')
export class ExploreDials extends LitElement {
  static override styles = [baseStyles, controlStyles, dialStyles];

  @property({ attribute: false }) exploration: Exploration = DEFAULT_EXPLORATION;
  /** Accelerators that there are data sheets of. */
  @property({ attribute: false }) accelerators: readonly string[] = [DEFAULT_EXPLORATION.accelerator];
  /** Months for which sourced prices exist, YYYY-MM. */
  @property({ attribute: false }) priceDates: readonly string[] = [];

  /** Texts that are not valid, as typed. */
  @state() private rejected: Partial<Record<NumberDial, string>> = {};
  /** Texts as typed that say what the dial holds already, such as `20.` on the way to `20.5`. */
  @state() private typed: Partial<Record<NumberDial, string>> = {};

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('exploration')) return;
    const stillTrue = ([dial, text]: [string, string]): boolean => {
      const reading = readDial(this.exploration, dial as NumberDial, text);
      return reading.kind === 'valid' && reading.exploration[dial as NumberDial] === this.exploration[dial as NumberDial];
    };
    this.typed = Object.fromEntries(Object.entries(this.typed).filter(stillTrue));
  }

  protected override render(): TemplateResult {
    const { hold } = this.exploration;
    return html` <h2>${msg('Dials')}</h2>
      <p class="soft small">${msg('Turn any of them, and every number follows. The address of the page keeps them.')}</p>
      <form @submit=${(event: Event) => event.preventDefault()} aria-label=${msg('Dials')}>
        <div class="group open">
          ${this.#select(
            'hold',
            msg('The same for every size'),
            HOLDS.map((value) => [value, holdName(value)]),
          )}
          ${hold === 'tokens' || hold === 'gpus' ? this.#number('tokens_per_parameter', msg('20 is compute-optimal by Hoffmann et al., 2022.')) : nothing}
          ${hold === 'loss' ? this.#number('target_loss', msg('Nats a token, on the law’s own corpus.')) : nothing}
          ${this.#number('gpu_count', msg('At most; as many work as one batch can feed.'))}
          ${this.#number('budget_dollars', hold === 'budget' ? msg('Buys as many tokens as it can.') : msg('Drawn as a line.'))}
          ${this.#number('days', hold === 'time' ? msg('As many tokens as fit in it.') : msg('Drawn as a line.'))}
        </div>
        ${this.#group(msg('Model and machine'), html`${this.#accelerator()} ${this.#precision()} ${this.#number('sparsity', msg('1 is dense; above it, a mixture of experts.'))} ${this.#number('sequence_length', '')} ${this.#law()}`)}
        ${this.#group(msg('Money and power'), this.#money())} ${this.#group(msg('Serving'), this.#serving())}
      </form>
      <div class="row foot"><button type="button" @click=${this.#reset}>${msg('Back to the defaults')}</button></div>`;
  }

  #group(name: string, fields: TemplateResult): TemplateResult {
    return html` <details>
      <summary>${name}</summary>
      <div class="group">${fields}</div>
    </details>`;
  }

  #accelerator(): TemplateResult {
    const { accelerator } = this.exploration;
    const names = this.accelerators.includes(accelerator) ? this.accelerators : [accelerator, ...this.accelerators];
    return this.#select(
      'accelerator',
      msg('Accelerator'),
      names.map((name) => [name, name]),
    );
  }

  #precision(): TemplateResult {
    return this.#choice('training_precision', msg('Trained in'), ['bf16', 'fp8']);
  }

  #law(): TemplateResult {
    return this.#select('law', msg('Law of loss'), [
      ['besiroglu-2024', msg('Besiroglu et al., 2024')],
      ['hoffmann-2022', msg('Hoffmann et al., 2022')],
    ]);
  }

  #money(): TemplateResult {
    const { acquisition, price_date } = this.exploration;
    const isBought = acquisition === 'bought';
    const quoted = msg('Empty takes the quoted price of that month.');
    const sourced = msg('Empty takes the sourced value.');
    const months = [...new Set([...this.priceDates, price_date])].toSorted();
    return html`
      ${this.#choice('acquisition', msg('The GPUs are'), ['rented', 'bought'])}
      ${this.#select(
        'price_date',
        msg('Prices of'),
        months.map((month) => [month, monthName(month)]),
      )}
      ${isBought ? this.#number('price_dollars_per_gpu', quoted) : this.#number('price_dollars_per_gpu_hour', quoted)}
      ${isBought ? html`${this.#number('lifetime_years', '')}${this.#number('residual_share', '')}${this.#number('use_share', '')}` : nothing}
      ${this.#number('electricity_dollars_per_kilowatt_hour', sourced)} ${this.#number('power_usage_effectiveness', sourced)}
      ${this.#number('carbon_grams_per_kilowatt_hour', sourced)}
    `;
  }

  #serving(): TemplateResult {
    return html`
      ${this.#choice('serving_precision', msg('Served in'), ['bf16', 'fp8', 'int4'])}
      ${this.#number('served_tokens', msg('Counts in the cost over its life.'))}
      ${this.#number('least_tokens_per_second', msg('Bounds how many are served together.'))} ${this.#number('input_tokens', '')}
      ${this.#number('output_tokens', '')}
    `;
  }

  #number(dial: NumberDial, hint: string): TemplateResult {
    const { label, slider } = dialField(dial);
    return html`<div class="field">
      <label for=${dial}>${label}</label>
      ${slider === undefined ? this.#input(dial) : html`<div class="slide">${this.#slider(dial, slider)}${this.#input(dial)}</div>`}
      ${this.#below(dial, hint)}
    </div>`;
  }

  #input(dial: NumberDial): TemplateResult {
    const { unit, isOptional } = dialField(dial);
    const text = this.rejected[dial] ?? this.typed[dial] ?? dialText(this.exploration, dial);
    const field = html` <input
      type="text"
      inputmode="decimal"
      autocomplete="off"
      id=${dial}
      .value=${live(text)}
      placeholder=${isOptional ? msg('automatic') : ''}
      aria-invalid=${this.rejected[dial] === undefined ? 'false' : 'true'}
      aria-describedby="${dial}-below"
      @input=${(event: Event) => this.#type(dial, event)}
    />`;
    if (unit === '') return field;
    const sign = html`<span class="unit" aria-hidden="true">${unit}</span>`;
    return html`<div class="typed">${unit === '$' ? sign : nothing}${field}${unit === '$' ? nothing : sign}</div>`;
  }

  #slider(dial: NumberDial, slider: DialSlider): TemplateResult {
    return html` <input
      type="range"
      min="0"
      max=${SLIDER_STEPS}
      step="1"
      aria-label="${dialField(dial).label}, ${msg('by slider')}"
      aria-valuetext=${dialText(this.exploration, dial)}
      .value=${live(String(dialPosition(slider, this.exploration[dial] ?? slider.low)))}
      @input=${(event: Event) => this.#slide(dial, slider, event)}
    />`;
  }

  #below(dial: NumberDial, hint: string): TemplateResult {
    return this.rejected[dial] === undefined
      ? html`<p class="hint" id="${dial}-below">${hint}</p>`
      : html`<p class="error" role="alert" id="${dial}-below">${dialField(dial).range}</p>`;
  }

  #select(dial: ChoiceDial, label: string, options: readonly (readonly [string, string])[]): TemplateResult {
    return html` <div class="field">
      <label for=${dial}>${label}</label>
      <select id=${dial} @change=${(event: Event) => this.#pick(dial, event)}>
        ${options.map(([value, words]) => html`<option value=${value} .selected=${value === this.exploration[dial]}>${words}</option>`)}
      </select>
    </div>`;
  }

  #choice(dial: ChoiceDial, label: string, values: readonly string[]): TemplateResult {
    return html`<fieldset class="field">
      <legend>${label}</legend>
      <div class="choice">
        ${values.map(
          (value) =>
            html`<label
              ><input
                type="radio"
                name=${dial}
                value=${value}
                .checked=${live(this.exploration[dial] === value)}
                @change=${(event: Event) => this.#pick(dial, event)}
              />${choiceWords(value)}</label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  #type(dial: NumberDial, event: Event): void {
    const text = event.target instanceof HTMLInputElement ? event.target.value : '';
    const reading = readDial(this.exploration, dial, text);
    if (reading.kind === 'invalid') {
      this.rejected = { ...this.rejected, [dial]: text };
      return;
    }
    this.#accept(dial);
    this.typed = { ...this.typed, [dial]: text };
    this.#emit(reading.exploration);
  }

  #slide(dial: NumberDial, slider: DialSlider, event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.#accept(dial);
    this.#emit({ ...this.exploration, [dial]: dialValue(slider, Number(event.target.value)) });
  }

  #pick(dial: ChoiceDial, event: Event): void {
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement)
      this.#emit({ ...this.exploration, [dial]: event.target.value });
  }

  #accept(dial: NumberDial): void {
    const { [dial]: _, ...others } = this.rejected;
    this.rejected = others;
  }

  #reset(): void {
    this.rejected = {};
    this.typed = {};
    this.#emit(DEFAULT_EXPLORATION);
  }

  /** Dials turned by hand come from no scenario. */
  #emit(exploration: Exploration): void {
    this.exploration = { ...exploration, scenario: '' };
    this.dispatchEvent(
      new CustomEvent<ExplorationChange>('exploration-change', {
        detail: { exploration: this.exploration },
        bubbles: true,
        composed: true,
      }),
    );
  }
}

function choiceWords(value: string): string {
  if (value === 'rented') return msg('rented');
  return value === 'bought' ? msg('bought') : value;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-explore-dials': ExploreDials;
  }
}
