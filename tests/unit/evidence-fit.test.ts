// The fit recovers what was planted, is not bent by what is far off, and leaves a family out in earnest.
import { describe, expect, it } from 'vitest';
import type { ConstantDefinition } from '../../src/cluster/constant.ts';
import { fitConstants, type FitRow } from '../../src/evidence/fit.ts';
import { createRandom } from '../../src/statistics/random.ts';

type Name = 'rate' | 'overhead';
const DEFINITIONS: readonly ConstantDefinition<Name>[] = [
  { name: 'rate', meaning: '', unit: '1', prior: 1, priorSpread: 1, source: '' },
  { name: 'overhead', meaning: '', unit: '1', prior: 1, priorSpread: 1, source: '' },
];
const TRUTH = { rate: 0.6, overhead: 2.5 };

/** Work of many sizes: time = work / rate + overhead; what is observed is its inverse. */
function rowsOf(seed: number, families: number, noise: number): FitRow<Name>[] {
  const random = createRandom(seed);
  return Array.from({ length: families }, (_, family) =>
    Array.from({ length: 3 + random.integer(20) }, (): FitRow<Name> => {
      const work = Math.exp(3 * random.next());
      const predict = ({ rate, overhead }: Readonly<Record<Name, number>>) => 1 / (work / rate + overhead);
      return { family: `f${family}`, group: 'g', observed: predict(TRUTH) * Math.exp(noise * random.normal()), predict };
    }),
  ).flat();
}

describe('constants', () => {
  it('that were planted are recovered exactly without noise, up to the pull of the prior', () => {
    const { constants } = fitConstants(DEFINITIONS, rowsOf(1, 6, 0));
    expect(constants.rate).toBeCloseTo(TRUTH.rate, 2);
    expect(constants.overhead).toBeCloseTo(TRUTH.overhead, 1);
  });

  it('are found within four times their own spread under noise', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { constants, spread } = fitConstants(DEFINITIONS, rowsOf(seed, 8, 0.1));
      expect(Math.abs(Math.log(constants.rate / TRUTH.rate))).toBeLessThan(4 * spread.rate + 0.02);
      expect(Math.abs(Math.log(constants.overhead / TRUTH.overhead))).toBeLessThan(4 * spread.overhead + 0.02);
    }
  });

  it('are hardly moved by one row that is off by a factor of twenty', () => {
    const rows = rowsOf(3, 6, 0.05);
    const clean = fitConstants(DEFINITIONS, rows).constants;
    const dirty = fitConstants(
      DEFINITIONS,
      rows.map((row, index) => (index === 4 ? { ...row, observed: row.observed * 20 } : row)),
    ).constants;
    expect(Math.abs(Math.log(dirty.rate / clean.rate))).toBeLessThan(0.03);
  });

  it('without a family are those of a fit that never had it', () => {
    const rows = rowsOf(5, 6, 0.1);
    const { leftOut } = fitConstants(DEFINITIONS, rows);
    for (const family of ['f0', 'f3']) {
      const alone = fitConstants(
        DEFINITIONS,
        rows.filter((row) => row.family !== family),
      ).constants;
      expect(Math.log((leftOut.get(family)?.rate ?? 0) / alone.rate)).toBeCloseTo(0, 2);
    }
  });

  it('do not hang on a left-out family’s own observations', () => {
    const rows = rowsOf(5, 6, 0.1);
    const moved = rows.map((row) => (row.family === 'f1' ? { ...row, observed: row.observed * 1.5 } : row));
    const [before, after] = [rows, moved].map((all) => fitConstants(DEFINITIONS, all).leftOut.get('f1'));
    // Not to the last digit: the group's deviation and the start of the search come from all rows.
    expect(Math.log((after?.rate ?? 0) / (before?.rate ?? 1))).toBeCloseTo(0, 2);
  });

  it('stay at their priors where no row speaks', () => {
    expect(fitConstants(DEFINITIONS, []).constants).toEqual({ rate: 1, overhead: 1 });
  });

  it('are the same each time', () => {
    expect(fitConstants(DEFINITIONS, rowsOf(9, 5, 0.2))).toEqual(fitConstants(DEFINITIONS, rowsOf(9, 5, 0.2)));
  });
});
