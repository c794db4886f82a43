// The search finds what is given to it, and nothing quicker than it is left out.
import { describe, expect, it } from 'vitest';
import { bestLayout } from '../../src/cluster/layout-search.ts';
import { trainingStep } from '../../src/cluster/training-step.ts';
import {
  accelerator,
  DEEPSEEK_V3,
  LLAMA_405B,
  LLAMA_70B,
  PRIORS,
  trainingJob,
  trainingLayout,
} from '../fixtures/training-jobs.ts';

const jobs = [
  trainingJob(),
  trainingJob({ model: LLAMA_70B, precision: 'fp8' }),
  trainingJob({ model: LLAMA_405B, gpuCount: 16_384, globalBatch: 2048 }),
  trainingJob({ model: DEEPSEEK_V3, gpuCount: 2048, sequenceLength: 4096, globalBatch: 15_360 }),
  trainingJob({ accelerator: accelerator('A100 SXM4 40GB'), sequenceLength: 2048 }),
];

describe('the best layout', () => {
  it.each(jobs)('of $model.name uses all GPUs and fits', (job) => {
    const step = bestLayout(job, PRIORS);
    expect(step.kind).toBe('fits');
    const { tensor, pipeline, context, data } = step.layout;
    expect(tensor * pipeline * context * data).toBe(job.gpuCount);
    expect(step.memory.total).toBeLessThanOrEqual(step.memory.available);
  });

  it('is at least as quick as any ordinary layout that leaves as much memory', () => {
    const job = trainingJob({ model: LLAMA_70B, gpuCount: 128 });
    const best = bestLayout(job, PRIORS);
    const others = [1, 2, 4, 8].flatMap((tensor) =>
      [1, 2, 4].flatMap((pipeline) =>
        (['none', 'selective', 'full'] as const).map((recomputation) =>
          trainingStep(
            job,
            trainingLayout({ tensor, pipeline, data: 128 / tensor / pipeline, recomputation, microBatch: 1 }),
            PRIORS,
          ),
        ),
      ),
    );
    const fitting = others.flatMap((step) =>
      step.kind === 'fits' && step.memory.total < 0.92 * step.memory.available ? [step] : [],
    );
    expect(fitting.length).toBeGreaterThan(3);
    expect(best.kind).toBe('fits');
    if (best.kind === 'fits') for (const step of fitting) expect(best.seconds).toBeLessThanOrEqual(step.seconds);
  });

  it('keeps what is given', () => {
    const given = { tensor: 4, pipeline: 2, microBatch: 2, recomputation: 'full' } as const;
    expect(bestLayout(trainingJob({ model: LLAMA_70B }), PRIORS, given).layout).toMatchObject({ ...given, data: 8 });
  });

  it('has no tensor parallelism beyond the fast fabric', () => {
    const card = accelerator('RTX 4090');
    const step = bestLayout(trainingJob({ accelerator: card, gpuCount: 64 }), PRIORS);
    expect(step.layout.tensor).toBeLessThanOrEqual(card.fabricGpus);
  });
});
