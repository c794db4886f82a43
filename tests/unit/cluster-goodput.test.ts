// The share of wall time that trains, against what large runs reported.
import { describe, expect, it } from 'vitest';
import { explorationFactor, goodput } from '../../src/cluster/goodput.ts';

describe('goodput', () => {
  it('falls with the cluster, for failures and checkpoints come oftener', () => {
    const shares = [8, 64, 512, 4096, 32_768].map((gpus) => goodput(gpus).share);
    expect(shares.toSorted((a, b) => b - a)).toEqual(shares);
    expect(shares[0]).toBeGreaterThan(0.95);
  });

  it('on 16,384 GPUs loses some hours between interruptions and stays above 85 %, as Llama 3 405B did (over 90 %)', () => {
    const { share, secondsBetweenFailures } = goodput(16_384);
    // 419 unexpected interruptions in 54 days.
    expect(secondsBetweenFailures / ((54 * 86_400) / 419)).toBeCloseTo(1, 1);
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(0.97);
  });

  it('and what is lost make the whole', () => {
    const { share, lost } = goodput(1024);
    expect(share + lost.failures + lost.checkpoints + lost.evaluation).toBeCloseTo(1, 12);
  });

  it('leaves less to exploration the larger the model', () => {
    const factors = [1e9, 8e9, 70e9, 400e9].map((parameters) => explorationFactor(parameters, 0.4));
    expect(factors.toSorted((a, b) => b - a)).toEqual(factors);
    expect(Math.min(...factors)).toBeGreaterThan(1);
    expect(explorationFactor(1e9, 0)).toBe(1);
  });
});
