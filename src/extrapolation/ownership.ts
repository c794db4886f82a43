// What an hour of a bought GPU costs: its share of card, server, network and building over the hours that it works, and the
// power and hands that keep it working. Rests on energy.ts, data/price-series.json.
// Neglected: interest on what is paid at the start (5 % a year over 4 years would add about a tenth to the hardware), taxes,
// power drawn while idle. Checked against a published cost of ownership in tests/unit/money.test.ts.
import data from '../../data/price-series.json' with { type: 'json' };
import { product, scale, sum, type Estimate } from '../units/estimate.ts';
import {
  JOULES_PER_KILOWATT_HOUR,
  SECONDS_PER_HOUR,
  SECONDS_PER_YEAR,
  type Dollars,
  type Fraction,
  type Watts,
} from '../units/units.ts';
import { ratedPower, utilityPower } from './energy.ts';

export interface Ownership {
  readonly card: Estimate<Dollars>;
  /** GPUs of the cluster, for its network; at least 1. */
  readonly gpuCount: number;
  readonly boardPower: Watts;
  readonly years: number;
  /** Of what the hardware cost, what it sells for at the end of its life. */
  readonly residualShare: Fraction;
  /** Of its life, the hours that it works. */
  readonly useShare: Fraction;
  /** Dollars a kWh; may be nothing. */
  readonly electricity: Estimate<Dollars>;
  readonly powerUsageEffectiveness: Estimate;
}

export type OwnershipPart = 'card' | 'server' | 'network' | 'building' | 'operations' | 'electricity';

export interface OwnedHour {
  readonly dollars: Estimate<Dollars>;
  /** They sum to `dollars` in the middle; their intervals are each by itself. */
  readonly parts: Readonly<Record<OwnershipPart, Estimate<Dollars>>>;
  /** Dollars to have one GPU installed: card, server and network, without the building. */
  readonly installed: Estimate<Dollars>;
}

const HOURS_PER_YEAR = SECONDS_PER_YEAR / SECONDS_PER_HOUR;
const { ownership } = data;
/** Server and card together over the card. */
const SERVER_OVER_CARD: Estimate = ownership.server_over_card;

/** Dollars of one hour at work of a bought GPU, with its parts. */
export function ownedHour(inputs: Ownership): OwnedHour {
  const { card, gpuCount, boardPower, years, residualShare, useShare, electricity, powerUsageEffectiveness } = inputs;
  const hoursAtWork = years * HOURS_PER_YEAR * useShare;
  const kilowatts = scale(ratedPower(boardPower), 1e-3);

  const network = networkOverServer(gpuCount);
  const installed = product<Dollars>(card, SERVER_OVER_CARD, network);
  const hardware = scale<Dollars>(installed, (1 - residualShare) / hoursAtWork);
  const share = (of: number): Estimate<Dollars> => scale(hardware, of / installed.value);
  const server = card.value * (SERVER_OVER_CARD.value - 1);

  const buildingHours = ownership.building_years.value * HOURS_PER_YEAR * useShare;
  const building = scale<Dollars>(product(kilowatts, ownership.building_dollars_per_kilowatt), 1 / buildingHours);
  const hoursAYear = HOURS_PER_YEAR * useShare;
  const operations = scale<Dollars>(product(kilowatts, ownership.operations_dollars_per_kilowatt_year), 1 / hoursAYear);
  const power = electricityHour(utilityPower(boardPower, powerUsageEffectiveness), electricity);

  return {
    dollars: sum([hardware, building, operations, power]),
    parts: {
      card: share(card.value),
      server: share(server),
      network: share(installed.value - card.value - server),
      building,
      operations,
      electricity: power,
    },
    installed,
  };
}

/** Dollars for an hour at so many watts; nothing where electricity costs nothing. */
export function electricityHour(power: Estimate<Watts>, dollarsPerKilowattHour: Estimate<Dollars>): Estimate<Dollars> {
  const kilowattHours = scale(power, SECONDS_PER_HOUR / JOULES_PER_KILOWATT_HOUR);
  // Zero has no logarithm.
  return dollarsPerKilowattHour.low > 0
    ? product(kilowattHours, dollarsPerKilowattHour)
    : scale(kilowattHours, dollarsPerKilowattHour.value);
}

/**
 * Server and network over the server, by GPUs of the cluster: between the quoted clusters in the logarithm of their size, the
 * nearest beyond them. Low: a tenth for the network; high: half as much network again.
 */
export function networkOverServer(gpuCount: number): Estimate {
  const { by_gpu_count: rows, server_dollars_per_gpu: server } = ownership.network;
  const below = rows.findLast(({ gpus }) => gpus <= gpuCount) ?? rows[0];
  const above = rows.find(({ gpus }) => gpus >= gpuCount) ?? rows.at(-1);
  if (below === undefined || above === undefined) throw new RangeError('data/price-series.json has no clusters');
  const position = above.gpus > below.gpus ? Math.log(gpuCount / below.gpus) / Math.log(above.gpus / below.gpus) : 0;
  const dollars = below.dollars_per_gpu + position * (above.dollars_per_gpu - below.dollars_per_gpu);
  const value = dollars / server;
  return { value, low: Math.min(value, 1.1), high: value + (value - 1) / 2 };
}
