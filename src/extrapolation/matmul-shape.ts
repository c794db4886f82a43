// What a matrix product's shape costs beyond its FLOP, in dimensionless terms, and what a run's products say of it.
// Rests on workload/, statistics/.
//   slowdown = (1 + depth · tileDepth / k) · (waves, rounded up / waves)^wave
// depth: tiles' depths that a kernel spends on filling its pipeline and writing its result, whatever k is. wave: which
// share of the idle places of the last wave of tiles is lost, between 0 (hidden by splitting k) and 1 (all).
// Every tile's own waste at ragged edges is left out: the widths of real models are multiples of the tiles.
import { median } from '../statistics/summary.ts';
import type { Estimate } from '../units/estimate.ts';

export interface MatmulShape {
  readonly depth: number;
  readonly wave: number;
}

/** A product as its kernel cuts it up. */
export interface Cut {
  /** k over the depth of a tile. */
  readonly depths: number;
  readonly tiles: number;
}

/** @param places tiles that the device works on at once */
export function slowdown({ depth, wave }: MatmulShape, { depths, tiles }: Cut, places: number): number {
  const waves = tiles / places;
  return (1 + depth / depths) * (Math.ceil(waves) / waves) ** wave;
}

/** One measured product: how much slower than the device's law of work alone, as a logarithm, and its own uncertainty. */
export interface ShapeObservation extends Cut {
  readonly excess: number;
  readonly deviation: number;
}

const DEPTHS: readonly number[] = Array.from({ length: 21 }, (_, index) => 2 ** ((index - 10) / 2));
const WAVES: readonly number[] = [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
/** Tiles at once: unknown to a browser, so all powers of two are weighed. */
const PLACES: readonly number[] = Array.from({ length: 13 }, (_, index) => 2 ** index);
/** Degrees of freedom of the errors, as in statistics/least-squares.ts. */
const TAIL = 4;

/**
 * Depth and wave by weighing a grid with the products' likelihood alone (flat over the grid, so that the prior is the
 * caller's to join): the posterior's median and its 5 and 95 % quantiles.
 */
export function shapeOf(observations: readonly ShapeObservation[]): { readonly depth: Estimate; readonly wave: Estimate } {
  const cells = PLACES.flatMap((places) =>
    DEPTHS.flatMap((depth) =>
      WAVES.map((wave) => ({ depth, wave, logLikelihood: logLikelihood({ depth, wave }, places, observations) })),
    ),
  );
  const most = Math.max(...cells.map((cell) => cell.logLikelihood));
  const weighted = cells.map((cell) => ({ ...cell, weight: Math.exp(cell.logLikelihood - most) }));
  return {
    depth: marginal(weighted.map(({ depth, weight }) => [depth, weight])),
    wave: marginal(weighted.map(({ wave, weight }) => [wave, weight])),
  };
}

function logLikelihood(shape: MatmulShape, places: number, observations: readonly ShapeObservation[]): number {
  const residuals = observations.map((observation) => observation.excess - Math.log(slowdown(shape, observation, places)));
  // The level is the law's, not the shape's.
  const level = median(residuals);
  return observations.reduce((sum, { deviation }, index) => {
    const scaled = ((residuals[index] ?? 0) - level) / deviation;
    return sum - ((TAIL + 1) / 2) * Math.log1p(scaled ** 2 / TAIL);
  }, 0);
}

function marginal(cells: readonly (readonly [number, number])[]): Estimate {
  const sorted = cells.toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  const at = (fraction: number) => {
    let passed = 0;
    for (const [value, weight] of sorted) {
      passed += weight;
      if (passed >= fraction * total) return value;
    }
    return sorted.at(-1)?.[0] ?? 0;
  };
  return { low: at(0.05), value: at(0.5), high: at(0.95) };
}
