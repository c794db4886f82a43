// What a GPU-hour costs, rented or bought, for the explorer's dials: prices of their month, or the reader's own.
// Rests on price-series.ts, ownership.ts, energy.ts, contract/.
//   rented: the quoted price of the month        bought: ownership.ts
import type { Accelerator } from '../cluster/accelerator.ts';
import type { Exploration } from '../contract/exploration.ts';
import { exact, type Estimate, type Sourced } from '../units/estimate.ts';
import type { Dollars, Watts } from '../units/units.ts';
import { GRID_CARBON, POWER_USAGE_EFFECTIVENESS, utilityPower } from './energy.ts';
import { ownedHour, type OwnedHour } from './ownership.ts';
import { electricityInMonth, priceInMonth } from './price-series.ts';

/** The dials that money depends on. */
export type MoneyDials = Pick<
  Exploration,
  | 'acquisition'
  | 'price_date'
  | 'price_dollars_per_gpu'
  | 'price_dollars_per_gpu_hour'
  | 'electricity_dollars_per_kilowatt_hour'
  | 'power_usage_effectiveness'
  | 'lifetime_years'
  | 'residual_share'
  | 'use_share'
  | 'carbon_grams_per_kilowatt_hour'
  | 'gpu_count'
>;

/** The prices in force: dated and sourced, or the reader's own. */
export interface MoneyInputs {
  /** Undefined where nobody was found to quote the accelerator. */
  readonly card: Sourced<Estimate<Dollars>> | undefined;
  readonly rental: Sourced<Estimate<Dollars>> | undefined;
  readonly electricity: Sourced<Estimate<Dollars>>;
  readonly powerUsageEffectiveness: Sourced<Estimate>;
  readonly carbonGrams: Sourced<Estimate>;
}

export type GpuHour =
  | { readonly kind: 'rented'; readonly dollars: Estimate<Dollars> }
  | ({ readonly kind: 'bought' } & OwnedHour)
  | { readonly kind: 'unpriced'; readonly reason: string };

export function moneyInputs(dials: MoneyDials, accelerator: string): MoneyInputs {
  const { price_date: date } = dials;
  return {
    card: own(dials.price_dollars_per_gpu, date) ?? priceInMonth(accelerator, 'purchase', date),
    rental: own(dials.price_dollars_per_gpu_hour, date) ?? priceInMonth(accelerator, 'rental', date),
    electricity: own(dials.electricity_dollars_per_kilowatt_hour, date) ?? electricityInMonth(date),
    powerUsageEffectiveness: own(dials.power_usage_effectiveness, date) ?? POWER_USAGE_EFFECTIVENESS,
    carbonGrams: own(dials.carbon_grams_per_kilowatt_hour, date) ?? GRID_CARBON,
  };
}

function own(value: number | null, asOf: string): Sourced<Estimate> | undefined {
  return value === null ? undefined : { value: exact(value), provenance: 'assumption', source: 'set by the reader', asOf };
}

/** Dollars of one GPU-hour at work, as the dials acquire it; `unpriced` where neither data nor reader name a price. */
export function gpuHour(
  dials: MoneyDials,
  accelerator: Pick<Accelerator, 'name' | 'boardPower'>,
  inputs: MoneyInputs = moneyInputs(dials, accelerator.name),
): GpuHour {
  const { card, rental, electricity, powerUsageEffectiveness } = inputs;
  if (dials.acquisition === 'rented') {
    return rental ? { kind: 'rented', dollars: rental.value } : unpriced(accelerator.name, 'rents out');
  }
  if (card === undefined) return unpriced(accelerator.name, 'sells');
  const hour = ownedHour({
    card: card.value,
    gpuCount: dials.gpu_count,
    boardPower: accelerator.boardPower,
    years: dials.lifetime_years,
    residualShare: dials.residual_share,
    useShare: dials.use_share,
    electricity: electricity.value,
    powerUsageEffectiveness: powerUsageEffectiveness.value,
  });
  return { kind: 'bought', ...hour };
}

function unpriced(accelerator: string, verb: string): GpuHour {
  return { kind: 'unpriced', reason: `no quote of anyone who ${verb} ${accelerator}: set a price` };
}

/** Average power of one GPU at work, at the utility, for the dials' cooling. */
export function workingPower(boardPower: Watts, inputs: MoneyInputs): Estimate<Watts> {
  return utilityPower(boardPower, inputs.powerUsageEffectiveness.value);
}
