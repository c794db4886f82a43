// The claims answered by the real engine: nothing that the plain one answers falls out, and what it says is the engine's.
import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPLORATION } from '../../src/contract/exploration.ts';
import { A100, ARTICLE_MONTH, gpusFor, H100, trainingCost } from '../../src/report/claims-context.ts';
import { claimsContext } from '../../src/report/claims-engine.ts';
import { runOf } from '../../src/report/claims-figure.ts';
import { CLAIMS } from '../../src/report/claims.ts';
import { exploration } from '../../src/report/exploration.ts';
import { plainContext } from './claims-engine.ts';

const context = claimsContext(DEFAULT_EXPLORATION);

describe('the claims with the engine', () => {
  it('have every figure that the plain engine gives', () => {
    const names = (of: typeof context) => CLAIMS.map(({ figures }) => figures(of).map(({ id, subject }) => `${id} ${subject}`));
    expect(names(context)).toEqual(names(plainContext()));
  });

  it('take a run’s GPU-hours from the explorer itself', () => {
    const dials = { ...DEFAULT_EXPLORATION, focus_parameters: 70e9, gpu_count: 1024, price_date: '2024-06' };
    const { training } = exploration(dials).focus;
    const run = { name: '', parameters: 70e9, active: 70e9, tokens: 1.4e12 };
    const hours = context.gpuHours(run, { accelerator: H100, date: '2024-06', acquisition: 'rented' }, 1024);
    if (training.kind !== 'fits' || hours === undefined) throw new Error('a 70 B model fits 1,024 GPUs');
    expect(hours.value / training.gpuHours.value).toBeCloseTo(1, 9);
    expect(hours.low / training.gpuHours.low).toBeCloseTo(1, 9);
  });

  it('cost more for more tokens in proportion, and for larger sizes more a token', () => {
    const cost = trainingCost(context, { accelerator: H100, date: context.today, acquisition: 'rented' });
    expect((cost(70e9, 2e12) ?? 0) / (cost(70e9, 1e12) ?? 1)).toBeCloseTo(2, 9);
    expect(cost(400e9, 1e12)).toBeGreaterThan(cost(70e9, 1e12) ?? Infinity);
  });

  it('find that a GPU that is not there to be had cannot be asked for', () => {
    expect(() => context.accelerator('abacus')).toThrow('no accelerator');
    const run = runOf('gpt-3');
    expect(context.gpuHours(run, { accelerator: A100, date: ARTICLE_MONTH, acquisition: 'rented' }, 8)).toBeUndefined();
    expect(gpusFor(run)).toBeGreaterThan(8);
  });
});
