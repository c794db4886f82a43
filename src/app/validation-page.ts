// The page at `/validation`: what the model predicts of published runs, against what they say. Rests on validation.json,
// which `npm run validate` writes, and on components/.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { baseStyles } from '../components/styles-base.ts';
import { controlStyles } from '../components/styles-controls.ts';
import '../components/sw-validation-chart.ts';
import '../components/sw-validation-constants.ts';
import '../components/sw-validation-families.ts';
import '../components/sw-validation-groups.ts';
import '../components/sw-validation-rows.ts';
import { rowGroups } from '../components/validation-words.ts';
import type { ScoredRow, Validation } from '../contract/validation.ts';
import { formatPercent } from '../units/format.ts';
import { loadValidation, type Loaded } from './validation-file.ts';

@localized()
@customElement('sw-validation-page')
export class ValidationPage extends LitElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      section {
        margin-block-start: 3rem;
      }
      .lede {
        font-family: var(--display);
        font-size: clamp(1.1rem, 1rem + 0.5vw, 1.35rem);
        max-width: 58rem;
      }
      .filter {
        max-width: 24rem;
        margin-block: 3rem 0;
      }
      .two {
        display: grid;
        gap: 3rem 2.5rem;
        grid-template-columns: minmax(0, 1fr);
      }
      @media (min-width: 64rem) {
        .two {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  @state() private loaded: Loaded | undefined;
  /** Name of the group whose runs are shown; empty for all. */
  @state() private group = new URLSearchParams(location.search).get('group') ?? '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`<h1>${msg('How far the extrapolation can be believed')}</h1>
      ${this.body()}`;
  }

  private body(): TemplateResult {
    const { loaded } = this;
    if (loaded === undefined) return html`<p role="status">${msg('The published runs are being loaded …')}</p>`;
    if (loaded.kind === 'failed')
      return html`<p class="notice alert" role="alert">${msg('The validation cannot be shown:')} ${loaded.message}</p>
        <p>${msg('npm run validate computes it from the published rows and prints it.')}</p>`;
    return this.shown(loaded.validation);
  }

  private shown(validation: Validation): TemplateResult {
    const rows = this.rowsOf(validation);
    return html`${lede(validation)}
      <section><sw-validation-groups .groups=${validation.groups}></sw-validation-groups></section>
      ${this.filter(validation)}
      <section class="two">
        <sw-validation-chart .rows=${rows}></sw-validation-chart>
        <sw-validation-families .rows=${rows}></sw-validation-families>
      </section>
      <section><sw-validation-rows .rows=${rows}></sw-validation-rows></section>
      <section><sw-validation-constants .constants=${validation.constants}></sw-validation-constants></section>
      ${validation.unscored.length === 0 ? nothing : unscored(validation)}`;
  }

  private filter(validation: Validation): TemplateResult {
    const groups = rowGroups(validation);
    const isKnown = this.group === '' || groups.some(({ name }) => name === this.group);
    return html`<div class="filter">
      ${isKnown ? nothing : html`<p class="notice" role="alert">${msg(str`There is no group ${this.group}; all runs are shown.`)}</p>`}
      <label for="group">${msg('Runs of')}</label>
      <select id="group" @change=${this.changeGroup}>
        <option value="" .selected=${this.group === ''}>${msg(str`all groups (${toldRows(validation.rows).length})`)}</option>
        ${groups.map(
          ({ name, words, rowCount }) =>
            html`<option value=${name} .selected=${name === this.group}>${words} (${rowCount})</option>`,
        )}
      </select>
    </div>`;
  }

  private rowsOf({ rows }: Validation): readonly ScoredRow[] {
    const own = rows.filter(({ group }) => group === this.group);
    return own.length === 0 ? toldRows(rows) : own;
  }

  private changeGroup(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    this.group = event.target.value;
    const query = this.group === '' ? '' : `?${new URLSearchParams({ group: this.group }).toString()}`;
    history.replaceState(null, '', `${location.pathname}${query}${location.hash}`);
  }

  private async load(): Promise<void> {
    this.loaded = await loadValidation();
  }
}

/** Every run once: those predicted a second time with their layout withheld are a group of their own. */
function toldRows(rows: readonly ScoredRow[]): readonly ScoredRow[] {
  return rows.filter(({ group }) => group !== 'layout-withheld');
}

function lede({ groups, rows, fitted_at }: Validation): TemplateResult {
  const families = new Set(rows.map(({ family }) => family)).size;
  const runs = new Set(rows.map(({ id }) => id)).size;
  const training = groups.find(({ name }) => name === 'training');
  const judged = groups.flatMap(({ holds }) => Object.values(holds).filter((holding) => holding !== null));
  const held = judged.filter(Boolean).length;
  return html`<p class="lede">
      ${msg(str`${runs} published runs of ${families} families, each predicted with constants that its own family had no part in.`)}
      ${
        training === undefined || training.model.median === null
          ? nothing
          : msg(
              str`Training throughput is off by ${formatPercent(training.model.median, 2)} in the median family; its 90 % intervals hold ${training.coverage === null ? '–' : formatPercent(training.coverage, 2)} of the runs.`,
            )
      }
      ${msg(str`Of ${judged.length} bars, ${held} hold.`)}
    </p>
    <p class="soft small">${msg(str`Fitted on ${fitted_at}; npm run validate computes the same.`)}</p>`;
}

function unscored({ unscored: rows }: Validation): TemplateResult {
  return html`<section>
    <h2>${msg('Not scored')}</h2>
    <details>
      <summary>${msg(str`${rows.length} published rows that nothing is scored by, and why`)}</summary>
      <ul>
        ${rows.map(({ id, reason }) => html`<li class="small"><code>${id}</code>: ${reason}</li>`)}
      </ul>
    </details>
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-validation-page': ValidationPage;
  }
}
