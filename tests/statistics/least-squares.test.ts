// The regression as the device model uses it, with slopes in few places, against its textbook form with dense matrices.
import { expect, it } from 'vitest';
import { regress, solve, type Regression } from '../../src/statistics/least-squares.ts';
import { createRandom } from '../../src/statistics/random.ts';

interface Point {
  readonly place: number;
  readonly at: number;
  readonly seen: number;
}

const MEMBERS = 6;

function regression(points: readonly Point[], isDense: boolean): Regression<Point> {
  return {
    priors: Array.from({ length: 2 + MEMBERS }, (_, index) => ({ mean: index / 9, deviation: 0.5 + index / 7 })),
    observations: points,
    deviation: ({ at }) => 0.1 + at / 50,
    at: (parameters) => {
      const residual = ({ place, at, seen }: Point) =>
        seen - (parameters[0] ?? 0) - at * Math.exp(parameters[1] ?? 0) - (parameters[2 + place] ?? 0) ** 2;
      return {
        residual,
        linearise: (point) => {
          const places = [0, 1, 2 + point.place];
          const slopes = [1, point.at * Math.exp(parameters[1] ?? 0), 2 * (parameters[2 + point.place] ?? 0)];
          const all = parameters.map((_, index) => index);
          return {
            residual: residual(point),
            places: isDense ? all : places,
            slopes: isDense ? all.map((place) => slopes[places.indexOf(place)] ?? 0) : slopes,
          };
        },
      };
    },
  };
}

it('gives the same parameters to the last bit whether zero slopes are named or left out', () => {
  const random = createRandom(3);
  for (let count = 0; count < 50; count++) {
    const points = Array.from({ length: 40 }, () => {
      const place = random.integer(MEMBERS);
      const at = random.next();
      return { place, at, seen: 0.3 + 2 * at + (place / 5) ** 2 + 0.1 * random.normal() };
    });
    const fitted = regress(regression(points, false));
    expect(fitted).toEqual(regress(regression(points, true)));
    expect(fitted).toHaveLength(2 + MEMBERS);
    expect(Math.exp(fitted[1] ?? 0)).toBeGreaterThan(1);
  }
});

it('solves a positive definite system to the accuracy of its condition', () => {
  const random = createRandom(5);
  const half = Array.from({ length: 9 }, () => Array.from({ length: 9 }, () => random.normal()));
  const matrix = half.map((row, i) =>
    half.map((other, j) => row.reduce((sum, entry, k) => sum + entry * (other[k] ?? 0), i === j ? 1 : 0)),
  );
  const truth = half.map(() => random.normal());
  const vector = matrix.map((row) => row.reduce((sum, entry, k) => sum + entry * (truth[k] ?? 0), 0));
  solve(matrix, vector).forEach((entry, index) => expect(entry).toBeCloseTo(truth[index] ?? Number.NaN, 9));
});
