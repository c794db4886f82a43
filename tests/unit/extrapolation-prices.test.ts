// Prices at a date: sourced, banded, and the article's where the article speaks.
import { describe, expect, it } from 'vitest';
import { DEFAULT_ASSUMPTIONS } from '../../src/contract/assumptions.ts';
import { dollarsPerGpuHour, installedDollars, pricesFor } from '../../src/extrapolation/economics.ts';
import { electricityPrice, purchasePrice, rentalPrice } from '../../src/extrapolation/prices.ts';
import { expectEstimate } from '../fixtures/estimates.ts';

const MONTHS = [2022, 2023, 2024, 2025, 2026].flatMap((year) =>
  Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, '0')}`),
);

describe('prices', () => {
  it('are positive, ordered, dated and sourced in every month, before the first quote and after the last too', () => {
    for (const month of [...MONTHS, '2000-01', '2099-12']) {
      for (const price of [purchasePrice(month), rentalPrice(month), electricityPrice(month)]) {
        expectEstimate(price.value, month);
        expect(price.value.low, month).toBeLessThan(price.value.high);
        expect(price.asOf, month).toMatch(/^20\d\d/);
        expect(price.source.length, month).toBeGreaterThan(10);
      }
    }
  });

  it('take the article’s 30,603 dollars a unit in 2023, within a band of other quotes', () => {
    const { value, source, asOf } = purchasePrice('2023-04');
    expect(value.value).toBe(30_603);
    expect(value.low).toBeLessThan(30_603);
    expect(value.high).toBeGreaterThan(30_603);
    expect(source).toContain('30,603');
    expect(asOf).toBe('2023-04');
  });

  it('say which date a rental price is of: none was quoted in April 2023, so June’s serves', () => {
    expect(rentalPrice('2023-04').asOf).toMatch(/^2023-06/);
    expect(rentalPrice('2026-05').asOf).toBe('2026-05');
  });

  it('fall from the scarcity of 2023 to 2025', () => {
    expect(rentalPrice('2025-10').value.value).toBeLessThan(0.6 * rentalPrice('2023-08').value.value);
  });

  it('yield to the reader’s own', () => {
    const own = {
      ...DEFAULT_ASSUMPTIONS,
      acquisition: 'rented' as const,
      price_dollars_per_gpu_hour: 3.5,
      price_dollars_per_gpu: 25_000,
    };
    expect(dollarsPerGpuHour(own, pricesFor(own))).toEqual({ value: 3.5, low: 3.5, high: 3.5 });
    expect(pricesFor(own).card).toMatchObject({ value: { value: 25_000, low: 25_000, high: 25_000 }, provenance: 'assumption' });
  });

  it('make an owned GPU-hour in 2026 what published costs of ownership leave for hardware and power', () => {
    const assumptions = { ...DEFAULT_ASSUMPTIONS, price_date: '2026-02' };
    const hour = dollarsPerGpuHour(assumptions, pricesFor(assumptions));
    // SemiAnalysis, 2026-02: $1.30 (hyperscaler) to $1.69 (neocloud) with building, staff and capital, which are left out here.
    expect(hour.value).toBeLessThan(1.69);
    expect(hour.high).toBeGreaterThan(1.3);
  });

  it('install a cluster for more than its cards, as published all-in prices do', () => {
    const prices = pricesFor(DEFAULT_ASSUMPTIONS);
    expect(installedDollars(prices).value).toBeGreaterThan(45_810);
    expect(installedDollars(prices).value).toBeLessThan(51_613);
  });
});
