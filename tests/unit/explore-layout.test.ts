import { describe, expect, it } from 'vitest';
import { chartFrame } from '../../src/chart/frame.ts';
import { markersPath } from '../../src/chart/marker.ts';
import { placeLabels, type LabelRoom } from '../../src/chart/label-boxes.ts';
import { roundValues } from '../../src/chart/linear.ts';
import { answerOf } from '../../src/components/explore-answer.ts';
import { HOLDS } from '../../src/components/explore-words.ts';
import { layoutParts } from '../../src/components/part-layout.ts';
import { layoutSizes, shownQuantity, sizesOf } from '../../src/components/size-layout.ts';
import { layoutStepRoofline } from '../../src/components/step-roofline-layout.ts';
import { familyFigures, layoutScatter } from '../../src/components/validation-layout.ts';
import { rowGroups } from '../../src/components/validation-words.ts';
import { formatMass, formatScientific } from '../../src/units/format.ts';
import { buildExploration } from '../fixtures/exploration-builder.ts';
import { buildValidation, scoredRow } from '../fixtures/validation-builder.ts';
import { seeded } from '../fixtures/seeded.ts';

const frame = chartFrame({ width: 800, textSize: 16, hasEndLabels: false });

describe('the curve of sizes', () => {
  const report = buildExploration();
  const layout = layoutSizes(report, 'dollars', frame);

  it('goes through every size and the chosen one, ascending', () => {
    const sizes = sizesOf(report).map(({ parameters }) => parameters);
    expect(sizes).toHaveLength(report.points.length + 1);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    const onCurve = buildExploration({ exploration: { focus_parameters: report.points[3]?.parameters ?? 1 } });
    expect(sizesOf(onCurve)).toHaveLength(report.points.length);
  });

  it('places every interval around its value', () => {
    for (const point of layout.points) {
      expect(point?.low).toBeGreaterThanOrEqual(point?.y ?? NaN);
      expect(point?.high).toBeLessThanOrEqual(point?.y ?? NaN);
    }
  });

  it('cuts a level where it leaves the plot, and leaves out one that is never inside', () => {
    const rising = report.points.map(({ parameters }) => ({ parameters, dollars: parameters ** 2 / 1e10 }));
    const never = report.points.map(({ parameters }) => ({ parameters, dollars: 1e30 }));
    const { lines, y } = layoutSizes(
      {
        ...report,
        isoLines: [
          { id: 'gpus', label: 'rising', points: rising },
          { id: 'time', label: 'never', points: never },
        ],
      },
      'dollars',
      frame,
    );
    expect(lines.map(({ label }) => label)).toEqual(['rising']);
    const heights = [...(lines[0]?.path ?? '').matchAll(/,([\d.]+)/g)].map(([, text]) => Number(text));
    expect(Math.min(...heights)).toBeCloseTo(y.place(y.domain.high), 0);
    expect(new Set(heights).size).toBe(heights.length);
  });

  it('puts no level’s label on another, however close the levels are', () => {
    const heights = layout.lines.map(({ at }) => at.y).toSorted((a, b) => a - b);
    expect(heights).toHaveLength(report.isoLines.length);
    for (const [index, height] of heights.entries())
      if (index > 0) expect(height - (heights[index - 1] ?? NaN)).toBeGreaterThanOrEqual(14 * frame.unit - 1e-6);
  });

  it('draws the time held on days, and the size that is best for the money on loss', () => {
    const labels = (hold: (typeof HOLDS)[number]) => {
      const shown = buildExploration({ exploration: { hold } });
      return layoutSizes(shown, shownQuantity('training', hold), frame).lines.map(({ label }) => label);
    };
    expect(labels('gpus')).toEqual(['90 days']);
    expect(labels('budget')).toEqual(['best for the money: 56 B']);
    expect(labels('loss')).toHaveLength(3);
  });

  it('joins neighbouring sizes out of reach into one gap with its reason', () => {
    const { absences, points } = layoutSizes(buildExploration({ mostParameters: 50e9 }), 'dollars', frame);
    expect(absences).toHaveLength(1);
    expect(absences[0]?.reason).toContain('12 TB');
    expect(points.filter((point) => point === undefined).length).toBeGreaterThan(1);
  });

  it('shows dollars, days or loss by what is held, and a price for serving whatever is held', () => {
    expect(HOLDS.map((hold) => shownQuantity('training', hold))).toEqual(['dollars', 'loss', 'loss', 'days', 'dollars']);
    for (const hold of HOLDS) expect(shownQuantity('serving', hold)).toBe('output-price');
  });
});

