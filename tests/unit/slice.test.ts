import { describe, expect, it } from 'vitest';
import { fits, sliceOperation, type SliceLimits } from '../../src/plan/slice.ts';
import { LADDER } from '../../src/workload/ladder.ts';
import { causalPairs } from '../../src/workload/causal-pairs.ts';
import { flop, type Operation } from '../../src/workload/operation.ts';
import { stepParts } from '../../src/workload/step.ts';

const unlimited: SliceLimits = { flop: Infinity, bytes: Infinity, bytesPerElement: 4, operandElements: Infinity };
const everyOperation = LADDER.flatMap(({ architecture }) =>
  (['prefill', 'decode', 'train'] as const).flatMap((phase) =>
    stepParts(architecture, phase, 1024).map(({ operation }) => operation),
  ),
);

describe('a slice', () => {
  it('is the whole operation, unlabelled, where that fits', () => {
    for (const operation of everyOperation)
      expect(sliceOperation(operation, unlimited)).toEqual({ operation, share: 1, label: '' });
  });

  it('fits its limits and holds the share of the work that it claims, for every operation of the ladder', () => {
    const limits: SliceLimits = { flop: 2e8, bytes: Infinity, bytesPerElement: 4, operandElements: 2 ** 25 };
    for (const whole of everyOperation.filter(({ kind }) => kind === 'matmul' || kind === 'attention')) {
      const slice = sliceOperation(whole, limits);
      expect(fits(slice.operation, limits), slice.label).toBe(true);
      expect(slice.share, slice.label).toBeCloseTo(flop(slice.operation) / flop(whole), 12);
      expect(slice.label === '').toBe(slice.operation === whole);
    }
  });

  it('keeps the depth of a product until rows and columns are at their floor', () => {
    const whole: Operation = { kind: 'matmul', m: 1024, n: 28672, k: 8192, transpose: 'nt' };
    const slice = sliceOperation(whole, { ...unlimited, flop: 3e7 });
    expect(slice.operation).toMatchObject({ k: 8192 });
    expect(slice.label).toBe('matmul-nt/1024x28672x8192 → matmul-nt/16x64x8192');
  });

  it('keeps whole matrices of a batch while there are several', () => {
    const whole: Operation = { kind: 'matmul', batch: 12, m: 64, n: 64, k: 64, transpose: 'nn' };
    const slice = sliceOperation(whole, { ...unlimited, flop: 4 * 2 * 64 ** 3 });
    expect(slice.label).toBe('matmul-nn/b12-64x64x64 → matmul-nn/b3-64x64x64');
    expect(slice.share).toBeCloseTo(1 / 4, 12);
  });

  it('keeps whole groups of query heads, and rows that see as many keys on average as all rows', () => {
    const whole: Operation = {
      kind: 'attention',
      queries: 1024,
      keys: 1024,
      queryOffset: 0,
      heads: 64,
      kvHeads: 8,
      headDim: 128,
    };
    const slice = sliceOperation(whole, { ...unlimited, flop: 1e7 }).operation;
    if (slice.kind !== 'attention') throw new Error('changed its kind');
    expect(slice.queryOffset + slice.queries).toBeLessThanOrEqual(slice.keys);
    const perQuery = causalPairs(slice.queries, slice.queryOffset) / slice.queries;
    expect(Math.abs(perQuery / (causalPairs(1024, 0) / 1024) - 1)).toBeLessThan(0.002);
  });

  it('leaves every key to every query where there is no causal mask', () => {
    const whole: Operation = {
      kind: 'attention',
      queries: 1024,
      keys: 1024,
      queryOffset: 0,
      heads: 1,
      kvHeads: 1,
      headDim: 64,
      mask: 'full',
    };
    const { operation: slice, share } = sliceOperation(whole, { ...unlimited, flop: 2 ** 26 });
    expect(slice).toEqual({ ...whole, queries: 256 });
    expect(share).toBe(1 / 4);
  });

  it('ends with the smallest slice where even that exceeds the limits', () => {
    const slice = sliceOperation({ kind: 'matvec', n: 100, k: 8192 }, { ...unlimited, bytes: 1 });
    expect(slice.operation).toEqual({ kind: 'matvec', n: 64, k: 1024 });
  });
});
