// Each group of published runs against its bar: errors, how often its 90 % intervals hold, how wide they are, and the same
// errors by one constant utilisation.
import { localized, msg, str } from '@lit/localize';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ScoredGroup } from '../contract/validation.ts';
import { formatPercent, formatRatio } from '../units/format.ts';
import { baseStyles } from './styles-base.ts';
import { tableStyles } from './styles-table.ts';

@localized()
@customElement('sw-validation-groups')
export class ValidationGroups extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      .missed {
        color: var(--alert);
        font-weight: 600;
      }
      tbody th {
        white-space: normal;
        min-width: 11rem;
      }
      thead th:first-child {
        text-align: start;
      }
      thead th {
        white-space: normal;
      }
    `,
  ];

  @property({ attribute: false }) groups: readonly ScoredGroup[] = [];

  protected override render(): TemplateResult {
    return html` <h2>${msg('Every group against its bar')}</h2>
      <p class="soft small">
        ${msg('Errors of families: a family’s error is the median of its runs. ✓ meets its bar, ✗ misses it; bars in brackets. Intervals hold what they say within 85–95 %.')}
      </p>
      <div class="scroll" role="region" tabindex="0" aria-label=${msg('Every group against its bar')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('Group')}</th>
              <th scope="col">${msg('Median error')}</th>
              <th scope="col">${msg('90th percentile')}</th>
              <th scope="col">${msg('Held by 90 % intervals')}</th>
              <th scope="col">${msg('Interval, ×÷')}</th>
              <th scope="col">${msg('Constant utilisation: median, 90th')}</th>
              <th scope="col">${msg('Families')}</th>
              <th scope="col">${msg('Runs')}</th>
            </tr>
          </thead>
          <tbody>
            ${this.groups.map((group) => this.#row(group))}
          </tbody>
        </table>
      </div>`;
  }

  #row(group: ScoredGroup): TemplateResult {
    const { meaning, bar, model, against_baseline, coverage, inside, median_half_width, holds } = group;
    const baseline = against_baseline?.baseline;
    return html`<tr>
      <th scope="row">${meaning}</th>
      <td>${judged(model.median, bar.median, holds.median)}</td>
      <td>${judged(model.ninetieth, bar.ninetieth, holds.ninetieth)}</td>
      <td>${bar.inside === null ? judged(coverage, null, holds.coverage) : judged(inside, bar.inside, holds.inside)}</td>
      <td>${median_half_width === null ? '–' : formatRatio(Math.exp(median_half_width), 3)}</td>
      <td>
        ${
          baseline === undefined
            ? '–'
            : html`${sign(holds.baseline)}${msg(str`${percent(baseline.median)}, ${percent(baseline.ninetieth)}`)}`
        }
      </td>
      <td>${model.families}</td>
      <td>${model.rows}</td>
    </tr>`;
  }
}

function judged(value: number | null, bar: number | null, holds: boolean | null): TemplateResult {
  return html`<span class=${holds === false ? 'missed' : ''}
    >${sign(holds)}${percent(value)}${bar === null ? nothing : html` <span class="soft">(${formatPercent(bar, 2)})</span>`}</span
  >`;
}

function sign(holds: boolean | null): TemplateResult | typeof nothing {
  if (holds === null) return nothing;
  return html`<span class="sign" aria-hidden="true">${holds ? '✓' : '✗'}</span
    ><span class="visually-hidden">${holds ? msg('meets its bar:') : msg('misses its bar:')} </span>`;
}

function percent(value: number | null): string {
  return value === null ? '–' : formatPercent(value, value < 0.1 ? 2 : 3);
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-validation-groups': ValidationGroups;
  }
}
