// The three ways forward as factors: ordered, sourced, and worth what the loss law says.
import { describe, expect, it } from 'vitest';
import { optimumForFlop } from '../../src/laws/compute-optimal.ts';
import { excessLeft, halvingFactor } from '../../src/laws/last-halving.ts';
import { dollarsSaved, excessLeftBy, lawLevers, publishedLevers } from '../../src/laws/levers.ts';
import { lossLaw } from '../../src/laws/loss-law.ts';
import { exact } from '../../src/units/estimate.ts';

const law = lossLaw('besiroglu-2024');

describe('the published levers', () => {
  const levers = publishedLevers();

  it('cover the article’s three ways, each with an ordered range and a dated source', () => {
    expect(new Set(levers.map(({ way }) => way))).toEqual(new Set(['architecture', 'data', 'algorithms']));
    for (const { id, factor } of levers) {
      const { low, value, high } = factor.value;
      expect(low, id).toBeGreaterThanOrEqual(1);
      expect(value, id).toBeGreaterThanOrEqual(low);
      expect(high, id).toBeGreaterThanOrEqual(value);
      expect(factor.source.length, id).toBeGreaterThan(20);
      expect(factor.asOf, id).toMatch(/^20\d\d-\d\d$/);
    }
  });

  it('have a year of progress that is what halving every 8 months gives', () => {
    const year = levers.find(({ id }) => id === 'progress-a-year')?.factor.value;
    expect(year?.value).toBeCloseTo(2 ** (12 / 8), 2);
    expect(year?.low).toBeCloseTo(2 ** (12 / 22), 2);
    expect(year?.high).toBeCloseTo(2 ** (12 / 5), 1);
  });
});

describe('the levers of the law', () => {
  const lever = (parameters: number, tokens: number, id: string) =>
    lawLevers(law, parameters, tokens).find((found) => found.id === id)?.factor.value;

  it('save nothing on tokens per parameter at the optimum and much for GPT-3’s 1.7', () => {
    const { parameters, tokens } = optimumForFlop(law, 1e24);
    expect(lever(parameters, tokens, 'tokens-per-parameter')?.value).toBeCloseTo(1, 6);
    expect(lever(175e9, 300e9, 'tokens-per-parameter')?.low).toBeGreaterThan(1.2);
  });

  it('never say less than 1 of tokens per parameter, whatever the draw', () => {
    for (const [size, tokens] of [
      [1e9, 1e13],
      [1e12, 1e11],
      [70e9, 1.4e12],
    ] as const)
      expect(lever(size, tokens, 'tokens-per-parameter')?.low).toBeGreaterThanOrEqual(1 - 1e-9);
  });

  it('make repetition pay where tokens are scarce for the size, and never cost', () => {
    const scarce = lever(70e9, 1.4e12, 'repetition');
    const plenty = lever(1e9, 1e12, 'repetition');
    expect(scarce?.value).toBeGreaterThan(1.5);
    expect(plenty?.value).toBeCloseTo(1, 6);
    expect(scarce?.low).toBeGreaterThanOrEqual(1 - 1e-6);
  });

  it('leave repetition out where one pass reaches the loss at no size', () => {
    expect(lever(175e9, 300e9, 'repetition')).toBeUndefined();
  });
});

describe('what a lever is worth', () => {
  it('is nothing at a factor of 1, half the bill at 2, and in size a halving of the excess at the halving’s price', () => {
    expect(dollarsSaved(1e6, exact(1)).value).toBe(0);
    expect(dollarsSaved(1e6, exact(2)).value).toBe(5e5);
    expect(excessLeftBy(law, exact(halvingFactor(law))).value).toBeCloseTo(0.5, 12);
    expect(excessLeftBy(law, { low: 1, value: 2, high: 4 }).low).toBe(excessLeft(law, 4));
  });
});
