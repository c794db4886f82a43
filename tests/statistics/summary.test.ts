import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/statistics/random.ts';
import { FEWEST_SAMPLES, median, orderRank, quantile, summarise } from '../../src/statistics/summary.ts';
import { decide } from '../../src/statistics/stopping.ts';

/** Share of `rounds` seeded draws whose interval holds the true median, 1. */
function coverage(count: number, draw: (random: Random) => number, rounds = 2_000): number {
  const random = createRandom(count);
  let held = 0;
  for (let round = 0; round < rounds; round++) {
    const { low, high } = summarise(Array.from({ length: count }, () => draw(random)));
    if (low <= 1 && 1 <= high) held++;
  }
  return held / rounds;
}

const logNormal = (random: Random) => Math.exp(0.2 * random.normal());
/** One sample in five is hit by another process: up to 10 times slower. Its median is 1 by construction of the lower part. */
const withOutliers = (random: Random) => {
  const position = random.next();
  return position > 0.8 ? 1.2 + 9 * random.next() : 0.7 + 0.6 * position;
};

describe('the interval of a median', () => {
  it('holds the median of log-normal samples in at least 93 % of draws, whatever their number', () => {
    for (const count of [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 24, 60])
      expect(coverage(count, logNormal), `n = ${count}`).toBeGreaterThan(0.93);
  });

  it('holds it as often where a fifth of the samples are outliers', () => {
    for (const count of [6, 8, 10, 12, 24, 60]) expect(coverage(count, withOutliers), `n = ${count}`).toBeGreaterThan(0.93);
  });

  it('does not buy its coverage with width: never over 99 % from 9 samples on', () => {
    for (const count of [9, 12, 15, 24, 60]) expect(coverage(count, logNormal), `n = ${count}`).toBeLessThan(0.99);
  });

  it('ranks its order statistics as the binomial tables do, and is [min, max] up to 8 samples', () => {
    // 1 − 2·P(Binomial(n, ½) ≤ r − 1) is at least 0.95 for these r and for none larger; n = 9 → 2, 25 → 8, 100 → 40.
    expect([6, 7, 8, 9, 11, 12, 15, 17, 18, 20, 25, 50, 100].map(orderRank)).toEqual([1, 1, 1, 2, 2, 3, 4, 5, 5, 6, 8, 18, 40]);
    expect(Math.abs(orderRank(10_000) - (5_000 - 0.98 * 100))).toBeLessThan(2);
    const { low, high } = summarise([5, 1, 2, 3, 4, 9]);
    expect([low, high]).toEqual([1, 9]);
  });

  it('is wider and says so below 6 samples, and holds all of them', () => {
    const samples = [1, 1.1, 1.05, 0.98, 1.02, 1.04];
    const enough = summarise(samples);
    expect(enough.isShort).toBe(false);
    for (let count = 1; count < FEWEST_SAMPLES; count++) {
      const short = summarise(samples.slice(0, count));
      expect(short.isShort, `n = ${count}`).toBe(true);
      expect(short.low).toBeLessThanOrEqual(short.min);
      expect(short.high).toBeGreaterThanOrEqual(short.max);
    }
    const one = summarise([3]);
    expect([one.low, one.median, one.high]).toEqual([1.5, 3, 6]);
  });

  it('scales with its samples and does not mind their order', () => {
    const random = createRandom(2);
    for (const count of [1, 3, 6, 20]) {
      const samples = Array.from({ length: count }, () => logNormal(random));
      const direct = summarise(samples);
      expect(summarise(random.shuffle(samples))).toEqual(direct);
      const scaled = summarise(samples.map((sample) => sample * 1024));
      for (const key of ['median', 'low', 'high', 'min', 'max'] as const) expect(scaled[key] / 1024).toBeCloseTo(direct[key], 12);
    }
  });

  it('refuses what has no median', () => {
    for (const samples of [[], [0], [-1, 1], [NaN], [1, Infinity]]) expect(() => summarise(samples)).toThrow(RangeError);
  });
});

describe('median and quantile', () => {
  it('halve odd and even counts and leave the argument as it was', () => {
    const values = [3, 1, 2];
    expect(median(values)).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(values).toEqual([3, 1, 2]);
    expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
    expect(quantile([1, 2], 1)).toBe(2);
  });
});

describe('the stopping rule', () => {
  it('goes on below the fewest samples however alike they are, and stops at them', () => {
    const alike = [1, 1, 1, 1, 1];
    expect(decide(alike, { targetHalfWidth: 0.01 })).toBe('go-on');
    expect(decide([...alike, 1], { targetHalfWidth: 0.01 })).toBe('precise');
    expect(decide([], { targetHalfWidth: 1, minimum: 0 })).toBe('go-on');
  });

  it('turns on the wider side of the interval, at the target', () => {
    const samples = [0.99, 1, 1, 1, 1, 1.05];
    expect(decide(samples, { targetHalfWidth: 0.0501 })).toBe('precise');
    expect(decide(samples, { targetHalfWidth: 0.0499 })).toBe('go-on');
  });

  it('keeps the coverage above 90 % though it looks after every sample', () => {
    const random = createRandom(11);
    const rounds = 2_000;
    let held = 0;
    for (let round = 0; round < rounds; round++) {
      const samples: number[] = [];
      while (samples.length < 60 && decide(samples, { targetHalfWidth: 0.03 }) === 'go-on')
        samples.push(Math.exp(0.05 * random.normal()));
      const { low, high } = summarise(samples);
      if (low <= 1 && 1 <= high) held++;
    }
    expect(held / rounds).toBeGreaterThan(0.9);
  });
});
