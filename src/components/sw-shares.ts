// Which link of the chain makes how much of the uncertainty of a number: one bar a link, the largest first.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LinkShare } from '../report/exploration-report.ts';
import { formatPercent } from '../units/format.ts';
import { linkMeaning, linkName } from './explore-words.ts';
import { baseStyles } from './styles-base.ts';
import { barStyles } from './styles-bars.ts';

@localized()
@customElement('sw-shares')
export class Shares extends LitElement {
  static override styles = [
    baseStyles,
    barStyles,
    css`
      dl {
        margin: 0;
        display: grid;
        grid-template-columns: minmax(7rem, auto) 1fr max-content;
        gap: 0.35rem 0.8rem;
        align-items: center;
        font-size: 0.88rem;
      }
      dl > div {
        display: grid;
        grid-template-columns: subgrid;
        grid-column: 1 / -1;
        align-items: center;
      }
      dt .meaning {
        display: block;
        color: var(--ink-soft);
        font-size: 0.8rem;
        max-width: 13rem;
      }
      dd {
        margin: 0;
      }
      dd.number {
        text-align: end;
        font-weight: 600;
      }
      .bar {
        height: 0.8rem;
      }
    `,
  ];

  @property({ attribute: false }) links: readonly LinkShare[] = [];
  /** Whose uncertainty, e.g. `Dollars to train`. */
  @property() label = '';

  protected override render(): TemplateResult {
    const links = this.links.filter(({ share }) => share > 0).toSorted((a, b) => b.share - a.share);
    return html` <h3>${msg(str`What makes the interval of: ${this.label}`)}</h3>
      ${
        links.length === 0
          ? html`<p class="soft">${msg('No interval is known here.')}</p>`
          : html`<dl>
              ${links.map(
                ({ link, share }) =>
                  html`<div>
                    <dt>${linkName(link)} <span class="meaning">${linkMeaning(link)}</span></dt>
                    <dd>
                      <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                        ${svg`<rect class="track" width="100" height="8"/><rect class="amount" width=${100 * share} height="8"/>`}
                      </svg>
                    </dd>
                    <dd class="number">${formatPercent(share, share < 0.1 ? 1 : 2)}</dd>
                  </div>`,
              )}
            </dl>`
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-shares': Shares;
  }
}
