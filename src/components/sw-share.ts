// Takes a result away, and takes another in: copies, a download, a drop zone. Copies nothing itself:
// emits `share-copy`, `share-download` and `file-drop`, and shows what the page says of them.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';

export type ShareFormat = 'link' | 'markdown' | 'json' | 'csv';

export interface ShareCopy {
  readonly format: ShareFormat;
}

export interface FileDrop {
  readonly file: File;
}

@localized()
@customElement('sw-share')
export class Share extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      .drop {
        margin-block-start: 1rem;
        border: 2px dashed var(--control);
        border-radius: var(--radius);
        padding: 1.1rem;
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: center;
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--sunken);
      }
      .drop p {
        margin: 0;
        flex: 1 1 16rem;
        max-width: none;
      }
    `,
  ];

  /** What was last copied or downloaded, so that it can be said. */
  @property({ attribute: false }) done: ShareFormat | 'download' | undefined;
  /** Why a file was refused or a copy failed; empty for neither. */
  @property() error = '';
  /** Name of the GPU of the file that is shown beside; empty for none. */
  @property() besideName = '';

  @state() private isOver = false;

  protected override render(): TemplateResult {
    return html` <h2>${msg('Take it with you, or compare')}</h2>
      <div class="row">
        ${this.#copyButton('link', msg('Copy link'))}${this.#copyButton('markdown', msg('Copy as Markdown'))}
        ${this.#copyButton('json', msg('Copy as JSON'))}${this.#copyButton('csv', msg('Copy as CSV'))}
        <button @click=${() => this.#emit('share-download')}>${msg('Download JSON')}</button>
      </div>
      <p class="soft small" role="status">${this.done === undefined ? nothing : doneWords(this.done)}</p>
      <div
        class="drop ${this.isOver ? 'over' : ''}"
        @dragover=${this.#over}
        @dragleave=${() => {
          this.isOver = false;
        }}
        @drop=${this.#drop}
      >
        <p>${msg('Drop a result file here to see it beside yours. It stays in this browser.')}</p>
        ${this.besideName === '' ? nothing : html`<button @click=${() => this.#emit('file-remove')}>${msg(html`Take ${this.besideName} away`)}</button>`}
        <button @click=${this.#ask}>${msg('Choose a file')}</button>
        <input type="file" accept="application/json,.json" hidden aria-label=${msg('Result file')} @change=${this.#chosen} />
      </div>
      ${this.error === '' ? nothing : html`<p class="notice alert" role="alert">${this.error}</p>`}`;
  }

  #copyButton(format: ShareFormat, words: string): TemplateResult {
    return html`<button @click=${() => this.#emit('share-copy', { format } satisfies ShareCopy)}>${words}</button>`;
  }

  #over(event: DragEvent): void {
    event.preventDefault();
    this.isOver = true;
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.isOver = false;
    this.#take(event.dataTransfer?.files[0]);
  }

  #ask(): void {
    this.renderRoot.querySelector('input')?.click();
  }

  #chosen(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.#take(event.target.files?.[0]);
    event.target.value = ''; // so that the same file can be chosen again
  }

  #take(file: File | undefined): void {
    if (file !== undefined) this.#emit('file-drop', { file } satisfies FileDrop);
  }

  #emit(name: string, detail?: ShareCopy | FileDrop): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function doneWords(done: ShareFormat | 'download'): string {
  switch (done) {
    case 'link':
      return msg('The link is on the clipboard.');
    case 'markdown':
      return msg('The Markdown is on the clipboard.');
    case 'json':
      return msg('The JSON is on the clipboard.');
    case 'csv':
      return msg('The CSV is on the clipboard.');
    case 'download':
      return msg('The file is in your downloads.');
    default:
      return done satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-share': Share;
  }
}
