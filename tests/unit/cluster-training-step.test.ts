// The laws of a training step: what it must obey whatever its constants are.
import { describe, expect, it } from 'vitest';
import type { StepPart, TrainingJob, TrainingLayout } from '../../src/cluster/job.ts';
import { bestLayout } from '../../src/cluster/layout-search.ts';
import { modelFlopPerToken, stepTime, trainingStep } from '../../src/cluster/training-step.ts';
import {
  accelerator,
  DEEPSEEK_V3,
  LLAMA_405B,
  LLAMA_70B,
  LLAMA_8B,
  PRIORS,
  trainingJob,
  trainingLayout,
  withFreeNetwork,
} from '../fixtures/training-jobs.ts';

const H100 = accelerator('H100 SXM5 80GB');
const seconds = (job: TrainingJob, layout: TrainingLayout): number => stepTime(job, layout, PRIORS).seconds;

const cases: readonly (readonly [string, TrainingJob, TrainingLayout])[] = [
  ['data parallel', trainingJob(), trainingLayout()],
  [
    'all degrees',
    trainingJob({ model: LLAMA_405B, gpuCount: 512, precision: 'fp8', globalBatch: 256 }),
    trainingLayout({ tensor: 8, pipeline: 8, virtualStages: 4, context: 2, data: 4, recomputation: 'full' }),
  ],
  [
    'a mixture',
    trainingJob({ model: DEEPSEEK_V3, gpuCount: 256, precision: 'fp8', sequenceLength: 4096, globalBatch: 2048 }),
    trainingLayout({ pipeline: 8, virtualStages: 2, expert: 32, data: 32 }),
  ],
  ['fully sharded', trainingJob({ model: LLAMA_70B }), trainingLayout({ sharding: 'weights', recomputation: 'selective' })],
];

describe.each(cases)('a step, %s', (_, job, layout) => {
  it('is the sum of its parts, none of them negative', () => {
    const step = stepTime(job, layout, PRIORS);
    const parts = Object.values(step.parts);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(step.seconds, 9);
  });

  it('does not depend on names', () => {
    const renamed = { ...job, model: { ...job.model, name: 'x' }, accelerator: { ...job.accelerator, name: 'y' } };
    expect(seconds(renamed, layout)).toBe(seconds(job, layout));
  });

  it('takes longer with more sequences and with longer ones', () => {
    expect(seconds({ ...job, globalBatch: job.globalBatch * 2 }, layout)).toBeGreaterThan(seconds(job, layout));
    expect(seconds({ ...job, sequenceLength: job.sequenceLength * 2 }, layout)).toBeGreaterThan(seconds(job, layout));
  });

  it('on a network of zero latency and infinite bandwidth moves nothing in any time', () => {
    const { parts } = stepTime({ ...job, accelerator: withFreeNetwork(job.accelerator) }, layout, PRIORS);
    const networks = (Object.keys(parts) as StepPart[]).filter((part) => part.endsWith('-network'));
    expect(networks.length).toBe(5);
    for (const part of networks) expect(parts[part]).toBe(0);
  });

  it('is never quicker than its operations at the peak', () => {
    const { peak } = job.accelerator;
    const flop = modelFlopPerToken(job) * job.globalBatch * job.sequenceLength;
    expect(seconds(job, layout)).toBeGreaterThan(flop / job.gpuCount / (peak.fp8 ?? peak.bf16));
  });

  it('is quicker on mature software than on young', () => {
    expect(seconds({ ...job, softwareYear: 2026 }, layout)).toBeLessThan(seconds({ ...job, softwareYear: 2023 }, layout));
  });
});

