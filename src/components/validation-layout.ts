// Places published runs in a frame: predicted against published, both logarithmic, with intervals and the diagonal; and sums
// them up by family. Pure; rests on chart/ and contract/.
import type { Point } from '../chart/curve.ts';
import type { Frame } from '../chart/frame.ts';
import { logDomain, logScale, type LogScale } from '../chart/scale.ts';
import type { ScoredRow } from '../contract/validation.ts';

export interface PlacedRow extends Point {
  readonly low: number;
  readonly high: number;
  readonly row: ScoredRow;
}

export interface ScatterLayout {
  readonly x: LogScale;
  readonly y: LogScale;
  readonly diagonal: string;
  /** By ascending published value, as the cursor walks. */
  readonly points: readonly PlacedRow[];
}

export interface FamilyFigures {
  readonly family: string;
  readonly rowCount: number;
  readonly medianError: number;
  readonly worstError: number;
  /** Share of rows inside their interval. */
  readonly coverage: number;
}

/** One domain for both axes, so that the diagonal is where predicted equals published. */
export function layoutScatter(rows: readonly ScoredRow[], frame: Frame): ScatterLayout {
  const domain = logDomain(
    rows.flatMap(({ observed, predicted, low, high }) => [observed, predicted, low, high]),
    0.02,
  );
  const x = logScale(domain, frame.left, frame.right);
  const y = logScale(domain, frame.bottom, frame.top);
  const points = rows
    .map((row) => ({
      row,
      x: x.place(row.observed),
      y: y.place(row.predicted),
      low: y.place(row.low),
      high: y.place(row.high),
    }))
    .toSorted((a, b) => a.x - b.x || a.y - b.y);
  return { x, y, points, diagonal: `M${frame.left},${frame.bottom}L${frame.right},${frame.top}` };
}

/** Every family of the rows, the worst median first. */
export function familyFigures(rows: readonly ScoredRow[]): readonly FamilyFigures[] {
  return [...Map.groupBy(rows, ({ family }) => family)]
    .map(([family, own]) => {
      const errors = own.map(({ error }) => error).toSorted((a, b) => a - b);
      const middle = (errors.length - 1) / 2;
      return {
        family,
        rowCount: own.length,
        medianError: ((errors[Math.floor(middle)] ?? 0) + (errors[Math.ceil(middle)] ?? 0)) / 2,
        worstError: errors.at(-1) ?? 0,
        coverage: own.filter(({ inside }) => inside).length / own.length,
      };
    })
    .toSorted((a, b) => b.medianError - a.medianError);
}
