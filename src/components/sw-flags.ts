// What a reader must know of the run before trusting it: its flags, how it ended, and the holes by name.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Flag, Run, Trial } from '../contract/run.ts';
import { completionWords, flagWords, holeWords } from './run-words.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { wholeNumber } from './words.ts';

@localized()
@customElement('sw-flags')
export class Flags extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      ul {
        list-style: none;
        padding: 0;
        margin: 0.6rem 0;
        display: grid;
        gap: 0.4rem;
      }
      li {
        max-width: none;
      }
      li.notice {
        margin: 0;
      }
      .holes li {
        display: grid;
        grid-template-columns: minmax(8rem, auto) 1fr;
        gap: 0 1rem;
        padding-block: 0.35rem;
        border-block-end: 1px solid var(--rule);
        font-size: 0.9rem;
      }
      .holes code {
        overflow-wrap: anywhere;
      }
      @media (width < 40rem) {
        .holes li {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];

  @property({ attribute: false }) run: Run | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { run } = this;
    if (run === undefined) return nothing;
    const isComplete = run.completion.kind === 'complete';
    const failed = run.trials.filter(({ outcome }) => outcome.kind === 'failed');
    const skipped = run.trials.filter(({ outcome }) => outcome.kind === 'skipped');
    return html` <h2>${msg('How far to trust this run')}</h2>
      <p class=${isComplete ? '' : 'notice'}>
        ${completionWords(run.completion.kind)} <span class="soft">${run.completion.detail}</span>
      </p>
      ${
        run.flags.length === 0
          ? nothing
          : html`<ul class="flags">
              ${firstOfEachKind(run.flags).map(
                (flag) =>
                  html` <li class="notice">
                    ${flagWords(flag.kind)} ${flag.detail === '' ? nothing : html`<span class="soft small">${flag.detail}</span>`}
                  </li>`,
              )}
            </ul>`
      }
      ${this.#holes(msg(str`Failed trials: ${wholeNumber(failed.length)}`), failed, true)}
      ${this.#holes(msg(str`Skipped trials: ${wholeNumber(skipped.length)}`), skipped, false)}`;
  }

  #holes(title: string, trials: readonly Trial[], isOpen: boolean): TemplateResult | typeof nothing {
    if (trials.length === 0) return nothing;
    return html` <details ?open=${isOpen}>
      <summary>${title}</summary>
      <ul class="holes">
        ${trials.map(({ id, outcome }) =>
          outcome.kind === 'measured'
            ? nothing
            : html` <li>
                <code>${id}</code><span>${holeWords(outcome.reason)}${outcome.detail === '' ? '' : `: ${outcome.detail}`}</span>
              </li>`,
        )}
      </ul>
    </details>`;
  }
}

/** A kind that was seen many times is said once, with its first detail. */
function firstOfEachKind(flags: readonly Flag[]): readonly Flag[] {
  return flags.filter((flag, index) => flags.findIndex(({ kind }) => kind === flag.kind) === index);
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-flags': Flags;
  }
}
