// The article's eleven claims: each with the link that sets its dials, and what the computed figures say for and against it.
import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Figure } from '../report/claims-figure.ts';
import { CLAIM_IDS, type ClaimId, type Verdict } from '../report/claims-verdict.ts';
import { figureWords } from './claim-figure-words.ts';
import { claimLinkWords, claimWords, leaning } from './claim-words.ts';
import { baseStyles } from './styles-base.ts';

@localized()
@customElement('sw-claims')
export class Claims extends LitElement {
  static override styles = [
    baseStyles,
    css`
      ol {
        list-style: none;
        margin: 1rem 0 0;
        padding: 0;
        display: grid;
        gap: 2rem;
      }
      li.claim {
        max-width: none;
        border-block-start: 1px solid var(--control);
        padding-block-start: 0.8rem;
        scroll-margin-block-start: 1rem;
      }
      li.claim[aria-current] {
        border-block-start: 3px solid var(--accent);
      }
      h3 {
        font-family: var(--display);
        font-weight: 600;
        font-size: 1.1rem;
        line-height: 1.3;
        margin: 0;
      }
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
        gap: 0.4rem 2rem;
        margin-block-start: 0.4rem;
      }
      h4 {
        font-size: 0.92rem;
        font-weight: 600;
        margin: 0.4rem 0 0;
      }
      .sides ul {
        margin: 0.2rem 0;
      }
      .sides li {
        margin-block-end: 0.35rem;
      }
      .beside {
        color: var(--ink-soft);
      }
      details {
        margin-block-start: 0.4rem;
      }
      summary {
        cursor: pointer;
        color: var(--ink-soft);
      }
      details li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** What was computed, in any order; a claim without a verdict is still to come. */
  @property({ attribute: false }) verdicts: readonly Verdict[] = [];
  /** Where a claim's dials are set; a claim without one has no link. */
  @property({ attribute: false }) links: Readonly<Partial<Record<ClaimId, string>>> = {};
  /** The claim whose dials are set, if any. */
  @property({ attribute: false }) chosen: string = '';

  protected override render(): TemplateResult {
    return html` <h2>${msg('The article’s eleven claims')}</h2>
      <p class="soft small">
        ${msg(
          'Every number is computed here, or quoted from a dated source where it says so. A figure whose interval reaches to both sides is put beside.',
        )}
      </p>
      <ol>
        ${CLAIM_IDS.map((id, index) => this.#claim(id, index + 1))}
      </ol>`;
  }

  #claim(id: ClaimId, number: number): TemplateResult {
    const { title, statement } = claimWords(id);
    const verdict = this.verdicts.find((found) => found.id === id);
    const link = this.links[id];
    return html` <li class="claim" id=${id} aria-current=${id === this.chosen ? 'true' : nothing}>
      <h3><span class="number">${number}</span> · ${title}</h3>
      <p>${statement}</p>
      ${link === undefined ? nothing : html`<p><a href=${link}>${claimLinkWords(id)}</a></p>`}
      ${verdict === undefined ? html`<p class="soft">${msg('Not computed yet.')}</p>` : verdictView(verdict)}
    </li>`;
  }
}

function verdictView(verdict: Verdict): TemplateResult {
  const { supports, contradicts, beside } = verdict;
  const sources = [...new Set([...supports, ...contradicts, ...beside].flatMap((figure) => figure.sources))];
  return html` <p><strong>${leaning(verdict)}</strong></p>
    <div class="sides">
      ${sideView(msg('For'), 'for', supports)} ${sideView(msg('Against'), 'against', contradicts)}
      ${sideView(msg('Beside'), 'beside', beside)}
    </div>
    ${
      sources.length === 0
        ? nothing
        : html`<details class="small">
            <summary>${msg('Sources')}</summary>
            <ul>
              ${sources.map((source) => html`<li>${source}</li>`)}
            </ul>
          </details>`
    }`;
}

function sideView(title: string, side: string, figures: readonly Figure[]): TemplateResult | typeof nothing {
  if (figures.length === 0) return nothing;
  return html` <section class=${side}>
    <h4>${title}</h4>
    <ul>
      ${figures.map((figure) => html`<li>${figureWords(figure)}</li>`)}
    </ul>
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-claims': Claims;
  }
}
