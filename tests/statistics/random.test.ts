import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/statistics/random.ts';

const draw = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};
const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;

describe('the seeded generator', () => {
  it('gives the same sequence for the same seed and another for its neighbour', () => {
    expect(draw(7, 50)).toEqual(draw(7, 50));
    expect(draw(7, 50)).not.toEqual(draw(8, 50));
    expect(draw(0, 50)).not.toEqual(draw(1, 50));
  });

  it('is uniform in [0, 1): mean and each tenth within five standard errors', () => {
    const count = 20_000;
    const values = draw(1, count);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * count));
    for (let tenth = 0; tenth < 10; tenth++) {
      const hits = values.filter((value) => Math.floor(value * 10) === tenth).length;
      expect(Math.abs(hits - count / 10), `tenth ${tenth}`).toBeLessThan(5 * Math.sqrt(count * 0.1 * 0.9));
    }
  });

  it('does not correlate first draws of successive seeds (five standard errors)', () => {
    const count = 5_000;
    const firsts = Array.from({ length: count }, (_, seed) => createRandom(seed).next() - 0.5);
    const products = firsts.slice(1).map((value, index) => value * (firsts[index] ?? 0));
    expect(Math.abs(mean(products))).toBeLessThan(5 / 12 / Math.sqrt(count));
  });

  it('draws normals of mean 0 and variance 1 within five standard errors', () => {
    const random = createRandom(3);
    const count = 20_000;
    const values = Array.from({ length: count }, () => random.normal());
    expect(Math.abs(mean(values))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(mean(values.map((value) => value ** 2)) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  });

  it('shuffles into a permutation, every item equally often in every place, and leaves its argument alone', () => {
    const random = createRandom(5);
    const items = [0, 1, 2, 3];
    const rounds = 8_000;
    const seen = items.map(() => items.map(() => 0));
    for (let round = 0; round < rounds; round++) {
      const shuffled = random.shuffle(items);
      expect(shuffled.toSorted()).toEqual(items);
      shuffled.forEach((item, place) => {
        const row = seen[place];
        if (row) row[item] = (row[item] ?? 0) + 1;
      });
    }
    expect(items).toEqual([0, 1, 2, 3]);
    for (const count of seen.flat()) expect(Math.abs(count - rounds / 4)).toBeLessThan(5 * Math.sqrt(rounds * 0.25 * 0.75));
  });

  it('shuffles holes-to-be like undefined too, and empty arrays', () => {
    expect(createRandom(1).shuffle([undefined, undefined])).toEqual([undefined, undefined]);
    expect(createRandom(1).shuffle([])).toEqual([]);
  });

  it('refuses an integer below a bound that is none', () => {
    for (const bound of [0, -1, 1.5, NaN]) expect(() => createRandom(1).integer(bound)).toThrow(RangeError);
    expect(createRandom(1).integer(1)).toBe(0);
  });
});
