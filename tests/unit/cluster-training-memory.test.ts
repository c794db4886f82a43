// What fits: every layout that ran, and nothing that is known not to.
import { describe, expect, it } from 'vitest';
import { bestLayout } from '../../src/cluster/layout-search.ts';
import { trainingMemory } from '../../src/cluster/training-memory.ts';
import { trainingStep } from '../../src/cluster/training-step.ts';
import { jobFromRow } from '../../src/evidence/job-from-row.ts';
import { ROWS } from '../fixtures/published-runs.ts';
import { accelerator, GPT_175B, LLAMA_70B, PRIORS, trainingJob, trainingLayout } from '../fixtures/training-jobs.ts';

const published = ROWS.training
  .filter((row) => row['tp'] !== '' && row['pp'] !== '')
  .flatMap((row) => {
    const read = jobFromRow(row);
    return read.kind === 'job' ? [{ id: row['id'] ?? '', ...read }] : [];
  });

describe('memory', () => {
  it('accepts every published layout', () => {
    expect(published.length).toBeGreaterThan(350);
    const refused = published.filter(({ job, given }) => bestLayout(job, PRIORS, given).kind !== 'fits').map(({ id }) => id);
    expect(refused).toEqual([]);
  });

  it('refuses 175 B parameters with full optimizer state on eight H100, says by how much, and how many would do', () => {
    const job = trainingJob({ model: GPT_175B, gpuCount: 8, sequenceLength: 2048, globalBatch: 64 });
    const result = bestLayout(job, PRIORS);
    expect(result.kind).toBe('does-not-fit');
    if (result.kind !== 'does-not-fit') return;
    // Sixteen bytes a parameter over eight GPUs are 350 GB.
    expect(result.memory.total).toBeGreaterThan(300e9);
    expect(result.memory.available).toBe(80e9);
    expect(result.fewestGpus).toBeGreaterThanOrEqual(32);
    expect(result.fewestGpus).toBeLessThanOrEqual(64);
  });

  it('refuses a given layout that lacks memory and names it', () => {
    const layout = trainingLayout({ sharding: 'none' });
    const result = trainingStep(trainingJob({ model: LLAMA_70B }), layout, PRIORS);
    expect(result).toMatchObject({ kind: 'does-not-fit', layout });
  });

  const job = trainingJob({ model: LLAMA_70B });
  const total = (changes: Parameters<typeof trainingLayout>[0]): number => trainingMemory(job, trainingLayout(changes)).total;

  it('shrinks with every stage of sharding', () => {
    const stages = (['none', 'optimizer', 'gradients', 'weights'] as const).map((sharding) => total({ sharding }));
    expect(stages.toSorted((a, b) => b - a)).toEqual(stages);
    expect(new Set(stages).size).toBe(4);
  });

  it('shrinks the more is computed again', () => {
    const levels = (['none', 'selective', 'full'] as const).map((recomputation) => total({ recomputation }));
    expect(levels.toSorted((a, b) => b - a)).toEqual(levels);
    expect(new Set(levels).size).toBe(3);
  });

  it('adds up', () => {
    const memory = trainingMemory(job, trainingLayout({ tensor: 8, data: 8 }));
    const { weights, gradients, optimizer, activations, overhead } = memory;
    expect(weights + gradients + optimizer + activations + overhead).toBeCloseTo(memory.total, 0);
    expect(memory.available).toBe(accelerator('H100 SXM5 80GB').memory);
  });

  it('of adapters is that of the frozen weights and activations', () => {
    const adapted = trainingMemory({ ...job, isAdaptation: true }, trainingLayout({ tensor: 8, data: 8 }));
    expect(adapted.gradients + adapted.optimizer).toBeLessThan(0.01 * adapted.weights);
  });
});
