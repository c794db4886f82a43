// From GPU-hours to joules and dollars. Rests on prices.ts, units/, contract/.
//   rented: GPU-hours · price        bought: GPU-hours · (installed price / hours of its life + power · electricity)
// Neglected: staff, building, storage, interest, resale, idle hours of what was bought (all cost more, not less: the
// published cost of ownership of $1.30 to $1.69 an hour lies 0 to 30 % above what this gives for 2026).
import type { Assumptions } from '../contract/assumptions.ts';
import { exact, product, scale, sum, type Estimate, type Sourced } from '../units/estimate.ts';
import {
  JOULES_PER_KILOWATT_HOUR,
  SECONDS_PER_HOUR,
  SECONDS_PER_YEAR,
  type Dollars,
  type Joules,
  type Watts,
} from '../units/units.ts';
import { electricityPrice, INSTALLED_OVER_CARD, purchasePrice, rentalPrice } from './prices.ts';

/**
 * Power drawn for one GPU at work, at the utility: 10.2 kW of a DGX H100 / 8 · .75 on average · 1.175 for cooling.
 * Low: the same with a quarter less; high: what is provisioned for it.
 */
export const POWER_PER_GPU: Sourced<Estimate<Watts>> = {
  value: { value: (10_200 / 8) * 0.75 * 1.175, low: (10_200 / 8) * 0.6 * 1.1, high: 1730 },
  provenance: 'published-run',
  asOf: '2024',
  source:
    'Epoch AI cost_analysis_standalone.py: 10.2 kW a DGX H100, .75 of it on average, PUE 1.1–1.25; high: 1.73 kW provisioned (SemiAnalysis, 2026)',
};

/** The prices in force: dated and sourced, or the reader's own. */
export interface Prices {
  readonly card: Sourced<Estimate<Dollars>>;
  readonly rental: Sourced<Estimate<Dollars>>;
  readonly electricity: Sourced<Estimate<Dollars>>;
}

export function pricesFor(assumptions: Assumptions): Prices {
  const {
    price_date: date,
    price_dollars_per_gpu: card,
    price_dollars_per_gpu_hour: hour,
    electricity_dollars_per_kilowatt_hour: electricity,
  } = assumptions;
  return {
    card: card === null ? purchasePrice(date) : own(card, date),
    rental: hour === null ? rentalPrice(date) : own(hour, date),
    electricity: electricity === null ? electricityPrice(date) : own(electricity, date),
  };
}

function own(dollars: number, asOf: string): Sourced<Estimate<Dollars>> {
  return { value: exact(dollars), provenance: 'assumption', source: 'set by the reader', asOf };
}

/** Dollars of one GPU-hour, as the assumptions acquire it. */
export function dollarsPerGpuHour(assumptions: Assumptions, prices: Prices): Estimate<Dollars> {
  if (assumptions.acquisition === 'rented') return prices.rental.value;
  const hours = (assumptions.lifetime_years * SECONDS_PER_YEAR) / SECONDS_PER_HOUR;
  const hardware = scale<Dollars>(installedDollars(prices), 1 / hours);
  const kilowattHours = scale(POWER_PER_GPU.value, SECONDS_PER_HOUR / JOULES_PER_KILOWATT_HOUR);
  const { value, low, high } = prices.electricity.value;
  // Free electricity is allowed and has no logarithm.
  return value > 0 && low > 0 ? sum([hardware, product(kilowattHours, { value, low, high })]) : hardware;
}

/** Dollars to install one bought GPU in a cluster. */
export function installedDollars(prices: Prices): Estimate<Dollars> {
  return product(prices.card.value, INSTALLED_OVER_CARD.value);
}

/** Joules at the utility for so many GPU-hours. */
export function energyOf(gpuHours: Estimate): Estimate<Joules> {
  return scale(product(gpuHours, POWER_PER_GPU.value), SECONDS_PER_HOUR);
}
