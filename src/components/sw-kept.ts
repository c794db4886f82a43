// Results of earlier visits that no service took: offered again, or thrown away. Shows nothing where there are none.
// Emits `kept-send` and `kept-drop` with the digest, and `link-copy` with the text to be copied.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { KeptSubmission } from '../contract/kept.ts';
import { formatPercent } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { progressStyles } from './styles-progress.ts';
import type { SubmitState } from './submit-state.ts';
import { proofStageWords, verifiedWords, waitWords } from './submit-words.ts';

export type KeptItem = Pick<KeptSubmission, 'digest' | 'gpu' | 'keptAt' | 'isProofWanted'> & { readonly state: SubmitState };

@localized()
@customElement('sw-kept')
export class Kept extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    progressStyles,
    css`
      section {
        padding: 0.8rem 1rem;
      }
      h2 {
        font-size: 1.15rem;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        max-width: none;
      }
      li + li {
        border-block-start: 1px solid var(--rule);
        margin-block-start: 0.75rem;
        padding-block-start: 0.75rem;
      }
      .link {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) items: readonly KeptItem[] = [];

  protected override render(): TemplateResult | typeof nothing {
    if (this.items.length === 0) return nothing;
    return html`<section class="notice" aria-label=${msg('Results that were not sent yet')}>
      <h2>${msg('Not sent yet')}</h2>
      <ul>
        ${this.items.map((item) => this.#item(item))}
      </ul>
    </section>`;
  }

  #item(item: KeptItem): TemplateResult {
    const day = new Date(item.keptAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
    return html`<li>
      <p>${msg(str`A result of ${item.gpu}, kept in this browser since ${day}.`)}</p>
      ${this.#state(item)}
    </li>`;
  }

  #state({ digest, state, isProofWanted }: KeptItem): TemplateResult {
    switch (state.kind) {
      case 'idle':
      case 'kept':
        return this.#buttons(digest, isProofWanted);
      case 'proving':
        return html`<p role="status">${proofStageWords(state.stage)}</p>
          <progress max="1" .value=${state.fraction} aria-label=${msg('Progress of the proof')}>
            ${formatPercent(state.fraction, 2)}
          </progress>`;
      case 'sending':
        return html`<p role="status">${msg('Sending …')}</p>`;
      case 'stored':
        return html`<p role="status">
            ${msg('Stored. Its page is')} <a class="link" href=${state.url}>${state.url}</a>.
            ${verifiedWords(state.verification, state.unprovedReason)}
          </p>
          <p>${msg('Whoever has this link can delete the result:')} <span class="link number">${state.deleteUrl}</span></p>
          <div class="row">
            <button @click=${() => this.#emit('link-copy', state.deleteUrl)}>${msg('Copy the delete link')}</button>
          </div>`;
      case 'already-stored':
        return html`<p role="status">
          ${msg('This result was stored before. Its page is')} <a class="link" href=${state.url}>${state.url}</a>.
        </p>`;
      case 'waiting':
        return html`<p role="alert">${msg('No service took it:')} ${state.message}. ${waitWords(state)}</p>
          ${this.#buttons(digest, isProofWanted)}`;
      case 'failed':
        return html`<p class="alert" role="alert">${msg('It was not stored:')} ${state.message}</p>
          ${this.#buttons(digest, isProofWanted)}`;
      default:
        return state satisfies never;
    }
  }

  #buttons(digest: string, isProofWanted: boolean): TemplateResult {
    return html`<div class="row">
      <button @click=${() => this.#emit('kept-send', digest)}>
        ${isProofWanted ? msg('Prove and send it now') : msg('Send it now')}
      </button>
      <button @click=${() => this.#emit('kept-drop', digest)}>${msg('Throw it away')}</button>
    </div>`;
  }

  #emit(name: string, detail: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-kept': Kept;
  }
}
