// What a GPU-hour costs: linear where it must be, checked against a published cost of ownership, prices inside their quotes.
import { describe, expect, it } from 'vitest';
import data from '../../data/price-series.json' with { type: 'json' };
import { DEFAULT_EXPLORATION, type Exploration } from '../../src/contract/exploration.ts';
import { carbonOf, energyOf, GRID_CARBON, ratedPower, utilityPower } from '../../src/extrapolation/energy.ts';
import { gpuHour, moneyInputs, workingPower } from '../../src/extrapolation/money.ts';
import { networkOverServer, ownedHour, type Ownership } from '../../src/extrapolation/ownership.ts';
import { ARTICLE_PRICE, electricityInMonth, monthOf, priceInMonth, quotesFor } from '../../src/extrapolation/price-series.ts';
import { exact } from '../../src/units/estimate.ts';

const H100 = { name: 'H100 SXM5 80GB', boardPower: 700 };
const dials = (changes: Partial<Exploration> = {}): Exploration => ({ ...DEFAULT_EXPLORATION, ...changes });
const bought = (changes: Partial<Exploration> = {}) => {
  const hour = gpuHour(dials({ acquisition: 'bought', ...changes }), H100);
  if (hour.kind !== 'bought') throw new Error(hour.kind);
  return hour;
};

const exactly: Ownership = {
  card: exact(30_000),
  gpuCount: 1024,
  boardPower: 700,
  years: 4,
  residualShare: 0.1,
  useShare: 1,
  electricity: exact(0.08),
  powerUsageEffectiveness: exact(1.2),
};
const dollars = (changes: Partial<Ownership>) => ownedHour({ ...exactly, ...changes }).dollars.value;

describe('an hour of a bought GPU', () => {
  it('costs what a published cost of ownership says, $1.30 to $1.69 for an H100 of 2026 that always works', () => {
    const { low, high } = data.ownership.published_cost_of_ownership;
    const hour = bought({ use_share: 1, price_date: '2026-02' }).dollars;
    expect(hour.value).toBeGreaterThan(low);
    expect(hour.value).toBeLessThan(high);
    expect(hour.low).toBeLessThan(low);
    expect(hour.high).toBeGreaterThan(high);
  });

  it('has a cluster’s price installed: $46,000 to $52,000 for the article’s card, as quoted', () => {
    for (const gpuCount of [16, 1024, 131_072]) {
      const { installed } = ownedHour({ ...exactly, card: exact(ARTICLE_PRICE.value), gpuCount });
      expect(installed.value).toBeGreaterThan(45_000);
      expect(installed.value).toBeLessThan(53_000);
    }
  });

  it('is the sum of its parts, each of which costs something', () => {
    const { dollars: total, parts } = ownedHour(exactly);
    const sum = Object.values(parts).reduce((rest, { value }) => rest + value, 0);
    expect(sum).toBeCloseTo(total.value, 12);
    for (const [part, { value, low, high }] of Object.entries(parts)) {
      expect(low, part).toBeGreaterThan(0);
      expect(value, part).toBeGreaterThanOrEqual(low);
      expect(high, part).toBeGreaterThanOrEqual(value);
    }
  });

  it('rises in a straight line with the card’s price, whose part is nothing for a free card', () => {
    const [at1, at2, at3] = [10_000, 20_000, 30_000].map((card) => dollars({ card: exact(card) }));
    expect((at3 ?? 0) - (at2 ?? 0)).toBeCloseTo((at2 ?? 0) - (at1 ?? 0), 12);
    expect((at2 ?? 0) - (at1 ?? 0)).toBeGreaterThan(0.2);
  });

  it('falls with years, with use and with what it sells for', () => {
    expect(dollars({ years: 6 })).toBeLessThan(dollars({ years: 4 }));
    expect(dollars({ useShare: 0.5 })).toBeGreaterThan(dollars({ useShare: 1 }));
    expect(dollars({ residualShare: 0.4 })).toBeLessThan(dollars({ residualShare: 0 }));
  });

  it('doubles at half the use in all but its electricity', () => {
    const [half, full] = [ownedHour({ ...exactly, useShare: 0.5 }), ownedHour(exactly)];
    const withoutPower = ({ dollars: total, parts }: typeof full) => total.value - parts.electricity.value;
    expect(withoutPower(half)).toBeCloseTo(2 * withoutPower(full), 12);
    expect(half.parts.electricity.value).toBe(full.parts.electricity.value);
  });

  it('pays nothing for free electricity, and linearly for dear', () => {
    const part = (price: number) => ownedHour({ ...exactly, electricity: exact(price) }).parts.electricity.value;
    expect(part(0)).toBe(0);
    expect(part(0.2)).toBeCloseTo(2 * part(0.1), 12);
  });

  it('pays for more network in a larger cluster, within the quoted ones and beyond', () => {
    const network = (gpus: number) => networkOverServer(gpus).value;
    expect(network(16)).toBeLessThan(network(100_000));
    expect(network(4)).toBe(network(16));
    expect(network(1e6)).toBe(network(131_072));
    expect(network(700)).toBeGreaterThan(network(512));
    expect(network(700)).toBeLessThan(network(1024));
  });
});

