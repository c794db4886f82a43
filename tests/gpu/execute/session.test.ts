import { describe, expect, it } from 'vitest';
import { runSchema } from '../../../src/contract/run.ts';
import { runRequestSchema } from '../../../src/contract/page.ts';
import { allocateArenas, fillArenas } from '../../../src/gpu/arenas.ts';
import { probeClock } from '../../../src/gpu/clock-probe.ts';
import { GpuStopwatch } from '../../../src/gpu/gpu-stopwatch.ts';
import { measureOnGpu } from '../../../src/gpu/session.ts';
import { CATALOGUE } from '../../../src/kernels/catalogue.ts';
import { candidates } from '../../../src/kernels/choose.ts';
import { planTrial } from '../../../src/plan/planned-trial.ts';
import type { Operation } from '../../../src/workload/operation.ts';
import { gpu, openDevice, hasDevice } from '../instance.ts';

const now = () => performance.now() / 1000;
const product: Operation = { kind: 'matmul', m: 33, n: 65, k: 64, transpose: 'nt' };

async function openStopwatch(device: GPUDevice) {
  const allocated = await allocateArenas(device, 4 * 2 ** 20);
  if (allocated.kind === 'failed') throw new Error(allocated.detail);
  expect(await fillArenas(device, allocated.arenas, 'f32', 5)).toBeUndefined();
  return new GpuStopwatch(device, allocated.arenas, await probeClock(device, now), 5, now);
}

function trialOf(operation: Operation) {
  const [kernel] = candidates(operation, 'f32', { features: [], limits: {} }, true);
  if (!kernel) throw new Error('no kernel');
  return planTrial('probe', operation, kernel, 4, 2 ** 20);
}