describe('a step', () => {
  it('on free networks and ideal kernels is its operations at the peak, within 6 %', () => {
    const ideal = { ...withFreeNetwork(H100), memoryBandwidth: 1e30, bestMatmul: H100.peak.bf16 };
    const constants = { ...PRIORS, matmulShare: 1, elementWiseTraffic: 1e-9, immaturity: 0 };
    // Short sequences, so that attention, which exponentials bound, is a small part.
    const job = trainingJob({ model: LLAMA_405B, accelerator: ideal, gpuCount: 8, sequenceLength: 1024, globalBatch: 4096 });
    const step = stepTime(job, trainingLayout({ data: 8, microBatch: 8 }), constants);
    const bound = (modelFlopPerToken(job) * 4096 * 1024) / 8 / H100.peak.bf16;
    expect(step.seconds / bound).toBeGreaterThan(1);
    expect(step.seconds / bound).toBeLessThan(1.06);
  });

  it('on a free network never takes longer on more GPUs', () => {
    const free = withFreeNetwork(H100);
    const times = [8, 16, 32, 64, 128, 256, 512, 1024].map((gpuCount) => {
      const step = bestLayout(trainingJob({ accelerator: free, gpuCount, globalBatch: 2048 }), PRIORS);
      return step.kind === 'fits' ? step.seconds : Number.NaN;
    });
    times.slice(1).forEach((time, index) => expect(time).toBeLessThanOrEqual(times[index] ?? Number.NaN));
  });

  it('computes a third more when every layer is computed again, and the model’s own FLOP stay', () => {
    const job = trainingJob({ accelerator: withFreeNetwork(H100) });
    const [once, twice] = (['none', 'full'] as const).map((recomputation) =>
      stepTime(job, trainingLayout({ recomputation }), PRIORS),
    );
    const ratio = (twice?.seconds ?? 0) / (once?.seconds ?? 1);
    expect(ratio).toBeGreaterThan(1.22);
    expect(ratio).toBeLessThan(1.4);
    expect((once?.modelFlopUtilisation ?? 0) / (twice?.modelFlopUtilisation ?? 1)).toBeCloseTo(ratio, 9);
  });

  it('waits less in a pipeline the more micro-batches and virtual stages there are', () => {
    const job = trainingJob({ model: LLAMA_70B });
    const bubble = (globalBatch: number, virtualStages: number): number => {
      const layout = trainingLayout({ tensor: 4, pipeline: 4, data: 4, virtualStages });
      const { parts, seconds: all } = stepTime({ ...job, globalBatch }, layout, PRIORS);
      return parts.bubble / all;
    };
    expect(bubble(64, 1)).toBeGreaterThan(bubble(512, 1));
    expect(bubble(64, 1)).toBeGreaterThan(bubble(64, 5));
    // Textbook: (stages − 1) / micro-batches of the work, here 3 / 16, and the uneven last stage.
    expect(bubble(64, 1)).toBeGreaterThan(0.12);
    expect(bubble(64, 1)).toBeLessThan(0.25);
  });

  it('gains by fp8 in linear layers only: between a tenth and all of the doubled rate', () => {
    const ratio = seconds(trainingJob(), trainingLayout()) / seconds(trainingJob({ precision: 'fp8' }), trainingLayout());
    expect(ratio).toBeGreaterThan(1.1);
    expect(ratio).toBeLessThan(2);
  });

  it('in fp8 on GPUs without it is the step in bf16', () => {
    const job = trainingJob({ accelerator: accelerator('A100 SXM4 80GB') });
    expect(seconds({ ...job, precision: 'fp8' }, trainingLayout())).toBeLessThanOrEqual(seconds(job, trainingLayout()));
    expect(stepTime({ ...job, precision: 'fp8' }, trainingLayout(), PRIORS).parts.matmul).toBe(
      stepTime(job, trainingLayout(), PRIORS).parts.matmul,
    );
  });

  it('of adapters costs about two thirds of the products', () => {
    const products = (isAdaptation: boolean): number =>
      stepTime(trainingJob({ isAdaptation }), trainingLayout(), PRIORS).parts.matmul;
    expect(products(true) / products(false)).toBeCloseTo(2 / 3, 6);
  });

  it('that fits says its memory', () => {
    const step = trainingStep(trainingJob({ model: LLAMA_8B }), trainingLayout(), PRIORS);
    expect(step.kind).toBe('fits');
    expect(step.memory.total).toBeLessThanOrEqual(step.memory.available);
  });
});
