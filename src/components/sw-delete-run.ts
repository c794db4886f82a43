// Asks whether a run shall be deleted for good, for whoever came by its secret link. Emits `delete-confirm` and `delete-cancel`.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';

export type DeleteState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'deleting' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'failed'; readonly message: string };

@localized()
@customElement('sw-delete-run')
export class DeleteRun extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      .box {
        border: 1px solid var(--control);
        border-inline-start: 4px solid var(--alert);
        padding: 1rem 1.25rem;
        margin-block: 1rem;
      }
      .row {
        margin-block-start: 1rem;
      }
    `,
  ];

  @property({ attribute: false }) state: DeleteState = { kind: 'asking' };

  protected override render(): TemplateResult {
    if (this.state.kind === 'deleted')
      return html`<p class="notice" role="status">
        ${msg('Deleted for good. What remains is this address with the words “Deleted by whoever submitted it”, and a line in the public log.')}
      </p>`;
    const isBusy = this.state.kind === 'deleting';
    return html`<div class="box" role="group" aria-labelledby="question">
      <h2 id="question">${msg('Delete this run for good?')}</h2>
      <p>
        ${msg('Its document is removed from the database and from every list, ranking and dump made from now on. It cannot be brought back. Copies that others made before cannot be reached from here.')}
      </p>
      ${this.state.kind === 'failed' ? html`<p class="notice alert" role="alert">${msg('It was not deleted:')} ${this.state.message}</p>` : nothing}
      <div class="row">
        <button ?disabled=${isBusy} @click=${() => this.#emit('delete-confirm')}>
          ${isBusy ? msg('Deleting …') : msg('Delete it for good')}
        </button>
        <button ?disabled=${isBusy} @click=${() => this.#emit('delete-cancel')}>${msg('Keep it')}</button>
      </div>
    </div>`;
  }

  #emit(name: 'delete-confirm' | 'delete-cancel'): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-delete-run': DeleteRun;
  }
}
