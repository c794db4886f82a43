// Says that the numbers on the page are of a recorded run, not of the visitor's GPU.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './styles-base.ts';
import { dayName } from './words.ts';

@localized()
@customElement('sw-recorded-banner')
export class RecordedBanner extends LitElement {
  static override styles = [
    baseStyles,
    css`
      p {
        margin: 0;
      }
    `,
  ];

  @property() gpuName = '';
  /** ISO time at which the run started. */
  @property() startedAt = '';

  protected override render(): TemplateResult {
    const gpu = html`<strong>${this.gpuName}</strong>`;
    const day = this.startedAt === '' ? msg('an unknown day') : dayName(this.startedAt);
    return html`<p class="notice" role="note">${msg(html`This is a recorded run on ${gpu} of ${day}, not your GPU.`)}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-recorded-banner': RecordedBanner;
  }
}
