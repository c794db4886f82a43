// Puts snippets on the clipboard for the element that shows them. Rests on sw-snippets.
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Picture, SnippetCopy } from '../components/sw-snippets.ts';
import '../components/sw-snippets.ts';

@customElement('sw-snippet-desk')
export class SnippetDesk extends LitElement {
  @property({ attribute: false }) pictures: readonly Picture[] = [];
  @property() href = '';
  @state() private done = '';

  protected override render(): TemplateResult {
    return html`<sw-snippets
      .pictures=${this.pictures}
      .href=${this.href}
      .done=${this.done}
      @snippet-copy=${this.copy}
    ></sw-snippets>`;
  }

  private async copy({ detail: { text, name } }: CustomEvent<SnippetCopy>): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.done = name;
    } catch (error) {
      this.done = `nothing (${error instanceof Error ? error.message : String(error)})`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-snippet-desk': SnippetDesk;
  }
}
