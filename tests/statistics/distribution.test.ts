import { expect, it } from 'vitest';
import { NORMAL_POINT, studentPoint, upperTail } from '../../src/statistics/distribution.ts';

it('gives the normal tail of the tables within 1e-7 and its symmetry', () => {
  for (const [z, tail] of [
    [0, 0.5],
    [1, 0.1586552539],
    [NORMAL_POINT, 0.025],
    [3, 0.001349898],
  ] as const) {
    expect(Math.abs(upperTail(z) - tail)).toBeLessThan(1e-7);
    expect(upperTail(-z) + upperTail(z)).toBeCloseTo(1, 6);
  }
});

it('gives Student points of the tables within 0.2 %, falling to the normal one', () => {
  for (const [freedom, point] of [
    [1, 12.706],
    [4, 2.776],
    [5, 2.5706],
    [6, 2.4469],
    [10, 2.2281],
    [30, 2.0423],
    [1e9, 1.95996],
  ] as const) {
    expect(Math.abs(studentPoint(freedom) / point - 1)).toBeLessThan(0.002);
  }
  expect(() => studentPoint(0)).toThrow(RangeError);
});
