// What rows of training.csv become: every column that may be missing is assumed and said, measured ones are never read.
import { describe, expect, it } from 'vitest';
import type { Predicted, Row } from '../../src/evidence/evidence.ts';
import { jobFromRow } from '../../src/evidence/job-from-row.ts';
import { MEASURED_COLUMNS } from '../../src/evidence/published.ts';
import { TRAINING_PREDICTOR } from '../../src/evidence/training-row.ts';
import { ROWS } from '../fixtures/published-runs.ts';
import { PRIORS } from '../fixtures/training-jobs.ts';

const LLAMA: Row = { model: 'Llama 3.1 8B', params_total: '8.03e9', hardware: 'H100', n_gpus: '64', precision: 'bf16' };

function predicted(row: Row): Predicted {
  const [first] = TRAINING_PREDICTOR.predict(row, PRIORS);
  if (first?.kind !== 'predicted') throw new Error(first?.reason ?? 'nothing was said');
  return first;
}

function job(row: Row) {
  const read = jobFromRow(row);
  if (read.kind === 'no-job') throw new Error(read.reason);
  return read;
}

describe('a training row', () => {
  it('is predicted the same whatever was measured', () => {
    for (const row of ROWS.training.filter((_, index) => index % 20 === 0)) {
      const falsified = { ...row, ...Object.fromEntries(MEASURED_COLUMNS.map((column) => [column, '123'])) };
      expect(TRAINING_PREDICTOR.predict(falsified, PRIORS)).toEqual(TRAINING_PREDICTOR.predict(row, PRIORS));
    }
  });

  it('without layout is laid out, and says so', () => {
    const { value, layout, note } = predicted(LLAMA);
    expect(value).toBeGreaterThan(4000);
    expect(value).toBeLessThan(14_000);
    expect(layout).toMatch(/^chosen: tp \d/);
    expect(note).toContain('sequence length assumed');
    expect(note).toContain('batch of');
  });

  it.each(['H800', 'H200', 'A100 80GB', 'MI300X', '8xH100-SXM5-80GB', 'B200', 'GB200 NVL72', 'L40S'])(
    'on %s is predicted',
    (hardware) => {
      expect(predicted({ ...LLAMA, hardware }).value).toBeGreaterThan(100);
    },
  );

  it.each([
    ['mxfp8', 'B200', 'fp8'],
    ['nvfp4', 'B200', 'fp4'],
    ['fp8/fp4', 'B200', 'fp8'],
    ['fp16', 'A100', 'bf16'],
    ['fp8', 'A100', 'bf16'],
    ['', 'H100', 'bf16'],
  ])('in %j on %s trains in %s', (precision, hardware, expected) => {
    expect(job({ ...LLAMA, precision, hardware }).job.precision).toBe(expected);
  });

  it.each([
    ['FULL_SHARD', 'weights'],
    ['FSDP2', 'weights'],
    ['distributed optimizer (ZeRO-1)', 'optimizer'],
    ['ZeRO-2', 'gradients'],
    ['DDP', 'none'],
    ['', undefined],
  ])('sharded as %j shards %s', (sharding, expected) => {
    expect(job({ ...LLAMA, sharding }).given.sharding).toBe(expected);
  });

  it('named after low-rank adaptation forms no gradients of weights', () => {
    expect(job({ ...LLAMA, model: 'Llama 2 70B LoRA' }).job.isAdaptation).toBe(true);
    expect(job(LLAMA).job.isAdaptation).toBe(false);
  });

  it('with a power limit is slower than without', () => {
    const limited = predicted({ ...LLAMA, hardware: 'H100 SXM 80GB 500W' }).value;
    expect(limited).toBeLessThan(predicted({ ...LLAMA, hardware: 'H100 SXM 80GB' }).value);
  });

  it.each([
    ['Selene: NVLink3 + 200 Gb/s HDR IB per GPU', 25e9],
    ['1600 Gb/s per node RoCE', 25e9],
    ['NVLink5 + 400-800 Gb/s per GPU', 50e9],
    ['100 Gbps Ethernet per server', 1.5625e9],
    ['Eos 8x400 Gb/s IB per node', 50e9],
    ['NVLink; inter-node not stated', 50e9],
  ])('joined by %j has that network', (interconnect, bytesPerSecond) => {
    expect(job({ ...LLAMA, interconnect }).job.accelerator.networkBandwidth).toBe(bytesPerSecond);
  });

  it('of a full run asks for its tokens, and grows with them', () => {
    const run = { ...LLAMA, row_kind: 'full_run' };
    expect(TRAINING_PREDICTOR.predict(run, PRIORS)).toMatchObject([{ kind: 'unpredicted', quantity: 'gpu_hours' }]);
    const [one, two] = ['1e12', '2e12'].map((total_tokens) => predicted({ ...run, total_tokens }));
    expect(one).toMatchObject({ quantity: 'gpu_hours', group: 'full-run' });
    expect((two?.value ?? 0) / (one?.value ?? 1)).toBeCloseTo(2, 6);
  });

  it('that cannot be predicted says why', () => {
    expect(TRAINING_PREDICTOR.predict({ ...LLAMA, hardware: 'abacus' }, PRIORS)).toEqual([
      { kind: 'unpredicted', quantity: 'tokens_per_s_per_gpu', reason: 'unknown hardware "abacus"' },
    ]);
    expect(TRAINING_PREDICTOR.predict({ hardware: 'H100' }, PRIORS)[0]).toMatchObject({ kind: 'unpredicted' });
  });

  it('with a given layout that memory refuses is timed all the same, and the lack is said', () => {
    const row = { ...LLAMA, model: 'Llama 3.1 70B', params_total: '70.6e9', tp: '1', pp: '1', sharding: 'DDP' };
    expect(predicted(row).note).toMatch(/memory model lacks \d+ GB a GPU/);
  });

  it('that no layout fits is refused, with what it needs', () => {
    const row = { ...LLAMA, model: 'GPT-3 175B', params_total: '175e9', n_gpus: '8' };
    expect(TRAINING_PREDICTOR.predict(row, PRIORS)[0]).toMatchObject({
      kind: 'unpredicted',
      reason: expect.stringMatching(/does not fit on 8 .*: \d+ GB a GPU needed, 80 GB usable; it fits on \d+ GPUs/),
    });
  });
});
