import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/statistics/random.ts';
import { detectDrift, type TimedValue } from '../../src/statistics/drift.ts';

/** `count` interleaved series of 8 samples with 3 % noise, each of its own scale; `slowdown(t)` multiplies at t in [0, 1). */
function interleaved(random: Random, count: number, slowdown: (time: number) => number, noise = 0.03): TimedValue[][] {
  return Array.from({ length: count }, (_, index) =>
    Array.from({ length: 8 }, (__, round) => {
      const time = (round + random.next()) / 8;
      return { at: 30 * time, value: 2 ** index * 1e-3 * slowdown(time) * Math.exp(noise * random.normal()) };
    }),
  );
}

const shareSignificant = (rounds: number, make: (random: Random) => TimedValue[][]) => {
  const random = createRandom(rounds);
  let hits = 0;
  for (let round = 0; round < rounds; round++) if (detectDrift(make(random), { leastChange: 0 }).isSignificant) hits++;
  return hits / rounds;
};

describe('the drift detector', () => {
  it('raises a false alarm in at most 1 % of quiet runs (three standard errors allowed)', () => {
    const rounds = 1_000;
    const allowed = 0.01 + 3 * Math.sqrt((0.01 * 0.99) / rounds);
    for (const count of [1, 5, 20])
      expect(
        shareSignificant(rounds, (random) => interleaved(random, count, () => 1)),
        `${count} series`,
      ).toBeLessThan(allowed);
  });

  it('does not take heavy outliers for a drift', () => {
    const spiky = (random: Random) => interleaved(random, 10, () => (random.next() < 0.15 ? 3 : 1));
    expect(shareSignificant(500, spiky)).toBeLessThan(0.025);
  });

  it('does not take series that begin at different times, or differ in scale, for a drift', () => {
    const staggered = (random: Random) =>
      interleaved(random, 10, () => 1).map((points, index) => points.map(({ at, value }) => ({ at: at / 4 + index * 3, value })));
    expect(shareSignificant(500, staggered)).toBeLessThan(0.025);
  });

  it('finds a 10 % slowdown over the run in at least 95 % of runs of 10 series, and says how large it was', () => {
    const random = createRandom(4);
    const drifts = Array.from({ length: 200 }, () => detectDrift(interleaved(random, 10, (time) => 1 + 0.1 * time)));
    expect(drifts.filter(({ isSignificant }) => isSignificant).length).toBeGreaterThan(190);
    const trends = drifts
      .filter(({ kind }) => kind === 'trend')
      .map(({ relativeChange }) => relativeChange)
      .toSorted((a, b) => a - b);
    expect(Math.abs((trends[Math.floor(trends.length / 2)] ?? 0) - 0.1)).toBeLessThan(0.02);
  });

  it('finds a late slowdown of 10 % and calls it late', () => {
    const random = createRandom(5);
    const drifts = Array.from({ length: 200 }, () => detectDrift(interleaved(random, 10, (time) => (time >= 0.76 ? 1.1 : 1))));
    expect(drifts.filter(({ isSignificant }) => isSignificant).length).toBeGreaterThan(190);
    expect(drifts.filter(({ kind }) => kind === 'late').length).toBeGreaterThan(100);
    const changes = drifts.map(({ relativeChange }) => relativeChange);
    expect(changes.every((change) => change > 0.03)).toBe(true);
  });

  it('finds a speed-up as a negative change', () => {
    const drift = detectDrift(interleaved(createRandom(6), 10, (time) => 1 / (1 + 0.2 * time)));
    expect(drift.isSignificant).toBe(true);
    expect(drift.relativeChange).toBeLessThan(-0.1);
  });

  it('keeps quiet about a certain but negligible change', () => {
    const drift = detectDrift(interleaved(createRandom(7), 40, (time) => 1 + 0.01 * time, 0.001));
    expect(drift.probability).toBeLessThan(1e-6);
    expect(drift.isSignificant).toBe(false);
  });

  it('says nothing where there is nothing to compare', () => {
    for (const series of [
      [],
      [[]],
      [[{ at: 1, value: 1 }]],
      [
        [
          { at: 1, value: 1 },
          { at: 1, value: 2 },
        ],
      ],
    ]) {
      expect(detectDrift(series)).toEqual({ relativeChange: 0, kind: 'trend', probability: 1, isSignificant: false });
    }
  });

  it('is the same in any order of series and points', () => {
    const series = interleaved(createRandom(8), 6, (time) => 1 + 0.1 * time);
    expect(detectDrift(series.toReversed().map((points) => points.toReversed()))).toEqual(detectDrift(series));
  });
});
