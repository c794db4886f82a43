// The answer before any dial: what the chosen size costs, and what one ten times as large costs and is worth.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ExplorationReport, TrainingPoint } from '../report/exploration-report.ts';
import { formatCount, formatDays, formatDollars, formatEstimate, formatRatio } from '../units/format.ts';
import { answerOf, type Tenfold } from './explore-answer.ts';
import { baseStyles } from './styles-base.ts';
import { wholeNumber } from './words.ts';

@localized()
@customElement('sw-answer')
export class AnswerElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      h1 {
        margin-block-end: 0.4rem;
      }
      p {
        font-family: var(--display);
        font-size: clamp(1.1rem, 1rem + 0.5vw, 1.35rem);
        line-height: 1.45;
        max-width: 58rem;
      }
      strong {
        font-weight: 600;
        white-space: nowrap;
        font-variant-numeric: tabular-nums lining-nums;
        color: var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) report: ExplorationReport | undefined;

  protected override render(): TemplateResult {
    return html`<h1>${msg('What does a bigger model cost?')}</h1>
      ${this.report === undefined ? html`<p class="soft">${msg('It is being computed …')}</p>` : this.#answer(this.report)}`;
  }

  #answer(report: ExplorationReport): TemplateResult {
    const answer = answerOf(report);
    const size = formatCount(report.focus.parameters, 2);
    if (answer === undefined) {
      const { training } = report.focus;
      return html`<p>
        ${msg(str`A model of ${size} parameters is out of reach:`)} ${training.kind === 'unreachable' ? training.reason : ''}
      </p>`;
    }
    const { training } = answer;
    const gpus = wholeNumber(training.gpuCount);
    return html`<p>
      ${msg(str`${size} parameters trained on ${formatCount(training.tokens, 2)} tokens cost`)}
      <strong>${formatEstimate(training.dollars, formatDollars)}</strong> ${msg('and take')}
      <strong>${formatEstimate(training.days, formatDays)}</strong>
      ${msg(str`on ${gpus} GPUs (${report.exploration.accelerator}).`)}
      ${answer.tenfold === undefined ? nothing : tenfold(report, answer.training, answer.tenfold)}
    </p>`;
  }
}

function tenfold(report: ExplorationReport, training: TrainingPoint, { timesDollars, timesDays, loss }: Tenfold): TemplateResult {
  const losses = msg(str`the loss goes from ${formatRatio(training.loss.value)} to ${formatRatio(loss)} nats a token.`);
  switch (report.exploration.hold) {
    case 'budget':
      return html`${msg('For the same dollars, a model ten times as large sees fewer tokens:')} ${losses}`;
    case 'time':
      return html`${msg('In the same time, a model ten times as large sees fewer tokens:')} ${losses}`;
    case 'gpus':
      return html`${msg('Ten times as many parameters take')}
        <strong>${formatRatio(timesDays, 2)}</strong> ${msg('times as long;')} ${losses}`;
    case 'loss':
      return html`${msg('Ten times as many parameters cost')}
        <strong>${formatRatio(timesDollars, 2)}</strong> ${msg('times as much to reach the same loss.')}`;
    case 'tokens':
      return html`${msg('Ten times as many parameters cost')}
        <strong>${formatRatio(timesDollars, 2)}</strong> ${msg('times as much;')} ${losses}`;
    default:
      return report.exploration.hold satisfies never;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-answer': AnswerElement;
  }
}
