// The two logarithmic axes of a chart as SVG: grid, ticks, titles. Rests on chart/.
import { svg, type SVGTemplateResult } from 'lit';
import type { Frame } from '../chart/frame.ts';
import type { RoundValue } from '../chart/linear.ts';
import type { LogScale } from '../chart/scale.ts';
import { logTicks, minorTicks, tickLabel, type Suffixes } from '../chart/ticks.ts';

export interface Axis {
  readonly scale: LogScale;
  readonly title: string;
  readonly suffixes: Suffixes;
  /** Before every number, e.g. `$`. */
  readonly prefix?: string;
  /** In place of powers of ten and their steps, where the domain is too short for them. */
  readonly ticks?: readonly RoundValue[] | undefined;
}

export function axes(frame: Frame, x: Axis, y: Axis): SVGTemplateResult {
  const { left, right, top, bottom, unit } = frame;
  const columns = ticksOf(x, frame.columns);
  const rows = ticksOf(y, frame.rows);
  // Lines between decades only where one decade is wide enough to read them.
  const decade = y.scale.place(y.scale.domain.low) - y.scale.place(y.scale.domain.low * 10);
  const minor = y.ticks === undefined && decade > 60 * unit ? minorTicks(y.scale.domain) : [];
  return svg`
    <g aria-hidden="true">
      ${minor.map((value) => svg`<path class="grid minor" d="M${left},${y.scale.place(value)}H${right}"/>`)}
      ${rows.map(
        ({ value, label }) => svg`
        <path class="grid" d="M${left},${y.scale.place(value)}H${right}"/>
        <text class="tick y" x=${left - 8 * unit} y=${y.scale.place(value)}>${label}</text>`,
      )}
      ${columns.map(
        ({ value, label }) => svg`
        <path class="grid" d="M${x.scale.place(value)},${top}V${bottom}"/>
        <path class="axis" d="M${x.scale.place(value)},${bottom}v5"/>
        <text class="tick x" x=${x.scale.place(value)} y=${bottom + 20 * unit}>${label}</text>`,
      )}
      <path class="axis" d="M${left},${bottom}H${right}"/>
      <text class="axis-title" x="0" y=${12 * unit}>${y.title}</text>
      <text class="axis-title x" x=${(left + right) / 2} y=${bottom + 39 * unit}>${x.title}</text>
    </g>`;
}

function ticksOf({ scale, suffixes, prefix, ticks }: Axis, most: number): readonly RoundValue[] {
  return ticks ?? logTicks(scale.domain, most).map((value) => ({ value, label: tickLabel(value, suffixes, prefix) }));
}
