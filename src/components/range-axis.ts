// One logarithmic axis that the rows of a table share: its ticks for the head, and a row's range from p10 to p90 around the
// median. Rests on chart/. The numbers stand beside it; the picture is hidden from those who hear the page.
import { svg, html, type TemplateResult } from 'lit';
import { logDomain, logScale, type LogScale } from '../chart/scale.ts';
import { logTicks, tickLabel } from '../chart/ticks.ts';
import type { Spread } from '../contract/devices.ts';

/** Units of the viewBox across; the cell stretches it evenly. */
export const RANGE_WIDTH = 240;
const EDGE = 14;
const MIDDLE = 12;

/** The axis of these spreads; undefined where there are none. */
export function rangeScale(spreads: readonly (Spread | null)[], others: readonly number[] = []): LogScale | undefined {
  const values = [...spreads.flatMap((spread) => (spread === null ? [] : [spread.p10, spread.p90])), ...others];
  return values.length === 0 ? undefined : logScale(logDomain(values, 0.06), EDGE, RANGE_WIDTH - EDGE);
}

export function rangeTicks(scale: LogScale): TemplateResult {
  return html`<svg class="range" viewBox="0 0 ${RANGE_WIDTH} 16" aria-hidden="true">
    ${ticksOf(scale).map((value) => svg`<text class="tick" x=${scale.place(value)} y="12">${tickLabel(value, 'si')}</text>`)}
  </svg>`;
}

/** `mark` is a value of its own, drawn as a diamond over the range. */
export function rangeBar(scale: LogScale, spread: Spread | null, mark?: number): TemplateResult {
  return html`<svg class="range" viewBox="0 0 ${RANGE_WIDTH} 24" aria-hidden="true">
    ${ticksOf(scale).map((value) => svg`<path class="grid" d="M${scale.place(value)},0V24"/>`)}
    ${spread === null ? svg`` : spreadMarks(scale, spread)}
    ${mark === undefined ? svg`` : svg`<path class="own" d="M${scale.place(mark)},${MIDDLE - 8}l6,8l-6,8l-6,-8Z"/>`}
  </svg>`;
}

function spreadMarks(scale: LogScale, { p10, median, p90 }: Spread) {
  const [from, to] = [scale.place(p10), scale.place(p90)];
  return svg`<rect class="spread" x=${from} y=${MIDDLE - 4} width=${Math.max(1, to - from)} height="8" rx="1"/>
    <circle class="median" cx=${scale.place(median)} cy=${MIDDLE} r="5"/>`;
}

function ticksOf({ domain }: LogScale): readonly number[] {
  return logTicks(domain, 5);
}
