import { expect, test } from 'vitest';
import { chartFrame } from '../../src/chart/frame.ts';
import { sliderPosition, sliderValue } from '../../src/chart/log-slider.ts';
import { logDomain, logScale } from '../../src/chart/scale.ts';
import { logTicks, minorTicks, tickLabel } from '../../src/chart/ticks.ts';
import { seeded } from '../fixtures/seeded.ts';

test('a domain holds every positive value and ignores zero, negative and infinite ones', () => {
  const domain = logDomain([0, -3, Infinity, NaN, 5, 700], 0.05);
  expect(domain.low).toBeLessThan(5);
  expect(domain.low).toBeGreaterThan(0);
  expect(domain.high).toBeGreaterThan(700);
});

test('a domain of nothing and of one value still has a length', () => {
  for (const values of [[], [42]]) {
    const { low, high } = logDomain(values, 0.05);
    expect(high / low).toBeGreaterThan(2);
  }
});

test('pixel and value are inverse on a logarithmic scale, and equal ratios are equal distances', () => {
  const scale = logScale({ low: 1e6, high: 1e12 }, 60, 900);
  const random = seeded(1);
  for (let trial = 0; trial < 100; trial += 1) {
    const value = 10 ** (6 + 5 * random());
    expect(scale.valueAt(scale.place(value)) / value).toBeCloseTo(1, 9);
    expect(scale.place(value * 10) - scale.place(value)).toBeCloseTo(140, 6);
  }
});

test('a value outside the domain stays at the edge of the plot', () => {
  const scale = logScale({ low: 1, high: 100 }, 300, 0);
  expect(scale.place(1e9)).toBe(0);
  expect(scale.place(1e-9)).toBe(300);
});

test('ticks are ascending, inside the domain and never more than asked for', () => {
  const random = seeded(2);
  for (let trial = 0; trial < 300; trial += 1) {
    const low = 10 ** (-6 + 12 * random());
    const domain = { low, high: low * 10 ** (0.2 + 20 * random()) };
    const most = 1 + Math.floor(10 * random());
    const ticks = logTicks(domain, most);
    expect(ticks.length).toBeLessThanOrEqual(most);
    expect(ticks.toSorted((a, b) => a - b)).toEqual(ticks);
    for (const tick of ticks) expect(tick >= domain.low && tick <= domain.high).toBe(true);
  }
});

test('an axis of two decades or more with room for six ticks has at least two', () => {
  const random = seeded(3);
  for (let trial = 0; trial < 200; trial += 1) {
    const low = 10 ** (-5 + 10 * random());
    expect(logTicks({ low, high: low * 10 ** (2 + 14 * random()) }, 6).length).toBeGreaterThanOrEqual(2);
  }
});

test('minor ticks are the multiples 2 to 9 between decades and no decade', () => {
  expect(minorTicks({ low: 1, high: 30 })).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 20, 30]);
});

test.each([
  [1, 'si', '1'],
  [20, 'si', '20'],
  [1e3, 'si', '1\u00a0k'],
  [5e11, 'si', '500\u00a0G'],
  [1e15, 'si', '1\u00a0P'],
  [1e9, 'count', '1\u00a0B'],
  [1e12, 'count', '1\u00a0T'],
  [1e15, 'count', '10¹⁵'],
  [0.5, 'si', '0.5'],
  [0.001, 'si', '0.001'],
  [1e-5, 'si', '10⁻⁵'],
  [2e-6, 'si', '2·10⁻⁶'],
] as const)('the tick %d in %s letters reads %s', (value, suffixes, label) => {
  expect(tickLabel(value, suffixes)).toBe(label);
});

test('a currency sign stands before the number', () => {
  expect(tickLabel(2e6, 'count', '$')).toBe('$2\u00a0M');
});

test('a frame keeps a plot of positive size inside the chart at any width', () => {
  for (const width of [0, 200, 320, 390, 559, 560, 1280, 3840]) {
    for (const labels of [true, false]) {
      const frame = chartFrame({ width, textSize: 16, hasEndLabels: labels });
      expect(frame.right - frame.left).toBeGreaterThan(60);
      expect(frame.bottom - frame.top).toBeGreaterThan(100);
      expect(frame.right).toBeLessThanOrEqual(frame.width);
      expect(frame.bottom).toBeLessThan(frame.height);
    }
  }
});

test('a slider position survives its value wherever two neighbours differ by two digits', () => {
  const slider = { high: 100_000, steps: 100 };
  expect(sliderValue(slider, 0)).toBe(1);
  expect(sliderValue(slider, 100)).toBe(100_000);
  for (let position = 25; position <= 100; position += 1) {
    expect(sliderPosition(slider, sliderValue(slider, position))).toBe(position);
  }
});

test('a slider never falls as its position rises', () => {
  const slider = { high: 100_000, steps: 100 };
  for (let position = 1; position <= 100; position += 1) {
    expect(sliderValue(slider, position)).toBeGreaterThanOrEqual(sliderValue(slider, position - 1));
  }
});
