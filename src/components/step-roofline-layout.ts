// Places the kinds of operations of a step under an accelerator's roofline. Pure; rests on chart/ and report/.
import type { Point } from '../chart/curve.ts';
import type { Frame } from '../chart/frame.ts';
import { placeLabels, type PlacedLabel } from '../chart/label-boxes.ts';
import { logDomain, logScale, type LogScale } from '../chart/scale.ts';
import type { FocusPoint } from '../report/exploration-report.ts';

export type StepRoofline = FocusPoint['roofline'];

export interface PlacedOperation extends Point {
  readonly operation: StepRoofline['points'][number];
  readonly label: PlacedLabel | undefined;
}

export interface StepRooflineLayout {
  readonly x: LogScale;
  readonly y: LogScale;
  readonly roof: string;
  readonly ridge: Point;
  /** On the slope, where its words stand. */
  readonly slope: Point;
  /** Ascending intensity. */
  readonly operations: readonly PlacedOperation[];
}

export function layoutStepRoofline({ peak, bandwidth, points }: StepRoofline, frame: Frame): StepRooflineLayout {
  const ridge = peak / bandwidth;
  const x = logScale(
    logDomain([ridge / 30, ridge * 10, ...points.map(({ intensity }) => intensity)], 0.04),
    frame.left,
    frame.right,
  );
  const rates = points.map(({ flopPerSecond }) => flopPerSecond);
  const y = logScale(logDomain([peak * 1.3, x.domain.low * bandwidth, ...rates], 0.05), frame.bottom, frame.top);
  const corner = { x: x.place(ridge), y: y.place(peak) };
  const foot = y.place(x.domain.low * bandwidth);
  const placed = points
    .map((operation) => ({ operation, x: x.place(operation.intensity), y: y.place(operation.flopPerSecond) }))
    .toSorted((a, b) => a.x - b.x || a.y - b.y);
  const size = 12 * frame.unit;
  const labels = placeLabels(
    placed.map((at) => ({ x: at.x, y: at.y, width: at.operation.label.length * size * 0.56 })),
    {
      height: size * 1.15,
      gap: 9 * frame.unit,
      across: { low: frame.left, high: frame.right + 12 * frame.unit },
      down: { low: frame.top, high: frame.bottom },
      taken: [],
    },
  );
  return {
    x,
    y,
    ridge: corner,
    slope: { x: (frame.left + corner.x) / 2, y: (foot + corner.y) / 2 },
    roof: `M${frame.left},${foot.toFixed(1)}L${corner.x.toFixed(1)},${corner.y.toFixed(1)}H${frame.right}`,
    operations: placed.map((at, index) => ({ ...at, label: labels[index] })),
  };
}
