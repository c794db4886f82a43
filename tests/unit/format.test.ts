// Formatting: the digits that the interval deserves, and units that keep the size.
import { describe, expect, it } from 'vitest';
import {
  formatBandwidth,
  formatCount,
  formatDays,
  formatDollars,
  formatDuration,
  formatEnergy,
  formatEstimate,
  formatPercent,
  formatRate,
  formatTokenRate,
  formatWhole,
  significantDigits,
} from '../../src/units/format.ts';
import { exact, withinFactor } from '../../src/units/estimate.ts';

describe('formatting', () => {
  it('scales to the unit that people use', () => {
    expect(formatRate(12.3e12)).toBe('12.3 TFLOP/s');
    expect(formatBandwidth(3.35e12)).toBe('3.35 TB/s');
    expect(formatDuration(0.0032)).toBe('3.20 ms');
    expect(formatDays(1000)).toBe('2.74 years');
    expect(formatDollars(1.2e6)).toBe('$1.20 M');
    expect(formatDollars(30_603, 5)).toBe('$30,603');
    expect(formatDollars(0.0034)).toBe('$0.00340');
    expect(formatCount(70e9, 2)).toBe('70 B');
    expect(formatCount(1.236e9)).toBe('1.24 B');
    expect(formatWhole(16_384)).toBe('16,384');
    expect(formatEnergy(3.6e12 * 12)).toBe('12.0 GWh');
    expect(formatPercent(0.4)).toBe('40.0 %');
    expect(formatTokenRate(1_234_567)).toBe('1.23 M tokens/s');
  });

  it('rounds before it chooses the unit: 999.96 G reads 1.00 T', () => {
    expect(formatRate(999.96e9)).toBe('1.00 TFLOP/s');
    expect(formatRate(999.4e9)).toBe('999 GFLOP/s');
  });

  it('writes value and interval in one unit', () => {
    expect(formatEstimate({ value: 12.3e12, low: 11.8e12, high: 12.9e12 }, formatRate)).toBe('12.3 (11.8–12.9) TFLOP/s');
    expect(formatEstimate({ value: 3.4e8, low: 2.1e8, high: 5e8 }, formatDollars)).toBe('$340 (210–500) M');
    expect(formatEstimate(exact(12.3e12), formatRate)).toBe('12.3 TFLOP/s');
  });

  it('prints fewer digits the wider the interval', () => {
    const digits = [1.0001, 1.005, 1.02, 1.09, 1.2, 2, 10].map((factor) => significantDigits(withinFactor(1, factor)));
    expect(digits).toEqual(digits.toSorted((a, b) => b - a));
    expect(digits[0]).toBe(4);
    expect(digits.at(-1)).toBe(2);
  });

  it('keeps the size of what it prints to its last digit, over 36 orders of magnitude', () => {
    const sizes: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
    for (let exponent = -6; exponent < 21; exponent += 0.37) {
      const value = 10 ** exponent;
      const [number = '', unit = ''] = formatRate(value).split(' ');
      const printed = Number(number.replaceAll(',', '')) * (sizes[unit.replace('FLOP/s', '')] ?? NaN);
      expect(Math.abs(printed / value - 1), formatRate(value)).toBeLessThanOrEqual(0.005);
    }
  });

  it('never prints an end of an interval on the wrong side of the value', () => {
    for (const factor of [1.001, 1.05, 1.5, 5, 300]) {
      const text = formatEstimate(withinFactor(123.4, factor), formatDuration);
      const [value = NaN, low = NaN, high = NaN] = (text.match(/[\d.,]+/g) ?? []).map((part) => Number(part.replaceAll(',', '')));
      expect(low, text).toBeLessThanOrEqual(value);
      expect(high, text).toBeGreaterThanOrEqual(value);
    }
  });
});