describe('labels beside marks', () => {
  const room: LabelRoom = { height: 12, gap: 8, across: { low: 0, high: 400 }, down: { low: 0, high: 300 }, taken: [] };

  it('never cover each other, and stay inside', () => {
    const random = seeded(7);
    const requests = Array.from({ length: 40 }, () => ({ x: 400 * random(), y: 300 * random(), width: 30 + 60 * random() }));
    const boxes = placeLabels(requests, room).flatMap((label, index) => {
      const width = requests[index]?.width ?? 0;
      if (label === undefined) return [];
      const left = label.anchor === 'start' ? label.x : label.anchor === 'end' ? label.x - width : label.x - width / 2;
      return [{ left, right: left + width, top: label.y - 6, bottom: label.y + 6 }];
    });
    expect(boxes.length).toBeGreaterThan(10);
    for (const [index, a] of boxes.entries()) {
      expect(a.left).toBeGreaterThanOrEqual(0);
      expect(a.right).toBeLessThanOrEqual(400);
      for (const b of boxes.slice(index + 1))
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
    }
  });

  it('are left out where there is no room', () => {
    const taken = [{ left: 0, right: 400, top: 0, bottom: 300 }];
    expect(placeLabels([{ x: 200, y: 150, width: 40 }], { ...room, taken })).toEqual([undefined]);
  });
});

describe('many marks in one path', () => {
  it.each(['circle', 'square', 'triangle', 'diamond'] as const)(
    'each %s is closed where it began, around its own point',
    (shape) => {
      const path = markersPath(shape, 4, [
        { x: 10, y: 20 },
        { x: 30.25, y: 5 },
      ]);
      expect(path.match(/M[\d.]+,[\d.]+/g)).toEqual(['M10.0,20.0', 'M30.3,5.0']);
      expect(path.match(/z/g)).toHaveLength(2);
    },
  );
});

describe('other layouts of the explorer', () => {
  it('the parts of a step fill the whole, groups together, without those that take no time', () => {
    const parts = layoutParts({ bubble: 1, matmul: 5, 'tensor-network': 2, attention: 1, experts: 0, optimizer: 1 });
    expect(parts.map(({ part }) => part)).toEqual(['matmul', 'attention', 'optimizer', 'tensor-network', 'bubble']);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const [index, { from }] of parts.entries())
      if (index > 0) expect(from).toBeCloseTo((parts[index - 1]?.from ?? NaN) + (parts[index - 1]?.share ?? NaN), 12);
  });

  it('the roof meets the slope at peak over bandwidth, and no operation below the roof stands above it', () => {
    const { roofline } = buildExploration().focus;
    const layout = layoutStepRoofline(roofline, frame);
    expect(layout.ridge.x).toBeCloseTo(layout.x.place(roofline.peak / roofline.bandwidth), 6);
    for (const { x, y, operation } of layout.operations) {
      const roof = layout.y.place(Math.min(roofline.peak, operation.intensity * roofline.bandwidth));
      expect(y).toBeGreaterThanOrEqual(roof);
      expect(x).toBeGreaterThan(frame.left);
    }
  });

  it('ten times the parameters at 20 tokens each cost a hundred times as much', () => {
    expect(answerOf(buildExploration())?.tenfold?.timesDollars).toBeCloseTo(100, 6);
    expect(answerOf(buildExploration({ exploration: { focus_parameters: 5e12 } }))?.tenfold).toBeUndefined();
    expect(answerOf(buildExploration({ mostParameters: 1e9 }))).toBeUndefined();
  });

  it('round values of a short axis are equal steps inside it', () => {
    const values = roundValues({ low: 1.73, high: 2.9 }, 8).map(({ value }) => value);
    expect(values.length).toBeGreaterThan(3);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1.73);
    expect(Math.max(...values)).toBeLessThanOrEqual(2.9);
  });

  it('kilograms become tonnes, and large counts powers of ten', () => {
    expect(formatMass(2_500_000)).toBe('2.50 kt');
    expect(formatScientific(5.88e23)).toBe('5.88 × 10²³');
    expect(formatScientific(1.2e-5, 2)).toBe('1.2 × 10⁻⁵');
  });
});

describe('the layout of validation', () => {
  const rows = [
    scoredRow({ id: '1', family: 'a', error: 0.1, inside: true }),
    scoredRow({ id: '2', family: 'a', error: 0.5, inside: false }),
    scoredRow({ id: '3', family: 'b', error: 0.2, observed: 10, predicted: 10, low: 8, high: 12 }),
  ];

  it('places what is predicted right on the diagonal', () => {
    const { points } = layoutScatter(rows, frame);
    const right = points.find(({ row }) => row.id === '3');
    const across = ((right?.x ?? NaN) - frame.left) / (frame.right - frame.left);
    const up = (frame.bottom - (right?.y ?? NaN)) / (frame.bottom - frame.top);
    expect(across).toBeCloseTo(up, 9);
  });

  it('sums up families by the median of their runs, the worst first', () => {
    expect(familyFigures(rows).map(({ family, medianError, coverage }) => [family, medianError, coverage])).toEqual([
      ['a', 0.3, 0.5],
      ['b', 0.2, 1],
    ]);
  });

  it('names every group that a run has, with how many, those with a bar first', () => {
    const validation = buildValidation([scoredRow({ group: 'strange' }), scoredRow(), scoredRow()]);
    expect(rowGroups(validation)).toEqual([
      { name: 'dense-h100-bf16', words: 'dense, H100, bf16', rowCount: 2 },
      { name: 'strange', words: 'strange', rowCount: 1 },
    ]);
  });
});
