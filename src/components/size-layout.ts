// Places an exploration's curve in a frame: cost, days or loss against parameters, with bands, levels that a stated limit
// reaches, and the models that exist. Pure; rests on chart/ and report/. Sizes that cannot be reached are gaps.
import { msg, str } from '@lit/localize';
import { runsOf, type Point } from '../chart/curve.ts';
import type { Frame } from '../chart/frame.ts';
import { placeLabels, type PlacedLabel } from '../chart/label-boxes.ts';
import { spreadLabels } from '../chart/labels.ts';
import { roundValues, type RoundValue } from '../chart/linear.ts';
import { logDomain, logScale, type Interval, type LogScale } from '../chart/scale.ts';
import type { CurvePoint, ExplorationReport, IsoLine, KnownModel } from '../report/exploration-report.ts';
import type { Estimate } from '../units/estimate.ts';
import { formatCount, formatDays } from '../units/format.ts';
import type { PlacedPoint } from './chart-series.ts';
import type { Hold } from './explore-words.ts';

/** What the y axis shows. */
export type Shown = 'dollars' | 'days' | 'loss' | 'output-price';

export interface PlacedModel extends Point {
  readonly model: KnownModel;
  readonly label: PlacedLabel | undefined;
}

export interface PlacedLine {
  readonly label: string;
  readonly path: string;
  /** The label's baseline: above the line's left end, where the curve is far below; beside one that stands upright. */
  readonly at: Point;
  readonly anchor: 'start' | 'end';
}

/** Neighbouring sizes that cannot be reached. */
export interface Absence {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export interface SizeLayout {
  readonly x: LogScale;
  readonly y: LogScale;
  /** Ticks of a y axis too short for powers of ten. */
  readonly yTicks: readonly RoundValue[] | undefined;
  /** As the cursor walks: ascending, the chosen size among them. */
  readonly shown: readonly CurvePoint[];
  /** Beside `shown`; undefined where nothing can be drawn. */
  readonly points: readonly (PlacedPoint | undefined)[];
  /** Sizes that cannot be reached, in pixels along the axis, neighbours together. */
  readonly absences: readonly Absence[];
  readonly lines: readonly PlacedLine[];
  readonly models: readonly PlacedModel[];
}

/** What the axes show at least. */
const USUAL: Readonly<Record<Exclude<Shown, 'loss'>, Interval>> = {
  dollars: { low: 1e-2, high: 1e12 },
  days: { low: 1e-5, high: 1e5 },
  'output-price': { low: 1e-3, high: 1e3 },
};

/** Training's y axis follows what is held: with money or time held, what differs is what the model has learned. */
export function shownQuantity(subject: 'training' | 'serving', hold: Hold): Shown {
  if (subject === 'serving') return 'output-price';
  if (hold === 'budget' || hold === 'time') return 'loss';
  return hold === 'gpus' ? 'days' : 'dollars';
}

/** Undefined where the size cannot be trained or served. */
export function quantityOf(point: CurvePoint, shown: Shown): Estimate | undefined {
  if (shown === 'output-price') return point.serving.kind === 'fits' ? point.serving.dollarsPerMillionOutputTokens : undefined;
  if (point.training.kind !== 'fits') return undefined;
  return point.training[shown];
}

/** The curve's sizes with the chosen one among them, ascending. */
export function sizesOf({ points, focus }: ExplorationReport): readonly CurvePoint[] {
  const others = points.filter(({ parameters }) => Math.abs(Math.log(parameters / focus.parameters)) > 1e-3);
  return [...others, focus].toSorted((a, b) => a.parameters - b.parameters);
}

export function layoutSizes(report: ExplorationReport, shown: Shown, frame: Frame): SizeLayout {
  const sizes = sizesOf(report);
  const x = logScale(
    logDomain(
      sizes.map(({ parameters }) => parameters),
      0.02,
    ),
    frame.left,
    frame.right,
  );
  const quantities = sizes.map((point) => quantityOf(point, shown));
  const values = quantities.flatMap((estimate) => (estimate === undefined ? [] : [estimate.value, estimate.low, estimate.high]));
  const domain = shown === 'loss' ? lossDomain(quantities) : held(logDomain(values, 0.04), USUAL[shown]);
  const y = logScale(domain, frame.bottom, frame.top);
  const points = sizes.map((point, index): PlacedPoint | undefined => {
    const estimate = quantities[index];
    if (estimate === undefined || estimate.value > domain.high) return undefined;
    const { value, low, high } = estimate;
    return { x: x.place(point.parameters), y: y.place(value), low: y.place(low), high: y.place(high), mark: 'projected' };
  });
  const lines = linesOf(report, shown, x, y, frame);
  return {
    x,
    y,
    yTicks: shown === 'loss' ? roundValues(domain, Math.min(frame.rows, 8)) : undefined,
    shown: sizes,
    points,
    absences: absencesOf(sizes, shown, x),
    lines,
    models: shown === 'dollars' ? placedModels(report.knownModels, x, y, frame, lines) : [],
  };
}

function absencesOf(sizes: readonly CurvePoint[], shown: Shown, x: LogScale): readonly Absence[] {
  const isMissing = (point: CurvePoint): point is CurvePoint => quantityOf(point, shown) === undefined;
  return runsOf(sizes, isMissing).flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined) return [];
    const subject = shown === 'output-price' ? first.serving : first.training;
    return [
      {
        from: x.place(first.parameters),
        to: x.place(last.parameters),
        reason: subject.kind === 'unreachable' ? subject.reason : '',
      },
    ];
  });
}