describe.skipIf(!hasDevice)('a session on a device', () => {
  it('verifies a right kernel, times it, and finds its output unchanged', async () => {
    const stopwatch = await openStopwatch(await openDevice());
    const trial = trialOf(product);
    expect(trial.operandCopies).toBe(4);
    const [prepared] = await stopwatch.prepare([trial]);
    expect(prepared).toMatchObject({ kind: 'ready' });
    const readings = await stopwatch.time([
      { trial, dispatches: 3 },
      { trial, dispatches: 1 },
    ]);
    for (const { seconds, voided } of readings) {
      expect(voided).toBeNull();
      expect(seconds).toBeGreaterThan(0);
    }
  });

  it('verifies operations with more inputs than there are arenas, each input where the reference reads it', async () => {
    const stopwatch = await openStopwatch(await openDevice());
    const extents = { queries: 9, keys: 40, queryOffset: 20, heads: 4, kvHeads: 2, headDim: 64 };
    for (const kind of ['attention-backward-rows', 'attention-backward-queries', 'attention-backward-keys'] as const) {
      const [prepared] = await stopwatch.prepare([trialOf({ kind, ...extents })]);
      expect(prepared, kind).toMatchObject({ kind: 'ready' });
    }
    for (const bits of [4, 8] as const) {
      const words = trialOf({ kind: 'matmul-quantised-int8', m: 3, n: 33, k: 96, bits, group: 32 });
      expect(words.operandCopies).toBe(4);
      expect((await stopwatch.prepare([words]))[0], `int${bits}`).toMatchObject({ kind: 'ready' });
    }
  });

  it('verifies and times a kernel of two dispatches, whatever copy of its operands comes last', async () => {
    const stopwatch = await openStopwatch(await openDevice());
    const operation: Operation = { kind: 'attention-decode', keys: 600, heads: 4, kvHeads: 2, headDim: 64 };
    const kernel = CATALOGUE.find(
      (candidate) => candidate.merge && candidate.precision === 'f32' && candidate.accepts(operation),
    );
    if (!kernel) throw new Error('no kernel');
    const trial = planTrial('probe', operation, kernel, 3, 2 ** 20);
    expect(trial.operandCopies).toBe(3);
    expect(await stopwatch.prepare([trial])).toMatchObject([{ kind: 'ready' }]);
    const [reading] = await stopwatch.time([{ trial, dispatches: 4 }]);
    expect(reading?.voided).toBeNull();
    expect(reading?.seconds).toBeGreaterThan(0);
  });

  it('refuses a kernel that computes something else, and one that does not compile', async () => {
    const stopwatch = await openStopwatch(await openDevice());
    const right = trialOf(product);
    const broken = (id: string, source: string) => ({ ...right, id, kernel: { ...right.kernel, id, source } });
    const shifted = right.kernel.source
      .replace(/alias Element = f32;/, 'alias Element = f32; const UNUSED_SHIFT: u32 = 1u;')
      .replace(/shape\.k\b/, '(shape.k - 4u)');
    expect(shifted).not.toBe(right.kernel.source);
    const outcomes = await stopwatch.prepare([broken('wrong', shifted), broken('nonsense', `${right.kernel.source}\nfn (`)]);
    expect(outcomes[0]).toMatchObject({ kind: 'failed', reason: 'wrong-output' });
    expect(outcomes[1]).toMatchObject({ kind: 'failed', reason: 'compile' });
  });

  it('voids the sample of a kernel whose output changed after it was verified', async () => {
    const device = await openDevice();
    const allocated = await allocateArenas(device, 4 * 2 ** 20);
    if (allocated.kind === 'failed') throw new Error(allocated.detail);
    await fillArenas(device, allocated.arenas, 'f32', 5);
    const stopwatch = new GpuStopwatch(device, allocated.arenas, await probeClock(device, now), 5, now);
    const trial = trialOf(product);
    await stopwatch.prepare([trial]);
    // Other inputs than those it was verified with: what it computes now is not what was checked.
    await fillArenas(device, allocated.arenas, 'f32', 6);
    const [reading] = await stopwatch.time([{ trial, dispatches: 1 }]);
    expect(reading?.voided).toBe('output-changed');
  });

  it('skips an operation that no buffer holds, and says how large it is', async () => {
    const stopwatch = await openStopwatch(await openDevice());
    const [outcome] = await stopwatch.prepare([{ ...trialOf({ kind: 'copy', elements: 2 ** 24 }), operandCopies: 1 }]);
    expect(outcome).toMatchObject({ kind: 'skipped', reason: 'over-limit' });
  });

  it('reports a lost device as a value', async () => {
    const device = await openDevice();
    const stopwatch = await openStopwatch(device);
    const trial = trialOf(product);
    await stopwatch.prepare([trial]);
    device.destroy();
    await device.lost;
    expect(await stopwatch.time([{ trial, dispatches: 1 }])).toEqual([{ seconds: 0, voided: 'gpu-error' }]);
    expect(stopwatch.lost).toContain('lost');
    expect((await stopwatch.prepare([trialOf({ kind: 'empty' })]))[0]).toMatchObject({ kind: 'failed', reason: 'device-lost' });
  });

  it('ends in a run that obeys the schema, with measured cells, when it is stopped early', async () => {
    const began = now();
    const outcome = await measureOnGpu({
      gpu,
      host: { kind: 'node', browser: 'Node', os: 'Linux', is_isolated: true, is_headless: true },
      request: runRequestSchema.parse({ sizes: ['llama-style-1m'], phases: ['decode'], budget_seconds: 30 }),
      suite: { version: '0.1.0', shaders: [] },
      startedAt: new Date().toISOString(),
      flags: [],
      surroundings: {
        now: () => now() - began,
        isStopped: () => false,
        isHidden: () => false,
        whenVisible: () => Promise.resolve(),
        breathe: () => Promise.resolve(),
      },
      onProgress: () => undefined,
      onSnapshot: () => undefined,
    });
    if (outcome.kind !== 'finished') throw new Error(outcome.detail);
    expect(runSchema.safeParse(outcome.run).error).toBeUndefined();
    expect(outcome.run.cells.map(({ size, phase }) => `${size} ${phase}`)).toEqual(['llama-style-1m decode']);
    const failed = outcome.run.trials.filter(({ outcome: { kind } }) => kind === 'failed');
    expect(failed).toEqual([]);
    const ladder = outcome.run.trials.filter(({ role }) => role === 'ladder');
    expect(ladder.length).toBeGreaterThan(8);
    for (const {
      id,
      outcome: { kind },
    } of ladder)
      expect(kind, id).toBe('measured');
  });
});
