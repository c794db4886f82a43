import { describe, expect, it } from 'vitest';
import { LADDER, findSize } from '../../src/workload/ladder.ts';
import { flop } from '../../src/workload/operation.ts';
import { stepParts, stepTokens } from '../../src/workload/step.ts';
import { trainingFlopPerToken } from '../../src/workload/transformer.ts';

describe('the ladder', () => {
  it('counts parameters exactly as the published checkpoints hold them', () => {
    // Sizes of the released checkpoints: openai/gpt-2 (124,439,808 …) and meta-llama model cards (safetensors totals).
    const published: Record<string, number> = {
      'gpt-2-124m': 124_439_808,
      'gpt-2-355m': 354_823_168,
      'gpt-2-774m': 774_030_080,
      'gpt-2-1.5b': 1_557_611_200,
      'llama-3.2-1b': 1_235_814_400,
      'llama-3.2-3b': 3_212_749_824,
      'llama-2-7b': 6_738_415_616,
      'llama-2-13b': 13_015_864_320,
      'llama-33b': 32_528_943_616,
      'llama-2-70b': 68_976_648_192,
      'llama-3.1-405b': 405_853_388_800,
    };
    for (const [id, parameters] of Object.entries(published)) expect(findSize(id)?.parameters, id).toBe(parameters);
  });

  it('climbs from about a million to about a trillion in at least 16 rungs, none more than a factor 3.5 apart', () => {
    expect(LADDER.length).toBeGreaterThanOrEqual(16);
    expect(LADDER[0]?.parameters).toBeLessThan(1.2e6);
    expect(LADDER.at(-1)?.parameters).toBeGreaterThan(0.95e12);
    for (let index = 1; index < LADDER.length; index++) {
      const ratio = (LADDER[index]?.parameters ?? 0) / (LADDER[index - 1]?.parameters ?? 0);
      expect(ratio, LADDER[index]?.id).toBeGreaterThan(1);
      expect(ratio, LADDER[index]?.id).toBeLessThan(3.5);
    }
  });

  it('has heads that every attention kernel supports, and query heads in whole groups', () => {
    for (const { id, architecture } of LADDER) {
      expect(architecture.headDim, id).toBeGreaterThanOrEqual(64);
      expect(architecture.headDim, id).toBeLessThanOrEqual(128);
      expect(architecture.heads % architecture.kvHeads, id).toBe(0);
    }
  });

  it('computes in a training step the model FLOP of 6 per weight and causal attention, within 2 %', () => {
    for (const { id, architecture } of LADDER.filter(({ parameters }) => parameters > 3e7)) {
      const total = stepParts(architecture, 'train', 1024).reduce(
        (sum, { operation, count }) => sum + count * flop(operation),
        0,
      );
      const perToken = total / stepTokens('train', 1024);
      // The convention counts attention backward as four products of headDim a pair: dv, dp, dq, dk. Ours is eight in three
      // passes, as none stores what another could read: q·k in each of the three and do·v in two instead of one.
      const product = (architecture.layers * 1024 * architecture.heads * architecture.headDim * 2) / 2;
      const recomputed = 4 * product;
      expect((perToken - recomputed) / trainingFlopPerToken(architecture, 1024), id).toBeCloseTo(1, 1);
      expect(Math.abs((perToken - recomputed) / trainingFlopPerToken(architecture, 1024) - 1), id).toBeLessThan(0.02);
    }
  });

  it('makes decode read each weight of the blocks and the head exactly once', () => {
    for (const { id, architecture, parameters } of LADDER) {
      const read = stepParts(architecture, 'decode', 1024).reduce(
        (sum, { operation, count }) => sum + (operation.kind === 'matvec' ? count * operation.n * operation.k : 0),
        0,
      );
      const table = architecture.isTied ? 0 : architecture.vocabulary * architecture.width;
      expect((read + table) / parameters, id).toBeGreaterThan(0.8);
      expect((read + table) / parameters, id).toBeLessThanOrEqual(1);
    }
  });
});
