import { describe, expect, it } from 'vitest';
import { bootstrapInterval, expandedInterval, resample } from '../../src/statistics/bootstrap.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { median } from '../../src/statistics/summary.ts';

describe('the bootstrap', () => {
  it('covers the slope of a line in at least 91 % of draws of 20 points (95 % less three standard errors)', () => {
    const random = createRandom(1);
    const slope = (points: readonly (readonly [number, number])[]) => {
      const meanX = points.reduce((total, [x]) => total + x, 0) / points.length;
      return (
        points.reduce((total, [x, y]) => total + (x - meanX) * y, 0) / points.reduce((total, [x]) => total + (x - meanX) ** 2, 0)
      );
    };
    const rounds = 400;
    let held = 0;
    for (let round = 0; round < rounds; round++) {
      const points = Array.from({ length: 20 }, (_, x) => [x, 2 * x + random.normal()] as const);
      const { low, high } = bootstrapInterval(points, slope, random);
      if (low <= 2 && 2 <= high) held++;
    }
    expect(held / rounds).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / rounds));
  });

  it('moves the percentiles out for few items and leaves them at 2.5 and 97.5 % for many', () => {
    const { low, high } = expandedInterval(
      Array.from({ length: 1001 }, (_, index) => index),
      6,
    );
    expect(low).toBeLessThan(25);
    expect(high).toBeGreaterThan(975);
    const many = expandedInterval(
      Array.from({ length: 1001 }, (_, index) => index),
      10_000,
    );
    expect(Math.abs(many.low - 25)).toBeLessThan(1);
  });

  it('gives the same interval for the same seed, ordered and within the data for a median', () => {
    const items = Array.from({ length: 15 }, (_, index) => index ** 2);
    const interval = bootstrapInterval(items, median, createRandom(9));
    expect(bootstrapInterval(items, median, createRandom(9))).toEqual(interval);
    expect(interval.low).toBeLessThan(interval.high);
    expect(interval.low).toBeGreaterThanOrEqual(0);
    expect(interval.high).toBeLessThanOrEqual(196);
  });

  it('draws as many items as there are, from among them, and leaves out about 1/e of them', () => {
    const items = Array.from({ length: 1000 }, (_, index) => index);
    const drawn = resample(items, createRandom(2));
    expect(drawn).toHaveLength(1000);
    expect(Math.abs(new Set(drawn).size / 1000 - (1 - Math.exp(-1)))).toBeLessThan(0.05);
  });

  it('drops resamples without a finite statistic and refuses to speak of none', () => {
    expect(bootstrapInterval([1, 2], (drawn) => (drawn[0] === 1 ? NaN : 5), createRandom(1))).toEqual({ low: 5, high: 5 });
    expect(() => bootstrapInterval([], () => 1, createRandom(1))).toThrow(RangeError);
    expect(() => bootstrapInterval([1], () => NaN, createRandom(1))).toThrow(RangeError);
    expect(expandedInterval([3], 1)).toEqual({ low: 3, high: 3 });
  });
});
