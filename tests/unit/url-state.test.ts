import { describe, expect, it } from 'vitest';
import { readUrlState, writeUrlState } from '../../src/app/url-state.ts';
import { DEFAULT_ASSUMPTIONS } from '../../src/contract/assumptions.ts';

describe('the state in the address', () => {
  it('is empty for the defaults, and reads back what was written', () => {
    expect(writeUrlState(DEFAULT_ASSUMPTIONS, 'tokens')).toBe('');
    const changed = {
      ...DEFAULT_ASSUMPTIONS,
      gpu_count: 512,
      acquisition: 'rented',
      utilisation: 0.4,
      price_date: '2025-10',
    } as const;
    expect(readUrlState(writeUrlState(changed, 'flop'))).toEqual({ assumptions: changed, quantity: 'flop', refused: [] });
  });

  it('refuses each bad parameter by itself, in words, and keeps the good ones', () => {
    const { assumptions, refused } = readUrlState(
      '?gpu_count=0&tokens_per_parameter=abc&price_date=2023-13&lifetime_years=4&utilisation=',
    );
    expect(assumptions).toEqual({ ...DEFAULT_ASSUMPTIONS, lifetime_years: 4 });
    expect(refused.map((text) => text.split('=')[0])).toEqual(['tokens_per_parameter', 'gpu_count', 'price_date', 'utilisation']);
  });

  it('ignores what it does not know', () => {
    expect(readUrlState('?utm=1&headless')).toEqual({ assumptions: DEFAULT_ASSUMPTIONS, quantity: 'tokens', refused: [] });
  });
});
