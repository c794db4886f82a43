// Places a roofline in a frame: its two ceilings with their bands, its ridge, its measured points. Pure; rests on chart/ and report/.
import type { Frame } from '../chart/frame.ts';
import { logDomain, logScale, type LogScale } from '../chart/scale.ts';
import type { Point } from '../chart/curve.ts';
import type { Roofline, RooflinePoint } from '../report/report-document.ts';

export interface PlacedRooflinePoint extends Point {
  readonly low: number;
  readonly high: number;
  readonly point: RooflinePoint;
}

export interface RooflineLayout {
  readonly x: LogScale;
  readonly y: LogScale;
  /** Where the slope of the bandwidth meets the peak. */
  readonly ridge: Point;
  /** Start of the bandwidth's slope, at the left edge or where it leaves the plot at the bottom. */
  readonly foot: Point;
  readonly roof: string;
  /** The interval of both ceilings, closed. */
  readonly band: string;
  /** Ascending intensity, as the cursor walks. */
  readonly points: readonly PlacedRooflinePoint[];
  /** Index of the fastest point that is no probe: where the cursor starts. */
  readonly resting: number;
}

export function layoutRoofline({ peak, bandwidth, points }: Roofline, frame: Frame): RooflineLayout {
  const ridge = peak.value / bandwidth.value;
  const xDomain = logDomain([ridge / 8, ridge * 8, ...points.map((point) => point.intensity)], 0.04);
  const x = logScale(xDomain, frame.left, frame.right);
  const rates = points.flatMap(({ flopPerSecond }) => [flopPerSecond.value, flopPerSecond.low, flopPerSecond.high]);
  const y = logScale(logDomain([peak.high, peak.low / 8, xDomain.low * bandwidth.low, ...rates], 0.05), frame.bottom, frame.top);

  const roofOf = (top: number, slope: number): readonly [Point, Point, Point] => [
    { x: frame.left, y: y.place(xDomain.low * slope) },
    { x: x.place(top / slope), y: y.place(top) },
    { x: frame.right, y: y.place(top) },
  ];
  const roof = roofOf(peak.value, bandwidth.value);
  const outline = [...roofOf(peak.high, bandwidth.high), ...roofOf(peak.low, bandwidth.low).toReversed()];
  const placed = points.map((point) => ({
    x: x.place(point.intensity),
    y: y.place(point.flopPerSecond.value),
    low: y.place(point.flopPerSecond.low),
    high: y.place(point.flopPerSecond.high),
    point,
  }));
  const ordered = placed.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const fastest = ordered.filter(({ point }) => point.phase !== 'probe').toSorted((a, b) => a.y - b.y)[0];
  return {
    x,
    y,
    foot: roof[0],
    ridge: roof[1],
    roof: polyline(roof),
    band: `${polyline(outline)}Z`,
    points: ordered,
    resting: fastest === undefined ? 0 : ordered.indexOf(fastest),
  };
}

function polyline(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`).join('');
}
