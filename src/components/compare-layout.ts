// Places one figure of up to five entries against model size in a frame: a line, a band and a letter each. Pure.
import type { Frame } from '../chart/frame.ts';
import { spreadLabels } from '../chart/labels.ts';
import { logDomain, logScale, type LogScale } from '../chart/scale.ts';
import type { SizeReport } from '../report/report-document.ts';
import type { Estimate } from '../units/estimate.ts';
import type { PlacedPoint, Series } from './chart-series.ts';
import { shapeOfEntry, sizesOfEntries, styleOfEntry, type CompareEntry } from './compare-entry.ts';
import type { Mark } from './words.ts';

export interface Figure {
  readonly estimate: Estimate;
  readonly mark: Mark;
}

/** What is compared: the figure of one size, undefined where the entry has none. */
export type FigureOf = (size: SizeReport) => Figure | undefined;

/** A size without a figure is a gap where it says something (it does not fit), and passed over where it was not measured. */
export type Gaps = 'kept' | 'passed-over';

export interface CompareSeries extends Series {
  readonly letter: string;
  readonly end: PlacedPoint | undefined;
  /** Height of its letter beside the end; undefined without a point. */
  readonly labelY: number | undefined;
}

export interface CompareLayout {
  readonly x: LogScale;
  readonly y: LogScale;
  readonly series: readonly CompareSeries[];
}

/** Intervals that reach further than this from all values run off the chart. */
const FURTHEST = 30;

export function layoutCompare(entries: readonly CompareEntry[], figureOf: FigureOf, gaps: Gaps, frame: Frame): CompareLayout {
  const sizes = sizesOfEntries(entries);
  const estimates = entries.flatMap(({ report }) => report.sizes.flatMap((size) => figureOf(size)?.estimate ?? []));
  const values = estimates.map(({ value }) => value);
  const [least, most] = [Math.min(...values) / FURTHEST, Math.max(...values) * FURTHEST];
  const ends = estimates.flatMap(({ low, high }) => [Math.max(low, least), Math.min(high, most)]);
  const parameters = sizes.map((size) => size.parameters);
  const x = logScale(logDomain(parameters, 0.03), frame.left, frame.right);
  const y = logScale(logDomain(ends, 0.04), frame.bottom, frame.top);
  const unlabelled = entries.map(({ letter, report }, index) => {
    const all = sizes.map(({ id }): PlacedPoint | undefined => {
      const size = report.sizes.find((candidate) => candidate.id === id);
      const figure = size && figureOf(size);
      if (size === undefined || figure === undefined) return undefined;
      const { value, low, high } = figure.estimate;
      return {
        x: x.place(size.parameters),
        y: y.place(value),
        low: y.place(Math.max(low, least)),
        high: y.place(Math.min(high, most)),
        mark: figure.mark,
      };
    });
    const points = gaps === 'kept' ? all : all.filter((point) => point !== undefined);
    const end = points.findLast((point) => point !== undefined);
    return { letter, style: styleOfEntry(index), shape: shapeOfEntry(index), points, end };
  });
  const labelled = unlabelled.filter(({ end }) => end !== undefined);
  const heights = spreadLabels(
    labelled.map(({ end }) => end?.y ?? 0),
    16 * frame.unit,
    frame.top,
    frame.bottom,
  );
  return { x, y, series: unlabelled.map((series) => ({ ...series, labelY: heights[labelled.indexOf(series)] })) };
}
