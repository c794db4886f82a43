// The training that proves the kernels: a button, what was proved, the loss as it falls, and whether it fell far enough.
// Emits `training-start` and `training-stop`.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatPercent, formatRatio, formatWhole } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import './sw-loss-chart.ts';

/** One comparison with float64: how many things were compared, and the one furthest off. */
export interface ProofPart {
  readonly compared: number;
  readonly worstName: string;
  /** Its error as a share of its bound. */
  readonly worstShare: number;
  readonly isWithin: boolean;
}

export interface Proof {
  readonly gradients: ProofPart;
  readonly operations: ProofPart;
}

export type TrainingState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly proof: Proof | undefined; readonly losses: readonly number[] }
  | {
      readonly kind: 'done';
      readonly proof: Proof;
      readonly losses: readonly number[];
      /** Over the whole text, in nats a character. */
      readonly lossAfter: number;
      readonly isBelow: boolean;
      /** Before its last step, by the visitor: then the loss tells nothing of the kernels. */
      readonly isStopped: boolean;
    }
  /** With what there was until then. */
  | { readonly kind: 'failed'; readonly message: string; readonly proof: Proof | undefined; readonly losses: readonly number[] };

/** What is trained on. */
export interface TrainingText {
  readonly title: string;
  readonly author: string;
  readonly characters: number;
  /** In nats a character. */
  readonly unigramEntropy: number;
}

@localized()
@customElement('sw-training')
export class Training extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      .lead {
        max-width: 44rem;
      }
      section {
        margin-block-start: 2rem;
      }
      li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) state: TrainingState = { kind: 'idle' };
  @property({ attribute: false }) text: TrainingText | undefined;
  @property({ type: Number }) steps = 0;

  protected override render(): TemplateResult {
    return html` <h1>${msg('Train a transformer')}</h1>
      <p class="lead">
        ${msg('A small transformer learns a page of text on your GPU, with nothing but the kernels that are measured. First every gradient is compared with the same arithmetic in double precision.')}
      </p>
      ${this.text === undefined ? nothing : this.#source(this.text)} ${this.#body()}`;
  }

  #source({ title, author, characters }: TrainingText): TemplateResult {
    return html`<p class="soft small">${msg(str`The text: ${title}, by ${author}; ${formatWhole(characters)} characters.`)}</p>`;
  }

  #body(): TemplateResult {
    const { state } = this;
    switch (state.kind) {
      case 'idle':
        return this.#start(msg('Train on my GPU'));
      case 'running':
        return html`<button @click=${this.#stop}>${msg('Stop')}</button>${
            state.proof === undefined
              ? html`<p role="status">${msg('Compiling the kernels, and comparing them with double precision …')}</p>`
              : this.#proof(state.proof)
          }${this.#chart(state.losses)}`;
      case 'done':
        return html`${this.#proof(state.proof)}${this.#chart(state.losses)}
        ${state.isStopped ? this.#halfway(state.losses.length, state.lossAfter) : this.#outcome(state.lossAfter, state.isBelow)}
        ${this.#start(msg('Train again'))}`;
      case 'failed':
        return html`<p class="notice" role="alert">${msg('The training failed:')} ${state.message}</p>
          ${state.proof === undefined ? nothing : this.#proof(state.proof)}${this.#chart(state.losses)}${this.#start(msg('Try again'))}`;
      default:
        return state satisfies never;
    }
  }

  #start(words: string): TemplateResult {
    return html`<button class="primary" @click=${this.#begin}>${words}</button>`;
  }

  #proof({ gradients, operations }: Proof): TemplateResult {
    return html` <section>
      <h2>${msg('What was proved')}</h2>
      <ul>
        <li>
          ${sign(gradients)}
          ${msg(str`Gradients of ${gradients.compared} parameter arrays, against the bound for the whole pass: the worst, ${gradients.worstName}, is off by ${formatPercent(gradients.worstShare, 2)} of it.`)}
        </li>
        <li>
          ${sign(operations)}
          ${msg(str`Results of ${operations.compared} operations, each against its own bound: the worst, ${operations.worstName}, is off by ${formatPercent(operations.worstShare, 2)} of it.`)}
        </li>
      </ul>
    </section>`;
  }

  #chart(losses: readonly number[]): TemplateResult | typeof nothing {
    if (this.text === undefined || losses.length === 0) return nothing;
    return html`<section>
      <sw-loss-chart .losses=${losses} .level=${this.text.unigramEntropy} .steps=${this.steps}></sw-loss-chart>
    </section>`;
  }

  #outcome(lossAfter: number, isBelow: boolean): TemplateResult {
    const after = formatRatio(lossAfter, 3);
    const level = formatRatio(this.text?.unigramEntropy ?? 0, 3);
    return html`<p role="status">
      ${
        isBelow
          ? msg(
              str`✓ The loss on the whole text is ${after} nats a character, below the ${level} of a model that ignores what came before.`,
            )
          : msg(
              str`✗ The loss on the whole text is ${after} nats a character, not below the ${level} of a model that ignores what came before.`,
            )
      }
    </p>`;
  }

  #halfway(done: number, lossAfter: number): TemplateResult {
    return html`<p role="status">
      ${msg(str`Stopped after ${done} of ${this.steps} steps; the loss on the whole text is ${formatRatio(lossAfter, 3)} nats a character.`)}
    </p>`;
  }

  #begin(): void {
    this.dispatchEvent(new CustomEvent('training-start', { bubbles: true, composed: true }));
  }

  #stop(): void {
    this.dispatchEvent(new CustomEvent('training-stop', { bubbles: true, composed: true }));
  }
}

function sign({ isWithin }: ProofPart): string {
  return isWithin ? msg('✓') : msg('✗ Out of bounds.');
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-training': Training;
  }
}
