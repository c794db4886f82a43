// Lines and bands through points in pixels, as SVG path data. Rests on d3-shape (curveMonotoneX: never overshoots).
// A line comes in segments, one for each gap between neighbours, so that measured and projected stretches of one
// smooth curve can differ in style.
import { area, curveMonotoneX, line } from 'd3-shape';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface BandPoint {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** A stretch of a curve between neighbours that share a style. */
export interface Stretch<Style> {
  readonly style: Style;
  readonly path: string;
}

/** Path data of each gap of the monotone curve through `points` (ascending x): one fewer than the points. */
export function curveSegments(points: readonly Point[]): readonly string[] {
  const segments: string[] = [];
  let at = { x: 0, y: 0 };
  const add = (command: string, x: number, y: number): void => {
    segments.push(`M${pixel(at.x)},${pixel(at.y)}${command}`);
    at = { x, y };
  };
  // The part of a canvas path that d3's line draws with; d3 asks for no more of it.
  const context = {
    moveTo: (x: number, y: number) => {
      at = { x, y };
    },
    lineTo: (x: number, y: number) => add(`L${pixel(x)},${pixel(y)}`, x, y),
    bezierCurveTo: (x1: number, y1: number, x2: number, y2: number, x: number, y: number) =>
      add(`C${pixel(x1)},${pixel(y1)} ${pixel(x2)},${pixel(y2)} ${pixel(x)},${pixel(y)}`, x, y),
    closePath: () => {},
  };
  const draw = line<Point>(
    (point) => point.x,
    (point) => point.y,
  ).curve(curveMonotoneX);
  draw.context(context as unknown as Parameters<typeof draw.context>[0])([...points]);
  return segments;
}

/** The curve through `points` as stretches: neighbours' gap has the style that `styleOf` gives it. */
export function stretches<P extends Point, Style>(
  points: readonly P[],
  styleOf: (from: P, to: P) => Style,
): readonly Stretch<Style>[] {
  const joined: { style: Style; path: string }[] = [];
  curveSegments(points).forEach((segment, index) => {
    const from = points[index];
    const to = points[index + 1];
    if (from === undefined || to === undefined) return;
    const style = styleOf(from, to);
    const last = joined.at(-1);
    // A stretch goes on where the last one ended: its own move would restart the dashes.
    if (last !== undefined && last.style === style) last.path += segment.replace(/^M[^CL]*/, '');
    else joined.push({ style, path: segment });
  });
  return joined;
}

/** The closed outline between low and high; empty for fewer than two points. */
export function bandPath(points: readonly BandPoint[]): string {
  if (points.length < 2) return '';
  const outline = area<BandPoint>(
    (point) => point.x,
    (point) => point.low,
    (point) => point.high,
  ).curve(curveMonotoneX);
  return outline([...points]) ?? '';
}

/** Splits a sequence where `isPresent` is false: the runs of present items, in order. */
export function runsOf<T, Present extends T>(
  items: readonly T[],
  isPresent: (item: T) => item is Present,
): readonly (readonly Present[])[] {
  const runs: Present[][] = [];
  let open: Present[] | undefined;
  for (const item of items) {
    if (!isPresent(item)) {
      open = undefined;
    } else if (open === undefined) {
      open = [item];
      runs.push(open);
    } else {
      open.push(item);
    }
  }
  return runs;
}

function pixel(value: number): string {
  return String(Math.round(value * 10) / 10);
}