/** The axis stays where it is while a dial is dragged, so that the curve is seen to move; it grows for what lies outside. */
function held(data: Interval, usual: Interval): Interval {
  return { low: Math.min(data.low, usual.low), high: Math.max(data.high, usual.high) };
}

/** From the best of the curve up to half as much again: the losses of tiny models would flatten the rest. */
function lossDomain(estimates: readonly (Estimate | undefined)[]): Interval {
  const values = estimates.flatMap((estimate) => (estimate === undefined ? [] : [estimate]));
  if (values.length === 0) return { low: 1, high: 10 };
  const least = Math.min(...values.map(({ low }) => low));
  const most = Math.max(...values.map(({ high }) => high));
  return { low: least * 0.985, high: Math.min(most * 1.015, least * 1.5) };
}

/** On dollars what each limit buys; on days the time held; on loss the size that is best for the money. */
function linesOf(
  { isoLines, points, exploration, computeOptimal }: ExplorationReport,
  shown: Shown,
  x: LogScale,
  y: LogScale,
  frame: Frame,
): readonly PlacedLine[] {
  switch (shown) {
    case 'dollars':
      return placedLines(isoLines, x, y, frame);
    case 'days': {
      const level = points.map(({ parameters }) => ({ parameters, dollars: exploration.days }));
      return placedLines([{ id: 'time', label: formatDays(exploration.days, 2), points: level }], x, y, frame);
    }
    case 'loss': {
      if (computeOptimal === undefined) return [];
      const at = x.place(computeOptimal.parameters);
      const label = msg(str`best for the money: ${formatCount(computeOptimal.parameters, 2)}`);
      const path = `M${at.toFixed(1)},${frame.top}V${frame.bottom}`;
      const isRight = at > (frame.left + frame.right) / 2;
      const beside = { x: at + (isRight ? -5 : 5) * frame.unit, y: frame.top + 12 * frame.unit };
      return [{ label, path, at: beside, anchor: isRight ? 'end' : 'start' }];
    }
    case 'output-price':
      return [];
    default:
      return shown satisfies never;
  }
}

function placedLines(lines: readonly IsoLine[], x: LogScale, y: LogScale, frame: Frame): readonly PlacedLine[] {
  const placed = lines.flatMap(({ label, points }) => {
    const inside = insideOf(points, x.domain, y.domain);
    const [first, ...rest] = inside.map(({ parameters, dollars }) => ({ x: x.place(parameters), y: y.place(dollars) }));
    if (first === undefined || rest.length === 0) return [];
    const path = `M${first.x.toFixed(1)},${first.y.toFixed(1)}${rest.map((point) => `L${point.x.toFixed(1)},${point.y.toFixed(1)}`).join('')}`;
    return [{ label, path, at: { x: first.x + 4 * frame.unit, y: first.y - 5 * frame.unit }, anchor: 'start' as const }];
  });
  const heights = spreadLabels(
    placed.map(({ at }) => at.y),
    14 * frame.unit,
    frame.top,
    frame.bottom - 6 * frame.unit,
  );
  return placed.map((line, index) => ({ ...line, at: { x: line.at.x, y: heights[index] ?? line.at.y } }));
}

type LinePoint = IsoLine['points'][number];

/** The stretch of a line inside both domains, cut where it crosses the lower or upper edge. */
function insideOf(points: readonly LinePoint[], across: Interval, up: Interval): readonly LinePoint[] {
  const found: LinePoint[] = [];
  points.forEach((to, index) => {
    const from = points[index - 1];
    if (to.parameters < across.low || to.parameters > across.high) return;
    if (from !== undefined)
      for (const edge of [up.low, up.high]) if (from.dollars < edge !== to.dollars < edge) found.push(crossing(from, to, edge));
    if (to.dollars >= up.low && to.dollars <= up.high) found.push(to);
  });
  return found;
}

function crossing(from: LinePoint, to: LinePoint, dollars: number): LinePoint {
  const share = Math.log(dollars / from.dollars) / Math.log(to.dollars / from.dollars);
  return { dollars, parameters: from.parameters * (to.parameters / from.parameters) ** share };
}

function placedModels(
  models: readonly KnownModel[],
  x: LogScale,
  y: LogScale,
  frame: Frame,
  lines: readonly PlacedLine[],
): readonly PlacedModel[] {
  const inside = models.flatMap((model) => {
    if (model.dollars === undefined) return [];
    const { parameters, dollars } = model;
    const isInside =
      parameters >= x.domain.low &&
      parameters <= x.domain.high &&
      dollars.value >= y.domain.low &&
      dollars.value <= y.domain.high;
    return isInside ? [{ model, x: x.place(parameters), y: y.place(dollars.value) }] : [];
  });
  const size = 12 * frame.unit;
  const labels = placeLabels(
    inside.map((at) => ({ x: at.x, y: at.y, width: at.model.name.length * size * 0.55 })),
    {
      height: size * 1.15,
      gap: 9 * frame.unit,
      across: { low: frame.left, high: frame.right + 12 * frame.unit },
      down: { low: frame.top - 10 * frame.unit, high: frame.bottom },
      taken: lines.map(({ label, at }) => ({
        left: at.x,
        right: at.x + label.length * size * 0.55,
        top: at.y - size,
        bottom: at.y + size * 0.2,
      })),
    },
  );
  return inside.map((at, index) => ({ ...at, label: labels[index] }));
}
