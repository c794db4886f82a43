// Laws of plans and rates of serving, whatever the constants are fitted to.
import { describe, expect, it } from 'vitest';
import { findAccelerator } from '../../src/cluster/accelerators.ts';
import type { Accelerator } from '../../src/cluster/accelerator.ts';
import { planServing, type ServingPlan, type ServingQuestion } from '../../src/extrapolation/serving-plan.ts';
import { shapeOfSize } from '../../src/extrapolation/shape-of-size.ts';

const found = findAccelerator('H100 SXM5 80GB');
if (found === undefined) throw new Error('no H100');
const H100: Accelerator = found;

function plan(parameters: number, change: Partial<ServingQuestion> = {}): ServingPlan {
  const outcome = planServing({
    model: shapeOfSize(parameters),
    accelerator: H100,
    precision: 'bf16',
    inputTokens: 1000,
    outputTokens: 500,
    mostItl: undefined,
    batch: undefined,
    softwareYear: 2026.8,
    ...change,
  });
  if (outcome.kind !== 'fits') throw new Error(`${parameters} does not fit`);
  return outcome;
}

describe('a serving plan', () => {
  it('holds every size up to ten trillion parameters, on more GPUs the larger', () => {
    const gpus = [1e6, 1e9, 1e11, 1e12, 1e13].map((parameters) => plan(parameters).job.gpuCount);
    gpus.slice(1).forEach((count, index) => expect(count).toBeGreaterThanOrEqual(gpus[index] ?? Infinity));
    expect((gpus.at(-1) ?? 0) * H100.memory).toBeGreaterThan(2 * 1e13);
  });

  it('keeps weights and cache of the batch within memory', () => {
    for (const parameters of [1e9, 7e10, 4e11]) {
      const { weights, cache, overhead, available } = plan(parameters).point.memory;
      expect(weights + cache + overhead).toBeLessThanOrEqual(available * 1.001);
    }
  });

  it('trades throughput for interactivity: a reader who must not wait costs more, never less', () => {
    for (const parameters of [7e9, 7e10]) {
      const rates = [undefined, 0.1, 0.05, 0.03].map(
        (mostItl) => plan(parameters, { mostItl }).point.outputTokensPerSecondPerGpu,
      );
      rates.slice(1).forEach((rate, index) => expect(rate).toBeLessThanOrEqual((rates[index] ?? 0) * 1.02));
    }
  });

  it('serves fewer tokens a GPU the larger the model, and none faster than its weights can be read once for a batch', () => {
    const rates = [1e9, 1e10, 1e11, 1e12].map((parameters) => plan(parameters).point.outputTokensPerSecondPerGpu);
    rates.slice(1).forEach((rate, index) => expect(rate).toBeLessThan(rates[index] ?? 0));
    for (const parameters of [1e9, 7e10, 1e12]) {
      const { point, job } = plan(parameters);
      expect(point.itl).toBeGreaterThan((2 * parameters) / (job.gpuCount * H100.memoryBandwidth));
    }
  });

  it('passes a token through all stages: its latency is that of the whole depth, its rate that of one stage at work', () => {
    const { point, job } = plan(4e12, { batch: 16 });
    expect(job.pipeline).toBeGreaterThan(1);
    expect(point.outputTokensPerSecondPerGpu * point.itl * job.gpuCount).toBeCloseTo(point.batch, 6);
  });

  it('charges a prompt to its tokens: more input, more of the request, and never all of it', () => {
    const share = (inputTokens: number) => {
      const { promptGpuSeconds, gpuSecondsPerRequest } = plan(7e10, { inputTokens });
      return promptGpuSeconds / gpuSecondsPerRequest;
    };
    expect(share(4000)).toBeGreaterThan(share(100));
    expect(share(4000)).toBeLessThanOrEqual(0.9);
  });
});
