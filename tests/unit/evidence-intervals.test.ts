// Do intervals made from some families hold the rows of the next one? Seeded synthetic families, few to a group.
import { describe, expect, it } from 'vitest';
import type { EvidenceGroup } from '../../src/evidence/evidence.ts';
import { honestHalfWidth, intervalsOf, unknownWidth, type Residual } from '../../src/evidence/intervals.ts';
import { quantile, weightedQuantile } from '../../src/evidence/weighted-quantile.ts';
import { createRandom, type Random } from '../../src/statistics/random.ts';

/** Families and total deviation of each group; most of it is the family's own shift. */
const GROUPS: readonly (readonly [EvidenceGroup, number, number])[] = [
  ['dense-h100-bf16', 5, 0.05],
  ['dense-h100-fp8', 4, 0.08],
  ['dense-a100', 3, 0.1],
  ['moe-h100', 3, 0.2],
  ['mlperf-training', 6, 0.1],
  ['full-run', 4, 0.25],
  ['serving-dense', 7, 0.2],
  ['mlperf-offline', 4, 0.15],
];

function residualsOf(random: Random): readonly Residual[] {
  return GROUPS.flatMap(([group, families, deviation]) =>
    Array.from({ length: families }, (_, family) => {
      const shift = 0.8 * deviation * random.normal();
      return Array.from({ length: 1 + random.integer(20) }, () => ({
        family: `${group} ${family}`,
        group,
        value: shift + 0.6 * deviation * random.normal(),
      }));
    }).flat(),
  );
}

describe('an interval from the other families', () => {
  it('holds 85 to 95 % of a new family’s rows, all groups together, and is at most a third too wide', () => {
    const random = createRandom(11);
    const held: number[] = [];
    const widths: number[] = [];
    for (let trial = 0; trial < 60; trial++) {
      const residuals = residualsOf(random);
      for (const [group, families, deviation] of GROUPS) {
        for (let family = 0; family < families; family++) {
          const name = `${group} ${family}`;
          const width = honestHalfWidth(residuals, group, name);
          const own = residuals.filter((residual) => residual.family === name);
          held.push(own.filter(({ value }) => Math.abs(value) <= width).length / own.length);
          widths.push(width / (1.645 * deviation));
        }
      }
    }
    const mean = held.reduce((sum, share) => sum + share, 0) / held.length;
    expect(mean).toBeGreaterThan(0.85);
    expect(mean).toBeLessThan(0.95);
    expect(quantile(widths, 0.5)).toBeLessThan(4 / 3);
  });

  it('does not hang on the family it is for', () => {
    const residuals = residualsOf(createRandom(2));
    const moved = residuals.map((one) => (one.family === 'moe-h100 1' ? { ...one, value: 5 } : one));
    expect(honestHalfWidth(moved, 'moe-h100', 'moe-h100 1')).toBe(honestHalfWidth(residuals, 'moe-h100', 'moe-h100 1'));
  });

  it('grows in proportion to all residuals', () => {
    const residuals = residualsOf(createRandom(3));
    const doubled = residuals.map((one) => ({ ...one, value: 2 * one.value }));
    for (const [group, { halfWidth }] of intervalsOf(residuals)) {
      expect((intervalsOf(doubled).get(group)?.halfWidth ?? 0) / halfWidth).toBeCloseTo(2, 6);
    }
  });

  it('of a group without rows is wider than the typical group’s', () => {
    const residuals = residualsOf(createRandom(4));
    const widths = [...intervalsOf(residuals).values()].map(({ halfWidth }) => halfWidth);
    expect(unknownWidth(residuals)).toBeGreaterThan(quantile(widths, 0.5));
  });
});

describe('a weighted quantile', () => {
  it('is the plain one of a sample with each value as often as its weight says', () => {
    const random = createRandom(5);
    for (let trial = 0; trial < 50; trial++) {
      const sample = Array.from({ length: 1 + random.integer(9) }, () => ({
        value: random.next(),
        weight: 1 + random.integer(4),
      }));
      const repeated = sample.flatMap(({ value, weight }) => Array.from({ length: weight }, () => ({ value, weight: 1 })));
      for (const share of [0.1, 0.5, 0.9]) expect(weightedQuantile(sample, share)).toBe(weightedQuantile(repeated, share));
    }
  });
});
