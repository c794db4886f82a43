import { describe, expect, it } from 'vitest';
import {
  drawLinks,
  estimateOf,
  factorsOf,
  linkShares,
  LINKS,
  onlyLink,
  scaledBy,
  sharedDraws,
  spreadOf,
  timesOf,
  within90,
} from '../../src/extrapolation/draws.ts';
import { normalQuantile, upperTail } from '../../src/statistics/distribution.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { MOST_DIMENSIONS, sobol } from '../../src/statistics/sobol.ts';

/** L2-star discrepancy squared (T. T. Warnock, 1972): 0 is perfectly even. */
function discrepancy(points: readonly ArrayLike<number>[]): number {
  const count = points[0]?.length ?? 0;
  const at = (axis: ArrayLike<number>, index: number) => axis[index] ?? 0;
  const all = Array.from({ length: count }, (_, index) => index);
  const single = all.reduce((sum, i) => sum + points.reduce((p, axis) => (p * (1 - at(axis, i) ** 2)) / 2, 1), 0);
  const double = all.reduce(
    (sum, i) => sum + all.reduce((s, j) => s + points.reduce((p, axis) => p * (1 - Math.max(at(axis, i), at(axis, j))), 1), 0),
    0,
  );
  return 3 ** -points.length - (2 / count) * single + double / count ** 2;
}

describe('the quasi-random points', () => {
  it('put exactly one of 256 points into each 256th of every axis, whatever the seed', () => {
    for (const seed of [1, 2, 0xffffffff]) {
      for (const axis of sobol(MOST_DIMENSIONS, 256, seed)) {
        expect(new Set([...axis].map((point) => Math.floor(point * 256))).size).toBe(256);
      }
    }
  });

  it('are more even than pseudo-random ones: a smaller discrepancy in the axes of the chain, in every one of 8 seeds', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = createRandom(seed);
      const pseudo = Array.from({ length: 7 }, () => Float64Array.from({ length: 256 }, () => random.next()));
      expect(discrepancy(sobol(7, 256, seed))).toBeLessThan(discrepancy(pseudo));
    }
  });

  it('are the same for the same seed and others for another', () => {
    expect(sobol(3, 64, 5)).toEqual(sobol(3, 64, 5));
    expect(sobol(3, 64, 5)).not.toEqual(sobol(3, 64, 6));
  });

  it('do not pair their axes: correlations of 256 points stay below a tenth', () => {
    const { normals } = sharedDraws();
    for (const a of LINKS) {
      for (const b of LINKS) {
        if (a === b) continue;
        const dot = normals[a].reduce((sum, z, index) => sum + z * (normals[b][index] ?? 0), 0) / 256;
        expect(Math.abs(dot), `${a} × ${b}`).toBeLessThan(0.1);
      }
    }
  });
});

describe('the normal quantile', () => {
  it('is the inverse of the tail over ± 5 standard deviations', () => {
    for (let z = -5; z <= 5; z += 0.25) expect(normalQuantile(1 - upperTail(z))).toBeCloseTo(z, 2);
  });
});

describe('links', () => {
  const draws = drawLinks(256, 7);
  const { normals } = draws;

  it('give a stated 90 % interval back, about the best value', () => {
    const { value, low, high } = estimateOf(scaledBy(factorsOf(normals.price, spreadOf({ value: 3, low: 2, high: 5 })), 3));
    expect(value).toBe(3);
    expect(low).toBeCloseTo(2, 1);
    expect(high).toBeCloseTo(5, 1);
  });

  it('narrow the product when one of them narrows', () => {
    const width = (halfWidth: number) => {
      const price = factorsOf(normals.price, within90(halfWidth));
      const { low, high } = estimateOf(timesOf(price, factorsOf(normals.goodput, within90(0.2))));
      return Math.log(high / low);
    };
    expect(width(0.1)).toBeLessThan(width(0.3));
    expect(width(0.3)).toBeLessThan(width(0.6));
    // Independent errors join in quadrature.
    expect(width(0.3) / 2).toBeCloseTo(Math.hypot(0.3, 0.2), 1);
  });

  it('share the variance: the shares sum to 1, and stand as the squares of the widths', () => {
    const shares = linkShares(draws, ({ normals: own }) =>
      timesOf(factorsOf(own.price, within90(0.3)), factorsOf(own.goodput, within90(0.1))),
    );
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    const share = (name: string) => shares.find(({ link }) => link === name)?.share ?? NaN;
    expect(share('price') / share('goodput')).toBeCloseTo(9, 0);
    expect(share('law')).toBe(0);
  });

  it('move alone when only one is drawn: every other is at its best value', () => {
    const only = onlyLink(draws, 'price');
    expect(only.normals.price).toBe(normals.price);
    for (const link of LINKS) if (link !== 'price') expect(only.normals[link].every((z) => z === 0)).toBe(true);
  });
});
