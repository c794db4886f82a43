// What a GPU at work draws at the utility, and what that is in joules and in carbon. Rests on data/price-series.json, units/.
// Board power → server → average load → cooling. Neglected: what makes the hardware and the building (embodied carbon), and
// network switches outside the servers (some per cent).
import data from '../../data/price-series.json' with { type: 'json' };
import { product, scale, type Estimate, type Sourced } from '../units/estimate.ts';
import { JOULES_PER_KILOWATT_HOUR, SECONDS_PER_HOUR, type Joules, type Watts } from '../units/units.ts';

interface RangeRow {
  readonly low: number;
  readonly value: number;
  readonly high: number;
  readonly as_of: string;
  readonly source: string;
}

const sourced = ({ low, value, high, as_of: asOf, source }: RangeRow): Sourced<Estimate> => ({
  value: { low, value, high },
  provenance: 'published-run',
  asOf,
  source,
});

/** A server's rated power per watt of its boards. */
export const SERVER_OVER_BOARD = sourced(data.ownership.server_over_board_power);
/** Of a server's rated power, what it draws on average while it trains. */
export const AVERAGE_LOAD = sourced(data.ownership.average_over_rated_power);
/** Power at the utility over power of the servers. */
export const POWER_USAGE_EFFECTIVENESS = sourced(data.ownership.power_usage_effectiveness);
/** Grams of CO₂ a kWh: US average, with a clean and a coal-heavy grid as ends. */
export const GRID_CARBON = sourced(data.carbon);

/** Rated power of a GPU with its share of the server: what a building must offer. Watts of one board in. */
export function ratedPower(boardPower: Watts): Estimate<Watts> {
  return scale(SERVER_OVER_BOARD.value, boardPower);
}

/** Average power of a GPU at work, at the utility. */
export function utilityPower(boardPower: Watts, effectiveness: Estimate = POWER_USAGE_EFFECTIVENESS.value): Estimate<Watts> {
  return product(ratedPower(boardPower), AVERAGE_LOAD.value, effectiveness);
}

/** Joules at the utility for GPU-hours at so many watts each. */
export function energyOf(gpuHours: Estimate, power: Estimate<Watts>): Estimate<Joules> {
  return scale(product(gpuHours, power), SECONDS_PER_HOUR);
}

/** Kilograms of CO₂ for joules on a grid of so many grams a kWh; a grid may emit nothing. */
export function carbonOf(energy: Estimate<Joules>, gramsPerKilowattHour: Estimate = GRID_CARBON.value): Estimate {
  const kilograms = 1 / JOULES_PER_KILOWATT_HOUR / 1000;
  if (gramsPerKilowattHour.low > 0) return scale(product(energy, gramsPerKilowattHour), kilograms);
  // Zero has no logarithm; an exact intensity scales the energy's own interval.
  return scale(energy, gramsPerKilowattHour.value * kilograms);
}
