// Where the time of a step goes: one stacked bar, and below it every part with its seconds and its share.
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatDuration, formatPercent } from '../units/format.ts';
import { partName, type PartGroup, type PartName } from './explore-words.ts';
import { layoutParts, type PartStretch } from './part-layout.ts';
import { baseStyles } from './styles-base.ts';
import { barStyles } from './styles-bars.ts';

@localized()
@customElement('sw-time-parts')
export class TimeParts extends LitElement {
  static override styles = [baseStyles, barStyles];

  @property({ attribute: false }) parts: Readonly<Partial<Record<PartName, number>>> = {};
  @property() label = '';

  protected override render(): TemplateResult {
    const stretches = layoutParts(this.parts);
    const total = stretches.reduce((sum, { seconds }) => sum + seconds, 0);
    return html` <h3>${this.label} <span class="soft number">${formatDuration(total)}</span></h3>
      <svg class="bar" viewBox="0 0 1000 28" preserveAspectRatio="none" role="img" aria-label=${summary(this.label, stretches)}>
        ${stretches.map(
          ({ group, from, share }) =>
            svg`<rect class=${group} x=${1000 * from} y="0" height="28" width=${Math.max(0, 1000 * share - 1.5)}/>`,
        )}
      </svg>
      <ul class="parts">
        ${stretches.map(
          ({ part, group, seconds, share }) =>
            html`<li>
              <svg width="12" height="12" aria-hidden="true"><rect class=${group} width="12" height="12" /></svg>
              <span class="name">${partName(part)}</span>
              <span class="number">${formatPercent(share, share < 0.01 ? 1 : 2)}</span>
              <span class="number soft">${formatDuration(seconds, 2)}</span>
            </li>`,
        )}
      </ul>
      <p class="soft small">${groups(stretches)}</p>`;
  }
}

function summary(label: string, stretches: readonly PartStretch[]): string {
  const named = stretches.map(({ part, share }) => `${partName(part)} ${formatPercent(share, 2)}`);
  return `${label}: ${named.join(', ')}.`;
}

function groups(stretches: readonly PartStretch[]): string {
  const shareOf = (group: PartGroup): number =>
    stretches.filter((stretch) => stretch.group === group).reduce((sum, { share }) => sum + share, 0);
  const words = (group: PartGroup): string => formatPercent(shareOf(group), 2);
  return msg(
    str`In all: arithmetic ${words('compute')}, recomputed ${words('again')}, memory ${words('memory')}, network ${words('network')}, idle ${words('idle')}.`,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-time-parts': TimeParts;
  }
}
