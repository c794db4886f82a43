// Places a report's throughput in a frame: three phases, perhaps a second report's under them, the labels at the lines' ends.
// Pure; rests on chart/ and report/.
import type { Frame } from '../chart/frame.ts';
import { spreadLabels } from '../chart/labels.ts';
import { logDomain, logScale, type LogScale } from '../chart/scale.ts';
import { PHASES, type Phase } from '../contract/run.ts';
import type { PhaseSummary } from '../contract/summary.ts';
import type { Report, SizeReport } from '../report/report-document.ts';
import type { Estimate } from '../units/estimate.ts';
import type { PlacedPoint, Series } from './chart-series.ts';
import { markOf, PHASE_SHAPES } from './words.ts';

export type ThroughputQuantity = 'tokens' | 'flop';

export interface PhaseSeries extends Series {
  readonly phase: Phase;
  /** Where its line ends; undefined for a series without points. */
  readonly end: PlacedPoint | undefined;
  /** Height of its label beside the end; undefined without one. */
  readonly labelY: number | undefined;
}

export interface ThroughputLayout {
  readonly x: LogScale;
  readonly y: LogScale;
  readonly own: readonly PhaseSeries[];
  readonly other: readonly PhaseSeries[];
}

export function quantityOf(phase: PhaseSummary, quantity: ThroughputQuantity): Estimate {
  return quantity === 'tokens' ? phase.tokens_per_second : phase.flop_per_second;
}

export function phaseOf(size: SizeReport, phase: Phase): PhaseSummary | undefined {
  return size.phases.find((summary) => summary.phase === phase);
}

/** An interval that reaches further than this from all values, as one of two samples may, runs off the chart. */
const FURTHEST = 30;

/** From the lowest to the highest end of an interval, as far as they stay near the values. */
function rangeShown(estimates: readonly Estimate[]): readonly [number, number] {
  const values = estimates.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const least = Math.min(...estimates.map(({ low }) => Math.max(low, lowest / FURTHEST)));
  const most = Math.max(...estimates.map(({ high }) => Math.min(high, highest * FURTHEST)));
  return [least, most];
}

export function layoutThroughput(
  report: Report,
  other: Report | undefined,
  quantity: ThroughputQuantity,
  frame: Frame,
): ThroughputLayout {
  const sizes = [...report.sizes, ...(other?.sizes ?? [])];
  const estimates = sizes.flatMap((size) => size.phases.map((phase) => quantityOf(phase, quantity)));
  const x = logScale(
    logDomain(
      sizes.map((size) => size.parameters),
      0.03,
    ),
    frame.left,
    frame.right,
  );
  const [least, most] = rangeShown(estimates);
  const y = logScale(logDomain([least, most], 0.03), frame.bottom, frame.top);
  const placeEnd = (value: number): number => y.place(Math.min(most, Math.max(least, value)));

  const place = (owner: Report | undefined, isOther: boolean): readonly Omit<PhaseSeries, 'labelY'>[] =>
    PHASES.map((phase) => {
      const points = (owner?.sizes ?? []).map((size): PlacedPoint | undefined => {
        const summary = phaseOf(size, phase);
        if (summary === undefined) return undefined;
        const { value, low, high } = quantityOf(summary, quantity);
        return {
          x: x.place(size.parameters),
          y: y.place(value),
          low: placeEnd(low),
          high: placeEnd(high),
          mark: markOf(summary),
        };
      });
      const end = points.findLast((point) => point !== undefined);
      return { phase, style: isOther ? 'other' : phase, shape: PHASE_SHAPES[phase], points, end };
    });

  const unlabelled = [...place(report, false), ...place(other, true)];
  // A narrow chart has room for the names of its own lines only; the grey ones are named by the read-out.
  const ends = unlabelled.filter((series) => series.end !== undefined && !(frame.isNarrow && series.style === 'other'));
  const heights = spreadLabels(
    ends.map((series) => series.end?.y ?? 0),
    17 * frame.unit,
    frame.top,
    frame.bottom,
  );
  const labelled = unlabelled.map((series): PhaseSeries => ({ ...series, labelY: heights[ends.indexOf(series)] }));
  return { x, y, own: labelled.slice(0, PHASES.length), other: other === undefined ? [] : labelled.slice(PHASES.length) };
}
