// Times the same small copies with timestamps and with the wall clock, for clock.ts to decide. Rests on timestamps.ts.
import type { Clock } from '../contract/run.ts';
import { median } from '../statistics/summary.ts';
import type { Seconds } from '../units/units.ts';
import { decideClock, wallClockStep, type PairedTiming } from './clock.ts';
import { compile } from './pipelines.ts';
import { TimestampRing } from './timestamps.ts';

const TIMINGS = 12;

/** A loop long enough to be seen by any clock: 64 workgroups that each count to a number they are given. */
const SPIN = `
@group(0) @binding(0) var<storage, read_write> y: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  var word = y[id.x];
  for (var round = 0u; round < 4096u; round++) { word = word * 747796405u + 2891336453u; }
  y[id.x] = word;
}`;

/** Finds the clock for this device; never fails, the wall clock is always there. */
export async function probeClock(device: GPUDevice, now: () => Seconds): Promise<Clock> {
  const wallStep = wallClockStep(now);
  const empty: Seconds[] = [];
  for (let round = 0; round < 5; round++) {
    const from = now();
    device.queue.submit([device.createCommandEncoder().finish()]);
    await device.queue.onSubmittedWorkDone();
    empty.push(now() - from);
  }
  const emptySubmission = Math.max(1e-9, median(empty));
  if (!device.features.has('timestamp-query')) return decideClock([], wallStep, emptySubmission);
  return decideClock(await pairedTimings(device, now), wallStep, emptySubmission);
}

async function pairedTimings(device: GPUDevice, now: () => Seconds): Promise<readonly PairedTiming[]> {
  const compiled = await compile(device, 'spin', SPIN);
  if (compiled.kind === 'failed') return [];
  const buffer = device.createBuffer({ size: 4096 * 4, usage: GPUBufferUsage.STORAGE });
  const group = device.createBindGroup({ layout: compiled.pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer } }] });
  const ring = new TimestampRing(device);
  const pairs: PairedTiming[] = [];
  try {
    for (let round = 0; round < TIMINGS; round++) {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass({ timestampWrites: ring.writes(0) });
      pass.setPipeline(compiled.pipeline);
      pass.setBindGroup(0, group);
      // Growing work, so that a clock that rounds shows more than one multiple of its step.
      for (let times = 0; times <= round; times++) pass.dispatchWorkgroups(64);
      pass.end();
      ring.encodeResolve(encoder, 1);
      const from = now();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      const wallSeconds = now() - from;
      const stamps = await ring.readStamps(1);
      pairs.push({ stamps: [stamps[0] ?? 0n, stamps[1] ?? 0n], wallSeconds });
    }
    // The first rounds may fall below the step of a coarse clock and read zero; they are not evidence against it.
    return pairs.slice(TIMINGS / 2);
  } catch {
    return [];
  } finally {
    ring.destroy();
    buffer.destroy();
  }
}
