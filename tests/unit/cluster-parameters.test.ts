// Counted parameters against the counts that models state.
import { describe, expect, it } from 'vitest';
import { activeParameters, parameterCounts, totalParameters } from '../../src/cluster/parameters.ts';
import { DEEPSEEK_V3, GPT_175B, LLAMA_405B, LLAMA_70B, LLAMA_8B, MIXTRAL } from '../fixtures/training-jobs.ts';

describe('parameters', () => {
  it.each([
    [LLAMA_8B, 8.03e9],
    [LLAMA_70B, 70.55e9],
    [LLAMA_405B, 405.85e9],
    [GPT_175B, 174.6e9],
    [MIXTRAL, 46.7e9],
    [DEEPSEEK_V3, 671e9],
  ])('of $name are within 1 % of %d', (model, stated) => {
    expect(Math.abs(totalParameters(model) / stated - 1)).toBeLessThan(0.01);
  });

  it.each([
    [MIXTRAL, 12.9e9],
    [DEEPSEEK_V3, 37.5e9],
  ])('that a token of $name passes are within 2 % of %d', (model, stated) => {
    expect(Math.abs(activeParameters(model) / stated - 1)).toBeLessThan(0.02);
  });

  it('of a mixture split into those of experts and the others', () => {
    const { total, routed, unrouted } = parameterCounts(DEEPSEEK_V3);
    expect(routed + unrouted).toBe(total);
    expect(routed / total).toBeGreaterThan(0.95);
  });
});
