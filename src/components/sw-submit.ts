// Asks whether the result may be sent, after showing exactly what would be, and says how that ends. Nothing is pre-chosen.
// Emits `run-submit` with a SubmitChoice for yes (and for another try), `run-keep` for no, `proof-stop` to end a proof,
// `kept-drop` to throw a kept submission away, and `link-copy` with the text to be copied.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatBytes, formatPercent } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { progressStyles } from './styles-progress.ts';
import type { SubmitChoice, SubmitState } from './submit-state.ts';
import { proofStageWords, verifiedWords, waitWords } from './submit-words.ts';

@localized()
@customElement('sw-submit')
export class Submit extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    progressStyles,
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
      .choices button {
        flex: 0 1 16rem;
        min-height: 3rem;
      }
      .proof {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0.75rem 1.25rem;
        align-items: center;
      }
      .link {
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** The text that would be sent, character for character. */
  @property({ attribute: false }) document = '';
  @property({ attribute: false }) state: SubmitState = { kind: 'idle' };
  /** The delete link was copied. */
  @property({ type: Boolean }) isCopied = false;

  protected override render(): TemplateResult {
    return html` <h2>${msg('Add it to the public results?')}</h2>
      <p>
        ${msg('What would be sent is below, to the last character: the GPU as the browser names it, the browser’s family and version, the operating system’s family, and the timings. No account, no cookie. Once sent it is public: anybody may read, copy and use it (CC0).')}
      </p>
      <details>
        <summary>
          ${msg('The exact JSON')} <span class="soft">(${formatBytes(new TextEncoder().encode(this.document).length)})</span>
        </summary>
        <pre role="region" tabindex="0" aria-label=${msg('The exact JSON that would be sent')}>${this.document}</pre>
      </details>
      <div class="answer">${this.#answer(this.state)}</div>
      <div class="visually-hidden" role="status" aria-live="polite">${statusWords(this.state)}</div>`;
  }

  #answer(state: SubmitState): TemplateResult {
    switch (state.kind) {
      case 'idle':
        return html`<p>
            ${msg('Sent with a proof, the result is listed as verified: 4 to 8 seconds of work on your GPU, set by the service, show that it computes at least so fast. Without one it is listed apart, as unverified, and is not ranked with the others.')}
          </p>
          ${this.#buttons(msg('Send it'))}`;
      case 'proving':
        return html`<p>${proofStageWords(state.stage)}</p>
          <div class="proof">
            <progress max="1" .value=${state.fraction} aria-label=${msg('Progress of the proof')}>
              ${formatPercent(state.fraction, 2)}
            </progress>
            <button @click=${() => this.#emit('proof-stop')}>${msg('Stop')}</button>
          </div>
          <p class="soft small">
            ${msg('Nothing was sent yet but the result’s fingerprint and the proof’s own messages. Keep this tab in front.')}
          </p>`;
      case 'sending':
        return html`<p>${msg('Sending …')}</p>`;
      case 'kept':
        return html`<p>${msg('Kept here. Nothing was sent.')}</p>
          <div class="row">
            <button @click=${() => this.#submit(true)}>${msg('Send it after all')}</button>
            <button @click=${() => this.#submit(false)}>${msg('Send it without proof')}</button>
          </div>`;
      case 'stored':
        return html`<p>${msg('Stored. Its page is')} ${this.#link(state.url)}.</p>
          <p><strong>${verifiedWords(state.verification, state.unprovedReason)}</strong></p>
          ${this.#deleteLink(state.deleteUrl)}`;
      case 'already-stored':
        return html`<p>${msg('This result was stored before. Its page is')} ${this.#link(state.url)}.</p>
          ${state.deleteUrl === undefined ? nothing : this.#deleteLink(state.deleteUrl)}`;
      case 'waiting':
        return html`<p class="notice" role="alert">
            ${msg('No service took it:')} ${state.message}${state.message.endsWith('.') ? '' : '.'} ${waitWords(state)}
          </p>
          ${this.#buttons(msg('Try again'), state.isKept)}`;
      case 'failed':
        return html` <p class="notice alert" role="alert">
            ${msg('It was not stored:')} ${state.message} <br />${msg('Nothing is lost: the result is still here.')}
          </p>
          ${this.#buttons(msg('Try again'))}`;
      default:
        return state satisfies never;
    }
  }

  #buttons(yes: string, isKept = false): TemplateResult {
    return html` <div class="row choices">
      <button @click=${() => this.#submit(true)}>${yes}</button>
      <button @click=${() => this.#submit(false)}>${msg('Send it without proof')}</button>
      ${
        isKept
          ? html`<button @click=${() => this.#emit('kept-drop')}>${msg('Throw it away')}</button>`
          : html`<button @click=${() => this.#emit('run-keep')}>${msg('Keep it here')}</button>`
      }
    </div>`;
  }

  #deleteLink(deleteUrl: string): TemplateResult {
    return html`<p>
        ${msg('Whoever has this link can delete the result. It is shown this once and kept in this browser alone; the service has only its fingerprint:')}
        <br /><span class="link number">${deleteUrl}</span>
      </p>
      <div class="row">
        <button @click=${() => this.#emit('link-copy', deleteUrl)}>${msg('Copy the delete link')}</button>
        <span class="soft small" role="status">${this.isCopied ? msg('It is on the clipboard.') : nothing}</span>
      </div>`;
  }

  #link(url: string): TemplateResult {
    return html`<a class="link" href=${url}>${url}</a>`;
  }

  #submit(isProofWanted: boolean): void {
    this.#emit('run-submit', { isProofWanted } satisfies SubmitChoice);
  }

  #emit(name: string, detail?: SubmitChoice | string): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** What is announced: each state once, not each step of its progress. */
function statusWords(state: SubmitState): string {
  switch (state.kind) {
    case 'proving':
      return proofStageWords(state.stage);
    case 'sending':
      return msg('Sending …');
    case 'stored':
      return msg('Stored.');
    case 'already-stored':
      return msg('This result was stored before.');
    case 'kept':
      return msg('Kept here. Nothing was sent.');
    case 'idle':
    case 'waiting':
    case 'failed':
      return '';
    default:
      return state satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-submit': Submit;
  }
}
