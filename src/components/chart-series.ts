// One series of a chart as SVG: its interval band, its line in measured and projected stretches, its markers.
// Rests on chart/. A marker is full where measured, half full where measured in part, hollow where projected.
import { nothing, svg, type SVGTemplateResult } from 'lit';
import { bandPath, runsOf, stretches, type Point } from '../chart/curve.ts';
import { markerPaths, type MarkerShape } from '../chart/marker.ts';
import type { Mark } from './words.ts';

/** A point of a series in pixels; `low` and `high` are the pixels of its interval's ends. */
export interface PlacedPoint extends Point {
  readonly low: number;
  readonly high: number;
  readonly mark: Mark;
}

export interface Series {
  /** CSS class that brings colour and dash: a phase, `money`, `other` …; may hold several. */
  readonly style: string;
  readonly shape: MarkerShape;
  /** In order of x; undefined where the series has a gap. */
  readonly points: readonly (PlacedPoint | undefined)[];
}

export function seriesTemplate(
  series: Series,
  options: { readonly radius: number; readonly hasBand: boolean },
): SVGTemplateResult {
  const runs = runsOf(series.points, (point): point is PlacedPoint => point !== undefined);
  return svg`
    <g class="series ${series.style}">
      ${options.hasBand ? runs.map((run) => svg`<path class="band" d=${bandPath(run)}/>`) : nothing}
      ${runs.map((run) => lines(run))}
      ${runs.flat().map((point) => marker(series.shape, point.mark, point, options.radius))}
    </g>`;
}

function lines(run: readonly PlacedPoint[]): readonly SVGTemplateResult[] {
  const isProjected = (from: PlacedPoint, to: PlacedPoint): boolean => from.mark === 'projected' || to.mark === 'projected';
  const parts = stretches(run, (from, to) => (isProjected(from, to) ? 'projected' : 'measured'));
  return parts.map(({ style, path }) => svg`<path class="line ${style}" d=${path}/>`);
}

export function marker(shape: MarkerShape, mark: Mark, at: Point, radius: number): SVGTemplateResult {
  const { outline, half } = markerPaths(shape, radius);
  return svg`
    <g class="marker ${mark}" transform="translate(${at.x} ${at.y})">
      <path class="outline" d=${outline}/>
      ${mark === 'in-part' ? svg`<path class="half" d=${half}/>` : nothing}
    </g>`;
}
