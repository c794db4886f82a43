// Dollars of a GPU-hour, its power and its carbon in every draw. Rests on money.ts, energy.ts, draws.ts.
// Of a bought GPU the electricity moves with the power link and all else with the price link; rent moves with the price.
import type { Accelerator } from '../cluster/accelerator.ts';
import type { Exploration } from '../contract/exploration.ts';
import type { Estimate } from '../units/estimate.ts';
import { JOULES_PER_KILOWATT_HOUR, SECONDS_PER_HOUR, type Watts } from '../units/units.ts';
import { factorsOf, scaledBy, spreadOf, type Draws, type Drawn, type Spread } from './draws.ts';
import { gpuHour, moneyInputs, workingPower, type GpuHour, type MoneyInputs } from './money.ts';

/** Prices, power and carbon before they are drawn. */
export interface Money {
  readonly inputs: MoneyInputs;
  readonly hour: GpuHour;
  /** Average of one GPU at work, at the utility. */
  readonly power: Estimate<Watts>;
}

export interface DrawnMoney extends Money {
  /** A GPU-hour; undefined where nobody quotes the accelerator. */
  readonly dollars: Drawn | undefined;
  /** Joules a GPU-hour, at the utility. */
  readonly joules: Drawn;
  /** Kilograms of CO₂ a GPU-hour. */
  readonly carbon: Drawn;
}

export function moneyOf(exploration: Exploration, accelerator: Accelerator): Money {
  const inputs = moneyInputs(exploration, accelerator.name);
  return { inputs, hour: gpuHour(exploration, accelerator, inputs), power: workingPower(accelerator.boardPower, inputs) };
}

export function drawMoney({ inputs, hour, power }: Money, draws: Draws): DrawnMoney {
  const joules = scaledBy(factorsOf(draws.normals.power, spreadOf(power)), power.value * SECONDS_PER_HOUR);
  const grams = inputs.carbonGrams.value;
  const perJoule = grams.value / 1000 / JOULES_PER_KILOWATT_HOUR;
  const gramSpread = grams.low > 0 ? spreadOf(grams) : { down: 0, up: 0 };
  const carbonSpread = quadrature(spreadOf(power), gramSpread);
  const carbon = scaledBy(factorsOf(draws.normals.power, carbonSpread), power.value * SECONDS_PER_HOUR * perJoule);
  return { inputs, hour, power, dollars: drawHour(hour, draws), joules, carbon };
}

function drawHour(hour: GpuHour, { normals }: Draws): Drawn | undefined {
  if (hour.kind === 'unpriced') return undefined;
  const price = factorsOf(normals.price, spreadOf(hour.dollars));
  if (hour.kind === 'rented') return scaledBy(price, hour.dollars.value);
  const { electricity } = hour.parts;
  const rest = hour.dollars.value - electricity.value;
  const power = electricity.low > 0 ? factorsOf(normals.power, spreadOf(electricity)) : price.map(() => 1);
  return price.map((factor, index) => rest * factor + electricity.value * (power[index] ?? 1));
}

function quadrature(a: Spread, b: Spread): Spread {
  return { down: Math.hypot(a.down, b.down), up: Math.hypot(a.up, b.up) };
}
