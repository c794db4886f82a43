// One logarithmic axis that the rows of a table share: its ticks for the head, and a row's range from p10 to p90 around the
// median. Rests on chart/. The numbers stand beside it; the picture is hidden from those who hear the page.
import { svg, html, type TemplateResult } from 'lit';
import { logDomain, logScale, type LogScale } from '../chart/scale.ts';
import { logTicks, tickLabel } from '../chart/ticks.ts';
import type { Spread } from '../contract/devices.ts';

const EDGE = 14;
const MIDDLE = 12;
const ROOM = 1.4;

export interface RangeAxis {
  readonly scale: LogScale;
  /** Units of the viewBox across. */
  readonly width: number;
  /** At most so many. */
  readonly ticks: readonly number[];
}

/** A column's own axis, and one that stands below a name on a phone. */
export type RangeSize = 'wide' | 'narrow';

/** The axis of these spreads and other values; undefined where there are none. */
export function rangeAxis(
  spreads: readonly (Spread | null)[],
  others: readonly number[] = [],
  size: RangeSize = 'wide',
): RangeAxis | undefined {
  const values = [...spreads.flatMap((spread) => (spread === null ? [] : [spread.p10, spread.p90])), ...others];
  // Room on both sides, so that ticks stand around what is narrow too.
  const ends = values.flatMap((value) => [value / ROOM, value * ROOM]);
  if (values.length === 0) return undefined;
  const width = size === 'wide' ? 240 : 140;
  const scale = logScale(logDomain(ends, 0), EDGE, width - EDGE);
  return { scale, width, ticks: logTicks(scale.domain, size === 'wide' ? 5 : 3) };
}

export function rangeTicks({ scale, width, ticks }: RangeAxis): TemplateResult {
  return html`<svg class="range" viewBox="0 0 ${width} 16" aria-hidden="true">
    ${ticks.map((value) => svg`<text class="tick" x=${scale.place(value)} y="12">${tickLabel(value, 'si')}</text>`)}
  </svg>`;
}

/** `mark` is a value of its own, drawn as a diamond over the range. Nothing is drawn of a spread that lies off the axis. */
export function rangeBar(axis: RangeAxis, spread: Spread | null, mark?: number): TemplateResult {
  const { scale, width, ticks } = axis;
  const { low, high } = scale.domain;
  return html`<svg class="range" viewBox="0 0 ${width} 24" aria-hidden="true">
    ${ticks.map((value) => svg`<path class="grid" d="M${scale.place(value)},0V24"/>`)}
    ${spread === null || spread.median < low || spread.median > high ? svg`` : spreadMarks(scale, spread)}
    ${mark === undefined ? svg`` : ownMark(axis, mark)}
  </svg>`;
}

/** Rings for values of equal weight, a diamond for the run's own. */
export function rangeRings(axis: RangeAxis, values: readonly number[], own: number): TemplateResult {
  return html`<svg class="range" viewBox="0 0 ${axis.width} 24" aria-hidden="true">
    ${values.map((value) => svg`<circle class="ring" cx=${axis.scale.place(value)} cy=${MIDDLE} r="4"/>`)} ${ownMark(axis, own)}
  </svg>`;
}

function ownMark({ scale }: RangeAxis, value: number) {
  return svg`<path class="own" d="M${scale.place(value)},${MIDDLE - 8}l6,8l-6,8l-6,-8Z"/>`;
}

function spreadMarks(scale: LogScale, { p10, median, p90 }: Spread) {
  const [from, to] = [scale.place(p10), scale.place(p90)];
  return svg`<rect class="spread" x=${from} y=${MIDDLE - 4} width=${Math.max(1, to - from)} height="8" rx="1"/>
    <circle class="median" cx=${scale.place(median)} cy=${MIDDLE} r="5"/>`;
}
