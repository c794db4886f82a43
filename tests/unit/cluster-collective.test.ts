// Collectives against the measured all-reduces of comm.csv, and their limits.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectiveSeconds, groupOf, linkOf } from '../../src/cluster/collective.ts';
import { parseCsv } from '../../src/evidence/csv.ts';
import { ROOT } from '../fixtures/published-runs.ts';
import { accelerator, withFreeNetwork } from '../fixtures/training-jobs.ts';

const table = parseCsv(readFileSync(join(ROOT, 'data/published/comm.csv'), 'utf8'));
if (table.kind !== 'table') throw new Error('comm.csv is broken');

/** Bytes and seconds of the all-reduces over all eight GPUs of one server. */
function measured(server: string): readonly { readonly bytes: number; readonly seconds: number }[] {
  if (table.kind !== 'table') return [];
  return table.rows
    .filter((row) => row['collective'] === 'all_reduce' && row['num_gpus'] === '8' && row['gpus_per_node'] === '8')
    .filter((row) => (row['hardware'] ?? '').startsWith(server))
    .map((row) => ({ bytes: Number(row['size_bytes']), seconds: Number(row['time_ms_median']) / 1e3 }));
}

describe.each([
  ['DGX H100', 'H100 SXM5 80GB'],
  ['DGX A100', 'A100 SXM4 80GB'],
])('an all-reduce over eight GPUs of a %s', (server, name) => {
  const gpu = accelerator(name);
  const group = groupOf(8, 1, gpu);
  const errors = measured(server)
    .filter(({ bytes }) => bytes > 1e6)
    .map(({ bytes, seconds }) => Math.log(collectiveSeconds('all-reduce', bytes, group, gpu) / seconds));

  it('takes the measured time within 12 % in the median and 35 % everywhere above a megabyte', () => {
    const sizes = errors.map(Math.abs).toSorted((a, b) => a - b);
    expect(sizes.length).toBeGreaterThan(10);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(0.12);
    expect(sizes.at(-1)).toBeLessThan(0.35);
  });

  it('has the bandwidth that fits best beside its latency: a sixth more or less fits worse', () => {
    const error = (factor: number): number => {
      const other = { ...gpu, fabricBandwidth: gpu.fabricBandwidth * factor };
      return measured(server)
        .map(({ bytes, seconds }) => Math.abs(Math.log(collectiveSeconds('all-reduce', bytes, group, other) / seconds)))
        .reduce((sum, value) => sum + value, 0);
    };
    expect(error(1)).toBeLessThan(error(1.17));
    expect(error(1)).toBeLessThan(error(0.85));
  });
});

describe('a collective', () => {
  const gpu = accelerator('H100 SXM5 80GB');
  const kinds = ['all-reduce', 'reduce-scatter', 'all-gather', 'all-to-all', 'point-to-point'] as const;

  it.each(kinds)('of one GPU with itself costs nothing: %s', (kind) => {
    expect(collectiveSeconds(kind, 1e9, groupOf(1, 1, gpu), gpu)).toBe(0);
  });

  it.each(kinds)('grows with its bytes and is never quicker across the network than on the fabric: %s', (kind) => {
    const near = { ranks: 8, ranksPerDomain: 8 };
    const far = { ranks: 8, ranksPerDomain: 1 };
    expect(collectiveSeconds(kind, 2e9, near, gpu)).toBeGreaterThan(collectiveSeconds(kind, 1e9, near, gpu));
    expect(collectiveSeconds(kind, 1e9, far, gpu)).toBeGreaterThan(collectiveSeconds(kind, 1e9, near, gpu));
  });

  it.each(kinds)('on a network of zero latency and infinite bandwidth costs nothing: %s', (kind) => {
    expect(collectiveSeconds(kind, 1e12, { ranks: 64, ranksPerDomain: 8 }, withFreeNetwork(gpu))).toBe(0);
  });

  it('that reduces everywhere is a scatter and a gather in bandwidth', () => {
    const group = groupOf(8, 1, gpu);
    const once = (kind: (typeof kinds)[number]): number => collectiveSeconds(kind, 1e9, group, gpu) - linkOf(group, gpu).latency;
    expect(once('all-reduce')).toBeCloseTo(once('reduce-scatter') + once('all-gather'), 12);
  });
});
