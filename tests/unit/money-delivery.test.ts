// How long an order takes: what was quoted at its date, more for what makers cannot make at once.
import { describe, expect, it } from 'vitest';
import data from '../../data/price-series.json' with { type: 'json' };
import { deliveryWeeks, inMonths, weeksOfOutput } from '../../src/extrapolation/delivery.ts';
import { exact } from '../../src/units/estimate.ts';

const weeks = (date: string, gpus = 1, generation?: string) => deliveryWeeks(date, gpus, generation).value;

describe('the time to deliver', () => {
  it('is the quoted one at its date, and between two quotes between them', () => {
    for (const quote of data.delivery.quotes) expect(weeks(quote.date, 0, quote.generation).value).toBeCloseTo(quote.weeks, 9);
    expect(weeks('2024-01').value).toBeLessThan(weeks('2023-12').value);
    expect(weeks('2024-01').value).toBeGreaterThan(weeks('2024-02').value);
  });

  it('was months in the article’s year, weeks a year later, and is months again', () => {
    expect(inMonths(weeks('2023-04')).value).toBeGreaterThan(6);
    expect(inMonths(weeks('2024-04')).value).toBeLessThan(3);
    expect(inMonths(weeks('2026-11')).value).toBeGreaterThan(6);
  });

  it('stays at the nearest quote outside the quoted years', () => {
    expect(weeks('2020-01')).toEqual(weeks('2023-08'));
    expect(weeks('2031-01')).toEqual(weeks('2026-06'));
  });

  it('grows with the order by what all makers need for it, which is little for 10,000', () => {
    expect(weeks('2024-04', 10_000).value - weeks('2024-04', 0).value).toBeCloseTo(weeksOfOutput(10_000), 9);
    expect(weeksOfOutput(10_000)).toBeLessThan(1);
    expect(weeks('2024-04', 1e6).value).toBeGreaterThan(2 * weeks('2024-04', 0).value);
  });

  it('has an ordered interval and says its sources', () => {
    for (const date of ['2023-04', '2024-03', '2025-06', '2026-11']) {
      const { low, value, high } = weeks(date, 10_000);
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
      expect(deliveryWeeks(date, 10_000).source).toContain('Omdia');
    }
  });

  it('is told in months as in weeks', () => {
    expect(inMonths(exact(52)).value).toBeCloseTo(12, 1);
  });
});