describe('prices in a month', () => {
  const months = ['2022-01', '2023-04', '2023-10', '2024-06', '2025-03', '2026-02', '2026-11'];

  it.each(Object.keys(data.accelerators))('lie within the quotes for %s, low to high', (accelerator) => {
    for (const trade of ['purchase', 'rental'] as const) {
      const quotes = quotesFor(accelerator, trade);
      for (const month of months) {
        const price = priceInMonth(accelerator, trade, month);
        expect(price === undefined).toBe(quotes.length === 0);
        if (price === undefined) continue;
        expect(price.value.value).toBeGreaterThanOrEqual(Math.min(...quotes.map(({ low }) => low)));
        expect(price.value.value).toBeLessThanOrEqual(Math.max(...quotes.map(({ high }) => high)));
        expect(price.value.low).toBeLessThanOrEqual(price.value.value);
        expect(price.value.high).toBeGreaterThanOrEqual(price.value.value);
        expect(price.source.length).toBeGreaterThan(20);
      }
    }
  });

  it('are the article’s for a card bought in its year, with other quotes of the month around it', () => {
    const price = priceInMonth(H100.name, 'purchase', '2023-04');
    expect(price?.value.value).toBe(ARTICLE_PRICE.value);
    expect(price?.value.low).toBeLessThan(ARTICLE_PRICE.value);
    expect(price?.value.high).toBeGreaterThan(40_000);
  });

  it('let an hour of 2023 cost more than one of today, rented as bought', () => {
    const rented = (month: string) => priceInMonth(H100.name, 'rental', month)?.value.value ?? 0;
    expect(rented('2023-07')).toBeGreaterThan(1.3 * rented('2026-11'));
    expect(bought({ price_date: '2023-04' }).dollars.value).toBeGreaterThan(bought({ price_date: '2026-11' }).dollars.value);
  });

  it('are none for an accelerator that nobody was found to quote, unless the reader names one', () => {
    const unknown = { name: 'Apple M4 Max (40)', boardPower: 60 };
    expect(gpuHour(dials(), unknown).kind).toBe('unpriced');
    expect(gpuHour(dials({ acquisition: 'bought' }), unknown).kind).toBe('unpriced');
    const own = gpuHour(dials({ price_dollars_per_gpu_hour: 0.5 }), unknown);
    expect(own).toEqual({ kind: 'rented', dollars: exact(0.5) });
  });

  it('name their own month by day, by month and by year', () => {
    expect(monthOf('2024-02-14')).toBe(monthOf('2024-02'));
    expect(monthOf('2024')).toBe(monthOf('2024-06'));
    expect(electricityInMonth('2031-01').asOf).toBe('2026');
  });
});

describe('energy and carbon', () => {
  it('go with GPU-hours in a straight line, and carbon with the grid', () => {
    const power = utilityPower(700);
    const [one, two] = [energyOf(exact(1000), power), energyOf(exact(2000), power)];
    expect(two.value).toBeCloseTo(2 * one.value, 3);
    expect(carbonOf(two).value).toBeCloseTo(2 * carbonOf(one).value, 6);
    expect(carbonOf(one, exact(200)).value).toBeCloseTo(carbonOf(one, exact(100)).value * 2, 6);
    expect(carbonOf(one, exact(0)).value).toBe(0);
  });

  it('count a kWh once: 1 kWh on the US grid is its 366 g', () => {
    expect(carbonOf(exact(3.6e6)).value).toBeCloseTo(GRID_CARBON.value.value / 1000, 12);
  });

  it('draw less at the utility than is provisioned for an H100, and offer it a building of its rated power', () => {
    expect(utilityPower(700).value).toBeLessThan(1000 * data.ownership.published_provisioned_power.value);
    expect(utilityPower(700).high).toBeLessThan(1000 * data.ownership.published_provisioned_power.value);
    expect(ratedPower(700).value).toBeCloseTo(10_200 / 8, -1);
  });

  it('follow the reader’s cooling', () => {
    const at = (effectiveness: number) =>
      workingPower(700, moneyInputs(dials({ power_usage_effectiveness: effectiveness }), H100.name));
    expect(at(1.5).value).toBeCloseTo(1.5 * at(1).value, 9);
  });
});
