// Laws of serving: memory decides the replica, a batch shares the weights, nothing beats the memory's bandwidth.
import { describe, expect, it } from 'vitest';
import { H100 } from '../../src/extrapolation/hardware.ts';
import { gpusOfReplica, servingCost, servingEvidence } from '../../src/extrapolation/serving.ts';
import { findShape } from '../../src/extrapolation/shape.ts';
import { trainingLevel } from '../../src/extrapolation/utilisation.ts';
import { exact, type Estimate } from '../../src/units/estimate.ts';
import { findSize, LADDER, type Size } from '../../src/workload/ladder.ts';
import { expectEstimate } from '../fixtures/estimates.ts';

const shape = findShape(undefined);
const evidence = servingEvidence(trainingLevel(shape.overhead.value), shape);
const TWO_DOLLARS = exact(2);

function serve({ architecture }: Size, batch = 64, context = 1024, dollars: Estimate = TWO_DOLLARS) {
  return servingCost(architecture, batch, context, dollars, evidence, shape);
}

function sizeOf(id: string): Size {
  const size = findSize(id);
  if (size === undefined) throw new Error(`no size ${id}`);
  return size;
}

describe('serving', () => {
  it('is positive, finite and ordered for every size, batch and context', () => {
    for (const size of LADDER) {
      for (const batch of [1, 7, 64, 4096]) {
        for (const context of [64, 1024, 16_384]) {
          const { itl, ttft, outputTokensPerSecondPerGpu, dollarsPerMillionInputTokens, dollarsPerMillionOutputTokens } = serve(
            size,
            batch,
            context,
          );
          const label = `${size.id}, ${batch} × ${context}`;
          for (const estimate of [
            itl,
            ttft,
            outputTokensPerSecondPerGpu,
            dollarsPerMillionInputTokens,
            dollarsPerMillionOutputTokens,
          ])
            expectEstimate(estimate, label);
        }
      }
    }
  });

  it('never reads the weights faster than the data sheet allows, at either end of the interval', () => {
    for (const size of LADDER) {
      const { itl, gpusPerReplica } = serve(size, 1);
      const shared = Math.min(gpusPerReplica, H100.gpusPerNode);
      expect(itl.low, size.id).toBeGreaterThanOrEqual(
        ((2 * size.parameters) / (shared * H100.memoryBandwidth.value)) * (1 - 1e-9),
      );
    }
  });

  it('holds weights and caches in memory: 70 B in bf16 takes two GPUs alone, a trillion takes nodes', () => {
    expect(gpusOfReplica(sizeOf('llama-2-7b').architecture, 1, 1024)).toBe(1);
    expect(gpusOfReplica(sizeOf('llama-2-70b').architecture, 1, 1024)).toBe(2);
    expect(gpusOfReplica(sizeOf('llama-style-1t').architecture, 1, 1024) % 8).toBe(0);
    for (const size of LADDER) {
      expect(gpusOfReplica(size.architecture, 64, 1024) * H100.memory.value, size.id).toBeGreaterThan(2 * size.parameters);
      expect(gpusOfReplica(size.architecture, 128, 4096), size.id).toBeGreaterThanOrEqual(
        gpusOfReplica(size.architecture, 64, 1024),
      );
    }
  });

  it('shares the weights among a batch: eight requests cost each less than one alone, and on the same GPUs wait no less', () => {
    for (const size of LADDER) {
      const [one, eight] = [serve(size, 1), serve(size, 8)];
      if (eight.gpusPerReplica === one.gpusPerReplica)
        expect(eight.itl.value, size.id).toBeGreaterThanOrEqual(one.itl.value * (1 - 1e-9));
      expect(eight.dollarsPerMillionOutputTokens.value, size.id).toBeLessThan(one.dollarsPerMillionOutputTokens.value);
    }
  });

  it('costs in proportion to the GPU-hour, and per token what the rate says', () => {
    const size = sizeOf('llama-2-13b');
    const [cheap, dear] = [serve(size, 64, 1024, exact(2)), serve(size, 64, 1024, exact(4))];
    expect(dear.dollarsPerMillionOutputTokens.value / cheap.dollarsPerMillionOutputTokens.value).toBeCloseTo(2, 9);
    expect(dear.dollarsPerMillionInputTokens.value / cheap.dollarsPerMillionInputTokens.value).toBeCloseTo(2, 9);
    const perToken = 2 / 3600 / cheap.outputTokensPerSecondPerGpu.value;
    expect(cheap.dollarsPerMillionOutputTokens.value / (1e6 * perToken)).toBeCloseTo(1, 9);
  });

  it('in bf16 starts an answer of Llama 2 7B no faster than a fp8 engine did, and no slower than with half of its peak', () => {
    // TensorRT-LLM 0.5: 36 ms for 2,048 tokens in fp8.
    const { ttft } = serve(sizeOf('llama-2-7b'), 1, 2048);
    expect(ttft.low).toBeLessThan(0.072);
    expect(ttft.high).toBeGreaterThan(0.036);
    expect(ttft.value).toBeGreaterThan(0.036);
  });
});
