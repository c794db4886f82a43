// Whether a run is verified, and what that says of it; whether it is held. Properties `verification`, `standing`, `createdAt`.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { StoredRun } from '../contract/api.ts';
import type { Verification } from '../contract/proof.ts';
import { formatDuration, formatPercent, formatRate, formatScientific } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { dayName, wholeNumber } from './words.ts';

@localized()
@customElement('sw-verified-line')
export class VerifiedLine extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      details {
        border: 0;
      }
      summary {
        padding-block: 0.3rem;
        min-height: 0;
        font-size: 1rem;
        font-weight: 400;
      }
      summary strong {
        font-variant-numeric: tabular-nums;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.25rem 1.25rem;
        font-size: 0.9rem;
        margin: 0.5rem 0;
      }
      @media (max-width: 36rem) {
        dl {
          grid-template-columns: 1fr;
          gap: 0;
        }
        dd + dt {
          margin-block-start: 0.4rem;
        }
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        margin: 0;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) verification: Verification | null = null;
  @property({ attribute: false }) standing: StoredRun['standing'] = { kind: 'listed', reason: null };
  /** ISO time of submission. */
  @property() createdAt = '';

  protected override render(): TemplateResult {
    return html`${this.standing.kind === 'held' ? this.#held() : nothing}
    ${this.verification === null ? this.#unverified() : this.#verified(this.verification)}`;
  }

  #held(): TemplateResult {
    return html`<p class="notice" role="note">
      <strong>${msg('This run waits for a person to look at it.')}</strong>
      ${msg(html`Until then it is in no list and counts nowhere; the <a href="/log">public log</a> has the entry.`)}<br />
      ${msg('Why:')} ${this.standing.reason ?? msg('no reason is known')}
    </p>`;
  }

  #verified(proof: Verification): TemplateResult {
    const rate = formatRate(proof.verified_flop_per_second, 3);
    const rows = wholeNumber(proof.rows);
    return html`<details open>
      <summary>
        <strong>${msg(str`✓ Verified: at least ${rate}`)}</strong>
        ${msg(str`(f32), by a proof of ${wholeNumber(proof.links)} matrix products of ${rows} × ${rows}${this.createdAt === '' ? '' : msg(str`, on ${dayName(this.createdAt)}`)}`)}
      </summary>
      <dl>
        <dt>${msg('Work')}</dt>
        <dd>${msg(str`${formatScientific(proof.flop)} FLOP, each product from the one before`)}</dd>
        <dt>${msg('Time on the server’s clock')}</dt>
        <dd>${msg(str`${formatDuration(proof.elapsed_seconds, 3)}, network included`)}</dd>
        <dt>${msg('Rows computed again')}</dt>
        <dd>
          ${msg(str`${wholeNumber(proof.checks)}, named only after all were committed to; so at least ${formatPercent(proof.least_share, 3)} of the work was done, with less than ${formatPercent(1 - proof.confidence, 1)} chance that it was not`)}
        </dd>
        <dt>${msg('Hence')}</dt>
        <dd>${msg(str`${formatPercent(proof.least_share, 3)} of the work ÷ time = ${rate}`)}</dd>
      </dl>
      <p class="small soft">
        ${msg(html`It does not prove which GPU did the work. <a href="/results#verified">What verified means</a>`)}
      </p>
    </details>`;
  }

  #unverified(): TemplateResult {
    return html`<p>
      <strong>${msg('Unverified.')}</strong>
      ${msg(html`This run came without a proof that the work was done. Its numbers passed the checks for contradictions and impossible rates, and they remain what somebody says; it is never ranked with verified runs. <a href="/results#verified">What verified means</a>`)}
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-verified-line': VerifiedLine;
  }
}
