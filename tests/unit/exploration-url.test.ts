import { describe, expect, it } from 'vitest';
import { readExploration, writeExploration } from '../../src/app/exploration-url.ts';
import { DEFAULT_EXPLORATION, type Exploration } from '../../src/contract/exploration.ts';

const KNOWN = { accelerators: [DEFAULT_EXPLORATION.accelerator, 'H200 SXM 141GB'], scenarios: ['chatgpt'] };
const read = (search: string) => readExploration(search, KNOWN);

describe('the explorer’s state in the address', () => {
  it('is empty for the defaults', () => {
    expect(writeExploration(DEFAULT_EXPLORATION, '')).toBe('');
    expect(read('')).toEqual({ exploration: DEFAULT_EXPLORATION, runId: '', refused: [] });
  });

  it('reads back what was written, of every dial', () => {
    const changed: Exploration = {
      ...DEFAULT_EXPLORATION,
      hold: 'budget',
      tokens_per_parameter: 200,
      budget_dollars: 2.5e9,
      days: 30,
      gpu_count: 1024,
      target_loss: 2.1,
      accelerator: 'H200 SXM 141GB',
      training_precision: 'fp8',
      sequence_length: 8192,
      sparsity: 8,
      acquisition: 'bought',
      price_date: '2023-04',
      price_dollars_per_gpu: 30_603,
      price_dollars_per_gpu_hour: 2,
      electricity_dollars_per_kilowatt_hour: 0,
      power_usage_effectiveness: 1.2,
      lifetime_years: 5,
      residual_share: 0,
      use_share: 0.5,
      carbon_grams_per_kilowatt_hour: 50,
      serving_precision: 'int4',
      input_tokens: 10,
      output_tokens: 20,
      least_tokens_per_second: 0,
      served_tokens: 0,
      law: 'hoffmann-2022',
      focus_parameters: 7e9,
      scenario: 'chatgpt',
    };
    for (const name of Object.keys(DEFAULT_EXPLORATION) as (keyof Exploration)[])
      expect(changed[name], name).not.toBe(DEFAULT_EXPLORATION[name]);
    const state = read(writeExploration(changed, '01ABCdef'));
    expect(state).toEqual({ exploration: changed, runId: '01ABCdef', refused: [] });
  });

  it('refuses each bad parameter by itself, in words, and loses none of the good ones', () => {
    const { exploration, refused, runId } = read(
      '?hold=magic&gpu_count=0&days=soon&budget_dollars=&accelerator=Abacus&price_date=2023-13&use_share=1.5&sparsity=8&scenario=none&run=../etc',
    );
    expect(exploration).toEqual({ ...DEFAULT_EXPLORATION, sparsity: 8 });
    expect(runId).toBe('');
    expect(refused.map((text) => text.split('=')[0]).toSorted()).toEqual(
      ['accelerator', 'budget_dollars', 'days', 'gpu_count', 'hold', 'price_date', 'run', 'scenario', 'use_share'].toSorted(),
    );
    for (const text of refused) expect(text).toMatch(/^\w+=.*: .+/);
  });

  it('ignores what it does not know', () => {
    expect(read('?utm=1')).toEqual({ exploration: DEFAULT_EXPLORATION, runId: '', refused: [] });
  });
});
