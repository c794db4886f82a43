import { expect, test } from 'vitest';
import { bandPath, curveSegments, runsOf, stretches } from '../../src/chart/curve.ts';
import { spreadLabels } from '../../src/chart/labels.ts';
import { markerPaths } from '../../src/chart/marker.ts';
import { movedCursor, nearestIndex, nearestPoint } from '../../src/chart/nearest.ts';
import { seeded } from '../fixtures/seeded.ts';

function randomPoints(seed: number, count: number): { x: number; y: number }[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => ({
    x: index * 20 + Math.round(10 * random()),
    y: Math.round(300 * random()),
  }));
}

function ends(segment: string): { from: string; to: string } {
  const pairs = segment.match(/-?[\d.]+,-?[\d.]+/g) ?? [];
  return { from: pairs[0] ?? '', to: pairs.at(-1) ?? '' };
}

test.each([0, 1])('%d points make no segment', (count) => {
  expect(curveSegments(randomPoints(1, count))).toEqual([]);
});

test('each gap between neighbours is one segment from the one to the other', () => {
  for (const count of [2, 3, 19]) {
    const points = randomPoints(count, count);
    const segments = curveSegments(points);
    expect(segments).toHaveLength(count - 1);
    segments.forEach((segment, index) => {
      const { from, to } = ends(segment);
      expect(from).toBe(`${points[index]?.x},${points[index]?.y}`);
      expect(to).toBe(`${points[index + 1]?.x},${points[index + 1]?.y}`);
    });
  }
});

test('a curve never leaves the range of the two points it joins', () => {
  const points = randomPoints(7, 19);
  curveSegments(points).forEach((segment, index) => {
    const heights = [...segment.matchAll(/,(-?[\d.]+)/g)].map((match) => Number(match[1]));
    const [a, b] = [points[index]?.y ?? NaN, points[index + 1]?.y ?? NaN];
    for (const height of heights) {
      expect(height).toBeGreaterThanOrEqual(Math.min(a, b) - 0.1); // 0.1: coordinates are rounded to a tenth of a pixel
      expect(height).toBeLessThanOrEqual(Math.max(a, b) + 0.1);
    }
  });
});

test('stretches of one style are one path and together have every gap once', () => {
  const points = randomPoints(5, 9).map((point, index) => ({ ...point, isSolid: index < 4 || index === 8 }));
  const parts = stretches(points, (from, to) => (from.isSolid && to.isSolid ? 'solid' : 'dashed'));
  expect(parts.map((part) => part.style)).toEqual(['solid', 'dashed']);
  expect(parts.map((part) => part.path.match(/M/g)?.length)).toEqual([1, 1]);
  expect(parts.reduce((total, part) => total + (part.path.match(/[CL]/g)?.length ?? 0), 0)).toBe(8);
});

test('a band needs two points and is closed', () => {
  expect(bandPath([{ x: 0, low: 10, high: 5 }])).toBe('');
  expect(
    bandPath([
      { x: 0, low: 10, high: 5 },
      { x: 20, low: 12, high: 4 },
    ]),
  ).toMatch(/^M.*Z$/);
});

test('runs hold the present items in order and break at every absent one', () => {
  const isNumber = (item: number | undefined): item is number => item !== undefined;
  expect(runsOf([undefined, 1, 2, undefined, undefined, 3], isNumber)).toEqual([[1, 2], [3]]);
  expect(runsOf([], isNumber)).toEqual([]);
});

test('labels that do not collide stay where they are wanted', () => {
  expect(spreadLabels([200, 20, 100], 16, 0, 300)).toEqual([200, 20, 100]);
});

test('placed labels keep their order, their distance and the bounds they fit in', () => {
  const random = seeded(11);
  for (let trial = 0; trial < 200; trial += 1) {
    const wanted = Array.from({ length: 1 + Math.floor(6 * random()) }, () => 300 * random());
    const placed = spreadLabels(wanted, 16, 10, 290);
    const byWant = wanted.map((want, index) => ({ want, at: placed[index] ?? NaN })).toSorted((a, b) => a.want - b.want);
    byWant.forEach(({ at }, rank) => {
      expect(at).toBeGreaterThanOrEqual(10);
      expect(at).toBeLessThanOrEqual(290);
      if (rank > 0) expect(at - (byWant[rank - 1]?.at ?? NaN)).toBeGreaterThanOrEqual(16 - 1e-9);
    });
  }
});

test('two labels wanted at one place move apart by the same amount', () => {
  expect(spreadLabels([100, 100], 16, 0, 300)).toEqual([92, 108]);
});

test('the nearest point is no farther than any other', () => {
  const random = seeded(13);
  const points = randomPoints(13, 12);
  for (let trial = 0; trial < 100; trial += 1) {
    const at = { x: 260 * random(), y: 300 * random() };
    const index = nearestPoint(points, at) ?? NaN;
    const distance = (point: { x: number; y: number }): number => Math.hypot(point.x - at.x, point.y - at.y);
    for (const point of points) expect(distance(points[index] ?? at)).toBeLessThanOrEqual(distance(point));
  }
  expect(nearestIndex([], 3)).toBeUndefined();
});

test('a cursor stays among the points, whatever the keys', () => {
  const random = seeded(17);
  const keys = ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'];
  let cursor: number | undefined;
  for (let trial = 0; trial < 300; trial += 1) {
    cursor = movedCursor(keys[Math.floor(keys.length * random())] ?? '', cursor, 7);
    expect(cursor).toBeGreaterThanOrEqual(0);
    expect(cursor).toBeLessThan(7);
  }
});

test('other keys and a chart without points move nothing', () => {
  expect(movedCursor('Tab', 3, 7)).toBeUndefined();
  expect(movedCursor('ArrowRight', undefined, 0)).toBeUndefined();
});

test.each(['circle', 'square', 'triangle', 'diamond'] as const)(
  'the half of a %s is left of its middle and both outlines are closed',
  (shape) => {
    const { outline, half } = markerPaths(shape, 5);
    expect(outline).toMatch(/^M.*Z$/);
    expect(half).toMatch(/^M.*Z$/);
    for (const match of half.matchAll(/[ML](-?[\d.]+),/g)) expect(Number(match[1])).toBeLessThanOrEqual(0);
  },
);
