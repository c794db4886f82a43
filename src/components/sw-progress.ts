// A run under way: stage, size and phase, a bar, the time so far, and a button that stops it. Emits `run-stop`.
// Announced politely at each new stage and each quarter, not at each tick.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RunProgress } from '../contract/page.ts';
import { phaseSchema } from '../contract/run.ts';
import { formatPercent } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { controlStyles } from './styles-controls.ts';
import { progressStyles } from './styles-progress.ts';
import { phaseName, wholeNumber } from './words.ts';

@localized()
@customElement('sw-progress')
export class Progress extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    progressStyles,
    css`
      .bar {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0.75rem 1.25rem;
        align-items: center;
      }
      .now {
        font-family: var(--display);
        font-size: 1.25rem;
        font-weight: 600;
        margin: 0;
      }
      .now span {
        font-family: var(--text);
        font-size: 1rem;
        font-weight: 400;
        color: var(--ink-soft);
      }
      .elapsed {
        font-variant-numeric: tabular-nums;
        color: var(--ink-soft);
        margin: 0.3rem 0 0;
      }
    `,
  ];

  @property({ attribute: false }) progress: RunProgress | undefined;
  /** Stop was asked for; the work in flight ends first. */
  @property({ type: Boolean }) isStopping = false;

  @state() private announcement = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('progress') || this.progress === undefined) return;
    const before = changed.get('progress');
    const quarter = (progress: RunProgress | undefined): number => Math.floor((progress?.fraction ?? 0) * 4);
    if (before?.stage === this.progress.stage && quarter(before) === quarter(this.progress)) return;
    this.announcement = `${stageWords(this.progress.stage)} ${formatPercent(quarter(this.progress) / 4, 2)}`;
  }

  protected override render(): TemplateResult {
    const { progress } = this;
    const fraction = progress?.fraction ?? 0;
    return html` <h1 class="now">
        ${stageWords(progress?.stage ?? 'opening')} <span>${progress === undefined ? '' : place(progress)}</span>
      </h1>
      <div class="bar">
        <progress max="1" .value=${fraction} aria-label=${msg('Progress of the run')}>${formatPercent(fraction, 2)}</progress>
        <button ?disabled=${this.isStopping} @click=${this.#stop}>${this.isStopping ? msg('Stopping …') : msg('Stop')}</button>
      </div>
      <p class="elapsed">
        ${msg(str`${wholeNumber(Math.floor(progress?.elapsed_seconds ?? 0))} s so far. Keep this tab in front; the run waits while it is hidden.`)}
      </p>
      <div class="visually-hidden" role="status" aria-live="polite">${this.announcement}</div>`;
  }

  #stop(): void {
    this.dispatchEvent(new CustomEvent('run-stop', { bubbles: true, composed: true }));
  }
}

function stageWords(stage: RunProgress['stage']): string {
  switch (stage) {
    case 'opening':
      return msg('Opening the GPU');
    case 'probing':
      return msg('Probing peak rate and bandwidth');
    case 'verifying':
      return msg('Verifying kernels against float64');
    case 'measuring':
      return msg('Measuring');
    case 'finishing':
      return msg('Working out the result');
    default:
      return stage satisfies never;
  }
}

function place({ size, phase, operation }: RunProgress): string {
  const known = phaseSchema.safeParse(phase);
  return [size, known.success ? phaseName(known.data) : phase, operation]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-progress': Progress;
  }
}
