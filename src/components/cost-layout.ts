// Places a report's cost of training or serving in a frame; sizes that do not fit are gaps. Pure; rests on chart/ and report/.
import type { Frame } from '../chart/frame.ts';
import { logDomain, logScale, type LogScale } from '../chart/scale.ts';
import type { Phase } from '../contract/run.ts';
import type { Report, SizeReport } from '../report/report-document.ts';
import type { Estimate } from '../units/estimate.ts';
import type { PlacedPoint, Series } from './chart-series.ts';
import { markOf, type Mark } from './words.ts';

export type CostSubject = 'training' | 'serving';

/** Neighbouring sizes that do not fit: from one pixel to another along the axis. */
export interface Absence {
  readonly from: number;
  readonly to: number;
  readonly sizes: readonly number[];
}

export interface CostLayout {
  readonly x: LogScale;
  readonly y: LogScale;
  readonly series: Series;
  readonly absences: readonly Absence[];
}

/** Dollars to train a size, or dollars per million output tokens to serve it; undefined where it does not fit. */
export function costOf(size: SizeReport, subject: CostSubject): Estimate | undefined {
  if (subject === 'serving') return size.serving.dollarsPerMillionOutputTokens;
  return size.training.kind === 'fits' ? size.training.dollars : undefined;
}

/** How far the cost stands on a measurement of this size: the mark of the phase that it rests on. */
export function basisOf(size: SizeReport, subject: CostSubject): Mark {
  const phase: Phase = subject === 'training' ? 'train' : 'decode';
  const summary = size.phases.find((candidate) => candidate.phase === phase);
  return summary === undefined ? 'projected' : markOf(summary);
}

export function layoutCost(report: Report, subject: CostSubject, frame: Frame): CostLayout {
  const x = logScale(
    logDomain(
      report.sizes.map((size) => size.parameters),
      0.03,
    ),
    frame.left,
    frame.right,
  );
  const costs = report.sizes.map((size) => costOf(size, subject));
  const y = logScale(
    logDomain(
      costs.flatMap((cost) => (cost === undefined ? [] : [cost.value, cost.low, cost.high])),
      0.04,
    ),
    frame.bottom,
    frame.top,
  );
  const points = report.sizes.map((size, index): PlacedPoint | undefined => {
    const cost = costs[index];
    if (cost === undefined) return undefined;
    return {
      x: x.place(size.parameters),
      y: y.place(cost.value),
      low: y.place(cost.low),
      high: y.place(cost.high),
      mark: basisOf(size, subject),
    };
  });
  const style = subject === 'training' ? 'money' : 'money serving';
  return { x, y, series: { style, shape: 'circle', points }, absences: absences(report.sizes, subject, x) };
}

function absences(sizes: readonly SizeReport[], subject: CostSubject, x: LogScale): readonly Absence[] {
  const found: { from: number; to: number; sizes: number[] }[] = [];
  let isOpen = false;
  for (const size of sizes) {
    const at = x.place(size.parameters);
    const last = found.at(-1);
    if (costOf(size, subject) !== undefined) {
      isOpen = false;
    } else if (isOpen && last !== undefined) {
      last.to = at;
      last.sizes.push(at);
    } else {
      found.push({ from: at, to: at, sizes: [at] });
      isOpen = true;
    }
  }
  return found;
}
