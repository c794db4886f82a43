// Chooses the size by a slider whose steps are equal ratios. Emits `focus-change` while it is dragged.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { dialPosition, dialValue, SLIDER_STEPS, type DialSlider } from './explore-fields.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import type { FocusChange } from './sw-size-chart.ts';
import { parameterWords } from './words.ts';

const SIZES: DialSlider = { low: 1e6, high: 1e13 };

@localized()
@customElement('sw-size-slider')
export class SizeSlider extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      label {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 1rem;
      }
      output {
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ type: Number }) parameters = 70e9;

  protected override render(): TemplateResult {
    const words = parameterWords(this.parameters);
    return html`<label for="size">${msg('The chosen size')} <output for="size">${words}</output></label>
      <input
        id="size"
        type="range"
        min="0"
        max=${SLIDER_STEPS}
        step="1"
        aria-valuetext=${words}
        .value=${live(String(dialPosition(SIZES, this.parameters)))}
        @input=${this.#slide}
      />`;
  }

  #slide(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.parameters = dialValue(SIZES, Number(event.target.value));
    this.dispatchEvent(
      new CustomEvent<FocusChange>('focus-change', { detail: { parameters: this.parameters }, bubbles: true, composed: true }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-size-slider': SizeSlider;
  }
}
