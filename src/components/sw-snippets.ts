// Pictures of a run or a device for other pages: a preview of each, and the text to copy, as Markdown and as HTML.
// Emits `snippet-copy` with the text.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';

export interface Picture {
  /** What it is, e.g. `Badge`. */
  readonly name: string;
  /** Absolute address of the image. */
  readonly url: string;
  /** What it says, for those who do not see it. */
  readonly alt: string;
}

export interface SnippetCopy {
  readonly text: string;
  /** Name of the picture and form, to say what was copied. */
  readonly name: string;
}

@localized()
@customElement('sw-snippets')
export class Snippets extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      .picture {
        margin-block-start: 1rem;
      }
      h3 {
        font-size: 0.95rem;
        margin-block: 0 0.4rem;
      }
      img {
        display: block;
        max-width: 100%;
        height: auto;
      }
      .line {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.6rem;
        align-items: center;
        margin-block-start: 0.5rem;
      }
      pre {
        margin: 0;
        overflow-x: auto;
        border: 1px solid var(--rule);
        background: var(--sunken);
        padding: 0.55rem 0.75rem;
      }
    `,
  ];

  @property({ attribute: false }) pictures: readonly Picture[] = [];
  /** The page that the pictures link to, absolute. */
  @property() href = '';
  /** What was last copied, so that it can be said. */
  @property() done = '';

  protected override render(): TemplateResult {
    return html`<h2>${msg('Show it elsewhere')}</h2>
      <p class="soft small">
        ${msg('These pictures come from this service and follow its data: a deleted or hidden run has none. Whoever looks at the other page asks this service for them.')}
      </p>
      ${this.pictures.map((picture) => this.#picture(picture))}
      <p class="soft small" role="status">${this.done === '' ? nothing : msg(str`On the clipboard: ${this.done}`)}</p>`;
  }

  #picture(picture: Picture): TemplateResult {
    const { name, url, alt } = picture;
    return html`<div class="picture">
      <h3>${name}</h3>
      <img src=${new URL(url, location.href).pathname} alt=${alt} loading="lazy" />
      ${this.#line(`${name}, Markdown`, `[![${alt.replaceAll(/[[\]]/g, '')}](${url})](${this.href})`)}
      ${this.#line(`${name}, HTML`, `<a href="${this.href}"><img src="${url}" alt="${escaped(alt)}" /></a>`)}
    </div>`;
  }

  #line(name: string, text: string): TemplateResult {
    const detail: SnippetCopy = { text, name };
    return html`<div class="line">
      <pre role="region" tabindex="0" aria-label=${name}>${text}</pre>
      <button aria-label=${msg(str`Copy ${name}`)} @click=${() => this.#emit(detail)}>${msg('Copy')}</button>
    </div>`;
  }

  #emit(detail: SnippetCopy): void {
    this.dispatchEvent(new CustomEvent('snippet-copy', { detail, bubbles: true, composed: true }));
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-snippets': Snippets;
  }
}
