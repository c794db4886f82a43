// Where a visit begins: the question, the button, the detected GPU; or why this browser cannot measure.
// Emits `run-start` with the chosen length.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunLength } from '../contract/run.ts';
import { formatDuration } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';

/** Why there is nothing to measure on. */
export type UnavailableReason = 'no-api' | 'insecure-context' | 'no-adapter' | 'blocked';

export interface RunStart {
  readonly length: RunLength;
}

@localized()
@customElement('sw-start')
export class Start extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      h1 {
        font-family: var(--display);
        font-weight: 600;
        font-size: clamp(2.1rem, 1.4rem + 3.4vw, 4rem);
        line-height: 1.08;
        letter-spacing: -0.02em;
        margin: 0 0 0.8rem;
        text-wrap: balance;
      }
      .lead {
        font-size: clamp(1.1rem, 1rem + 0.6vw, 1.4rem);
        max-width: 44rem;
        margin-block-end: 1.6rem;
      }
      .act {
        display: flex;
        flex-wrap: wrap;
        gap: 1rem 1.75rem;
        align-items: center;
      }
      .act p {
        margin: 0;
      }
      button.primary {
        font-size: 1.25rem;
        padding: 0.9rem 1.9rem;
      }
      .options {
        margin-block-start: 1.4rem;
        display: flex;
        flex-wrap: wrap;
        gap: 0.9rem 2.5rem;
        align-items: start;
      }
      legend {
        margin-block-end: 0.3rem;
      }
      dl {
        margin: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 2.5rem;
      }
      dt {
        font-size: 0.9rem;
        font-weight: 600;
        margin-block-end: 0.3rem;
      }
      dd {
        margin: 0;
        min-height: 2.6rem;
        display: grid;
        align-content: center;
      }
    `,
  ];

  /** What the adapter calls itself; empty where it does not say. */
  @property() gpuName = '';
  @property() browserName = '';
  @property({ type: Boolean }) isFallback = false;
  @property() length: RunLength = 'quick';
  @property({ attribute: false }) unavailable: UnavailableReason | undefined;
  /** What the browser said, shown in small print under the reason. */
  @property() unavailableDetail = '';
  /** About how long each length takes on this adapter. */
  @property({ attribute: false }) seconds: Readonly<Record<RunLength, number>> = { quick: 30, full: 180 };

  protected override render(): TemplateResult {
    return html` <h1>${msg('What does a bigger model cost?')}</h1>
      <p class="lead">
        ${msg('Measure your GPU on the shapes of real language models, from one million parameters up, and see how many H100s, days and dollars the largest take.')}
      </p>
      ${this.unavailable === undefined ? this.#ready() : this.#explain(this.unavailable)}`;
  }

  #ready(): TemplateResult {
    return html` <div class="act">
        <button class="primary" @click=${this.#start}>${msg('Measure my GPU')}</button>
        <p>
          ${msg('Nothing is downloaded, nothing is sent.')}<br /><span class="soft"
            >${msg(str`It takes about ${formatDuration(this.seconds[this.length], 2)}.`)}</span
          >
        </p>
      </div>
      <div class="options">
        <fieldset>
          <legend>${msg('Length of the run')}</legend>
          <div class="choice">${this.#option('quick', msg('Quick'))}${this.#option('full', msg('Full'))}</div>
        </fieldset>
        <dl>
          <div>
            <dt>${msg('GPU found')}</dt>
            <dd>${this.gpuName === '' ? msg('not named by the browser') : this.gpuName}</dd>
          </div>
          ${
            this.browserName === ''
              ? nothing
              : html`<div>
                  <dt>${msg('Browser')}</dt>
                  <dd>${this.browserName}</dd>
                </div>`
          }
        </dl>
      </div>
      ${this.isFallback ? html`<p class="notice" role="note">${msg('This is a software adapter: the processor does the work of a GPU. The numbers will be right for it, and far below any GPU.')}</p>` : nothing}`;
  }

  #explain(reason: UnavailableReason): TemplateResult {
    return html` <div class="notice" role="note">
      <p><strong>${msg('This browser cannot measure a GPU.')}</strong> ${reasonWords(reason)}</p>
      <p>${msg('Below is a recorded run of another machine, with the same charts.')}</p>
      ${this.unavailableDetail === '' ? nothing : html`<p class="small soft">${this.unavailableDetail}</p>`}
    </div>`;
  }

  #option(length: RunLength, words: string): TemplateResult {
    return html`<label
      ><input
        type="radio"
        name="length"
        .checked=${this.length === length}
        @change=${() => {
          this.length = length;
        }}
      />${words}</label
    >`;
  }

  #start(): void {
    this.dispatchEvent(
      new CustomEvent<RunStart>('run-start', { detail: { length: this.length }, bubbles: true, composed: true }),
    );
  }
}

function reasonWords(reason: UnavailableReason): string {
  switch (reason) {
    case 'no-api':
      return msg('It has no WebGPU. Chrome, Edge, Safari 26 and Firefox 141 or later have it on most systems.');
    case 'insecure-context':
      return msg('WebGPU needs a secure page: open this one over https, or from localhost.');
    case 'no-adapter':
      return msg('WebGPU is there, but it offers no adapter: the graphics driver may be too old, blocked or switched off.');
    case 'blocked':
      return msg(
        'WebGPU is there, but the browser refused a device: a setting, a policy or an earlier crash of the driver may block it.',
      );
    default:
      return reason satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-start': Start;
  }
}
