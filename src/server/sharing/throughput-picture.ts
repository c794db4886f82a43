// Throughput against model size as a piece of SVG: three phases with their intervals, marked by how each point came to be.
// The page draws the same in components/throughput-layout.ts, with everything that moves. Rests on chart/.
import { bandPath, runsOf, stretches, type Point } from '../../chart/curve.ts';
import { spreadLabels } from '../../chart/labels.ts';
import { markerPaths, type MarkerShape } from '../../chart/marker.ts';
import { logDomain, logScale, type LogScale } from '../../chart/scale.ts';
import { logTicks, tickLabel } from '../../chart/ticks.ts';
import { PHASES, type Phase } from '../../contract/run.ts';
import type { PhaseSummary, SizeSummary } from '../../contract/summary.ts';
import { xml } from './svg-text.ts';

/** Where the lines go; ticks and the axes' titles stand outside, 20 pixels of text below and 60 to the left at text size 13. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly textSize: number;
}

interface Mark extends Point {
  readonly low: number;
  readonly high: number;
  readonly fill: 'full' | 'half' | 'hollow';
}

const NAMES: Readonly<Record<Phase, string>> = { prefill: 'Prefill', decode: 'Decode', train: 'Training' };
const SHAPES: Readonly<Record<Phase, MarkerShape>> = { prefill: 'circle', decode: 'square', train: 'triangle' };
const DASHES: Readonly<Record<Phase, string>> = { prefill: '7 4', decode: '2 4', train: '10 3 2 3' };
/** An interval that reaches further than this from all values runs off the chart. */
const FURTHEST = 30;

export function throughputPicture(sizes: readonly SizeSummary[], area: PlotArea): string {
  const phases = sizes.flatMap((size) => size.phases);
  if (phases.length === 0) return '';
  const values = phases.map(({ tokens_per_second: { value } }) => value).filter((value) => value > 0);
  const [least, most] = [Math.min(...values) / FURTHEST, Math.max(...values) * FURTHEST];
  const within = (value: number) => Math.min(most, Math.max(least, value));
  const ends = phases.flatMap(({ tokens_per_second: { low, high } }) => [within(low), within(high)]);
  const parameters = sizes.map((size) => size.parameters);
  const x = logScale(logDomain(parameters, 0.03), area.left, area.right);
  const y = logScale(logDomain([...values, ...ends], 0.03), area.bottom, area.top);
  const series = PHASES.map((phase) => ({ phase, marks: sizes.map((size) => markOf(size, phase, x, y, within)) }));
  const labelled = series.flatMap(({ phase, marks }) => {
    const end = marks.findLast((mark) => mark !== undefined);
    return end === undefined ? [] : [{ phase, end }];
  });
  const heights = spreadLabels(
    labelled.map(({ end }) => end.y),
    area.textSize * 1.3,
    area.top,
    area.bottom - area.textSize * 0.6,
  );
  return [
    axes(x, y, area),
    ...series.map(({ phase, marks }) => seriesPiece(phase, marks, area)),
    ...labelled.map(({ phase, end }, index) => label(phase, end, heights[index] ?? end.y, area)),
  ].join('');
}

function markOf(size: SizeSummary, phase: Phase, x: LogScale, y: LogScale, within: (value: number) => number): Mark | undefined {
  const summary = size.phases.find((one) => one.phase === phase);
  if (summary === undefined || !(summary.tokens_per_second.value > 0)) return undefined;
  const { value, low, high } = summary.tokens_per_second;
  return {
    x: x.place(size.parameters),
    y: y.place(value),
    low: y.place(within(low)),
    high: y.place(within(high)),
    fill: fillOf(summary),
  };
}

function fillOf({ kind, is_sliced }: PhaseSummary): Mark['fill'] {
  if (kind === 'projected') return 'hollow';
  return kind === 'measured' && !is_sliced ? 'full' : 'half';
}

function axes(x: LogScale, y: LogScale, { left, right, top, bottom, textSize }: PlotArea): string {
  const columns = logTicks(x.domain, Math.floor((right - left) / (textSize * 5)));
  const rows = logTicks(y.domain, Math.floor((bottom - top) / (textSize * 2.6)));
  const text = (words: string, at: Point, style: string) =>
    `<text class="soft ${style}" font-size="${textSize}" x="${round(at.x)}" y="${round(at.y)}">${xml(words)}</text>`;
  return [
    ...rows.map((value) => {
      const at = y.place(value);
      return `<path class="grid" d="M${left},${round(at)}H${right}"/>${text(tickLabel(value, 'count'), { x: left - 8, y: at + textSize * 0.36 }, 'end')}`;
    }),
    ...columns.map((value) => {
      const at = x.place(value);
      return `<path class="grid" d="M${round(at)},${top}V${bottom}"/>${text(tickLabel(value, 'count'), { x: at, y: bottom + textSize * 1.5 }, 'middle')}`;
    }),
    `<path class="axis" d="M${left},${bottom}H${right}"/>`,
    text('tokens/s', { x: left - textSize * 4, y: top - textSize * 0.8 }, 'strong'),
    text('parameters', { x: (left + right) / 2, y: bottom + textSize * 2.9 }, 'strong middle'),
  ].join('');
}

function seriesPiece(phase: Phase, marks: readonly (Mark | undefined)[], { textSize }: PlotArea): string {
  const runs = runsOf(marks, (mark): mark is Mark => mark !== undefined);
  const { outline, half } = markerPaths(SHAPES[phase], textSize / 3);
  const lines = runs.flatMap((run) =>
    stretches(run, (from, to) => from.fill === 'hollow' || to.fill === 'hollow').map(
      ({ style: isProjected, path }) =>
        `<path class="line" d="${path}"${isProjected ? ` stroke-dasharray="${DASHES[phase]}"` : ''}/>`,
    ),
  );
  const markers = runs.flat().map(({ x, y, fill }) => {
    const inner = fill === 'half' ? `<path class="full" d="${half}"/>` : '';
    return `<g transform="translate(${round(x)} ${round(y)})"><path class="marker ${fill === 'full' ? 'full' : 'hollow'}" d="${outline}"/>${inner}</g>`;
  });
  return `<g class="${phase}">${runs.map((run) => `<path class="band" d="${bandPath(run)}"/>`).join('')}${lines.join('')}${markers.join('')}</g>`;
}

function label(phase: Phase, end: Mark, height: number, { textSize }: PlotArea): string {
  const at = end.x + textSize * 1.3;
  return `<g class="${phase}"><path class="leader" d="M${round(end.x + 6)},${round(end.y)}L${round(at - 4)},${round(height)}"/><text class="strong" font-size="${textSize}" x="${round(at)}" y="${round(height + textSize * 0.36)}">${NAMES[phase]}</text></g>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
