// Asks whether the result may be sent, after showing exactly what would be. Nothing is pre-chosen.
// Emits `run-submit` for yes (and for another try) and `run-keep` for no.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBytes } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';

export type SubmitState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'stored'; readonly url: string }
  | { readonly kind: 'already-stored'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string };

@localized()
@customElement('sw-submit')
export class Submit extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      pre {
        margin: 0;
        max-height: 22rem;
        overflow: auto;
        border: 1px solid var(--rule);
        background: var(--sunken);
        padding: 0.9rem 1rem;
        line-height: 1.45;
        tab-size: 2;
      }
      .answer {
        margin-block-start: 1rem;
      }
      .answer button {
        flex: 0 1 12rem;
        min-height: 3rem;
      }
      .link {
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** The text that would be sent, character for character. */
  @property({ attribute: false }) document = '';
  @property({ attribute: false }) state: SubmitState = { kind: 'idle' };

  protected override render(): TemplateResult {
    return html` <h2>${msg('Add it to the public results?')}</h2>
      <p>
        ${msg('What would be sent is below, to the last character: the GPU as the browser names it, the browser’s family and version, the operating system’s family, and the timings. No account, no cookie.')}
      </p>
      <details>
        <summary>
          ${msg('The exact JSON')} <span class="soft">(${formatBytes(new TextEncoder().encode(this.document).length)})</span>
        </summary>
        <pre role="region" tabindex="0" aria-label=${msg('The exact JSON that would be sent')}>${this.document}</pre>
      </details>
      <div class="answer" aria-live="polite">${this.#answer(this.state)}</div>`;
  }

  #answer(state: SubmitState): TemplateResult {
    switch (state.kind) {
      case 'idle':
        return this.#buttons(msg('Send it'));
      case 'sending':
        return html`<p>${msg('Sending …')}</p>`;
      case 'kept':
        return html`<p>${msg('Kept here. Nothing was sent.')}</p>
          <div class="row"><button @click=${() => this.#emit('run-submit')}>${msg('Send it after all')}</button></div>`;
      case 'stored':
        return html`<p>${msg('Stored. Its page is')} ${this.#link(state.url)}.</p>`;
      case 'already-stored':
        return html`<p>${msg('This result was stored before. Its page is')} ${this.#link(state.url)}.</p>`;
      case 'failed':
        return html` <p class="notice alert" role="alert">
            ${msg('It was not stored:')} ${state.message} <br />${msg('Nothing is lost: the result is still here.')}
          </p>
          ${this.#buttons(msg('Try again'))}`;
      default:
        return state satisfies never;
    }
  }

  #buttons(yes: string): TemplateResult {
    return html` <div class="row">
      <button @click=${() => this.#emit('run-submit')}>${yes}</button>
      <button @click=${() => this.#emit('run-keep')}>${msg('Keep it here')}</button>
    </div>`;
  }

  #link(url: string): TemplateResult {
    return html`<a class="link" href=${url}>${url}</a>`;
  }

  #emit(name: 'run-submit' | 'run-keep'): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-submit': Submit;
  }
}
