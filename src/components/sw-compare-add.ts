// Adds an entry to a comparison: a GPU by its name, a run by its permalink or id, a result file, this browser's last run.
// Emits `entry-ask` with what was typed, `entry-file` with a file, `entry-own` for the last run.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { MOST_COMPARED } from '../contract/devices.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';

export interface EntryAsk {
  readonly text: string;
}

export interface EntryFile {
  readonly file: File;
}

@localized()
@customElement('sw-compare-add')
export class CompareAdd extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      label {
        display: block;
        margin-block-end: 0.3rem;
      }
      .line {
        display: flex;
        gap: 0.6rem;
      }
      .line input {
        flex: 1 1 auto;
        min-width: 0;
        max-width: 26rem;
      }
      .row {
        margin-block-start: 0.75rem;
        border: 1px dashed var(--control);
        border-radius: var(--radius);
        padding: 0.6rem 0.75rem;
      }
      .row.over {
        border-color: var(--accent);
        background: var(--sunken);
      }
    `,
  ];

  /** Names of GPUs to choose from. */
  @property({ attribute: false }) gpus: readonly string[] = [];
  @property({ attribute: false }) entryCount = 0;
  /** Whether this browser has a run of its own to add. */
  @property({ type: Boolean }) hasOwn = false;
  /** Why the last entry could not be added; empty for none. */
  @property() error = '';

  @state() private isOver = false;

  protected override render(): TemplateResult {
    const isFull = this.entryCount >= MOST_COMPARED;
    return html`<form @submit=${this.#ask}>
        <label for="entry">${msg('Add a GPU by name, or a run by its link or id')}</label>
        <div class="line">
          <input
            id="entry"
            type="text"
            list="gpus"
            autocomplete="off"
            spellcheck="false"
            ?disabled=${isFull}
            aria-invalid=${this.error === '' ? 'false' : 'true'}
            aria-describedby="hint"
          />
          <datalist id="gpus">${this.gpus.map((gpu) => html`<option value=${gpu}></option>`)}</datalist>
          <button type="submit" ?disabled=${isFull}>${msg('Add')}</button>
        </div>
      </form>
      <p id="hint" class="soft small" role="status">
        ${isFull ? msg(str`${MOST_COMPARED} entries are the most: take one away to add another.`) : msg(str`${this.entryCount} of at most ${MOST_COMPARED}.`)}
      </p>
      ${this.error === '' ? nothing : html`<p class="notice alert" role="alert">${this.error}</p>`}
      <div class="row ${this.isOver ? 'over' : ''}" @dragover=${this.#over} @dragleave=${this.#leave} @drop=${this.#drop}>
        ${this.hasOwn ? html`<button ?disabled=${isFull} @click=${() => this.#emit('entry-own')}>${msg('Add my last run')}</button>` : nothing}
        <button ?disabled=${isFull} @click=${this.#open}>${msg('Add a result file')}</button>
        <span class="soft small">${msg('Or drop a file here. It stays in this browser, and out of the link to this page.')}</span>
        <input type="file" accept="application/json,.json" hidden aria-label=${msg('Result file')} @change=${this.#chosen} />
      </div>`;
  }

  #ask(event: Event): void {
    event.preventDefault();
    const input = this.renderRoot.querySelector('#entry');
    if (!(input instanceof HTMLInputElement) || input.value.trim() === '') return;
    this.#emit('entry-ask', { text: input.value.trim() } satisfies EntryAsk);
    input.value = '';
  }

  #over(event: DragEvent): void {
    event.preventDefault();
    this.isOver = true;
  }

  #leave(): void {
    this.isOver = false;
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.isOver = false;
    this.#take(event.dataTransfer?.files[0]);
  }

  #take(file: File | undefined): void {
    if (file !== undefined && this.entryCount < MOST_COMPARED) this.#emit('entry-file', { file } satisfies EntryFile);
  }

  #open(): void {
    const input = this.renderRoot.querySelector('input[type=file]');
    if (input instanceof HTMLInputElement) input.click();
  }

  #chosen(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    const file = event.target.files?.[0];
    event.target.value = ''; // so that the same file can be chosen again
    this.#take(file);
  }

  #emit(name: string, detail?: EntryAsk | EntryFile): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-compare-add': CompareAdd;
  }
}
