// Times the same small copies with timestamps and with the wall clock, for clock.ts to decide. Rests on timestamps.ts.
import type { Clock } from '../contract/run.ts';
import { median } from '../statistics/summary.ts';
import type { Seconds } from '../units/units.ts';
import { decideClock, wallClockStep, type PairedTiming } from './clock.ts';
import { compile } from './pipelines.ts';
import { TimestampRing } from './timestamps.ts';

/** Timings that the decision rests on. */
const TIMINGS = 6;
/** Wall time of one timing, above what an empty submission costs: many steps of a clock of 100 µs. */
const TIMING_SECONDS = 0.003;
const MOST_DISPATCHES = 512;

/** A short loop in few workgroups; as many dispatches of it are timed as any clock can see. */
const SPIN = `
@group(0) @binding(0) var<storage, read_write> y: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  var word = y[id.x];
  for (var round = 0u; round < 1024u; round++) { word = word * 747796405u + 2891336453u; }
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
  return decideClock(await pairedTimings(device, now, emptySubmission), wallStep, emptySubmission);
}

async function pairedTimings(device: GPUDevice, now: () => Seconds, emptySubmission: Seconds): Promise<readonly PairedTiming[]> {
  const compiled = await compile(device, 'spin', SPIN);
  if (compiled.kind === 'failed') return [];
  const buffer = device.createBuffer({ size: 512 * 4, usage: GPUBufferUsage.STORAGE });
  const group = device.createBindGroup({
    layout: compiled.pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer } }],
  });
  const ring = new TimestampRing(device);

  async function timePair(dispatches: number): Promise<PairedTiming> {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass({ timestampWrites: ring.writes(0) });
    if (compiled.kind === 'compiled') pass.setPipeline(compiled.pipeline);
    pass.setBindGroup(0, group);
    for (let count = 0; count < dispatches; count++) pass.dispatchWorkgroups(8);
    pass.end();
    ring.encodeResolve(encoder, 1);
    const from = now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    const wallSeconds = now() - from;
    const stamps = await ring.readStamps(1);
    return { stamps: [stamps[0] ?? 0n, stamps[1] ?? 0n], wallSeconds };
  }

  try {
    let dispatches = 1;
    while (dispatches < MOST_DISPATCHES && (await timePair(dispatches)).wallSeconds < emptySubmission + TIMING_SECONDS)
      dispatches *= 2;
    const pairs: PairedTiming[] = [];
    // Growing work, so that a clock that rounds shows more than one multiple of its step.
    for (let extra = 0; extra < TIMINGS; extra++)
      pairs.push(await timePair(dispatches + Math.ceil((dispatches * extra) / TIMINGS)));
    return pairs;
  } catch {
    return [];
  } finally {
    ring.destroy();
    buffer.destroy();
  }
}
