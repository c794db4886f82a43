// Honest runs of devices that are not at hand: the suite's own campaign against a planted device with a name, noise, a clock
// and a history. Nothing here was measured. Seeded: the same options give the same run.
import type { Clock, DeviceProfile, Phase, Run, RunLength } from '../../src/contract/run.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { Bench } from '../../src/measure/bench.ts';
import { runCampaign } from '../../src/measure/campaign.ts';
import { runDocument } from '../../src/measure/run-document.ts';
import type { Reading, TimingRequest } from '../../src/measure/stopwatch.ts';
import { budgetOf } from '../../src/plan/budget.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { hash } from '../../src/workload/inputs.ts';
import { LADDER } from '../../src/workload/ladder.ts';
import { PlantedStopwatch, type Planted } from '../fixtures/planted-stopwatch.ts';

/** A device that exists: rates as published, in SI units. */
export interface SimulatedDevice {
  readonly gpu: Partial<Run['device']['gpu']>;
  readonly os: string;
  readonly browser?: string;
  readonly peak: number;
  readonly bandwidth: number;
  readonly launch: number;
  readonly subgroups: readonly [number, number];
}

export interface Simulation {
  readonly device: SimulatedDevice;
  readonly seed: number;
  readonly noise: number;
  readonly clockStep: number;
  readonly history?: 'steady' | 'drift' | 'throttling' | 'busy' | 'rising';
  readonly precision?: 'f32' | 'f16';
  readonly length?: RunLength;
  readonly budgetSeconds?: number;
  readonly stopAfterSeconds?: number;
  readonly waitSeconds?: number;
  readonly phases?: readonly Phase[];
  /** Sizes of the ladder from the smallest. */
  readonly sizeCount?: number;
}

export async function simulateRun(simulation: Simulation): Promise<Run> {
  const { device, seed, noise, clockStep, precision = 'f32', length = 'quick' } = simulation;
  const phases = simulation.phases ?? ['prefill', 'decode', 'train'];
  const sizes = LADDER.slice(0, simulation.sizeCount ?? LADDER.length);
  const profile = profileOf(device, precision);
  const { peak, bandwidth, launch } = device;
  const watch = new SteppingStopwatch(clockStep, {
    peak,
    bandwidth,
    launch,
    noise,
    seed,
    clockStep: 1e-12,
    waitSeconds: simulation.waitSeconds ?? 0.002,
    prepareSeconds: 0.01,
    pace: (at) => paceOf(simulation, at),
    // Kernels of one operation differ, and reach half to nine tenths of a ceiling, each the same every time.
    slowness: ({ kernel, operation }) =>
      ['empty', 'copy', 'fma'].includes(operation.kind) ? 1 : 1.1 + (hash(seed ^ letters(kernel.id)) / 2 ** 32) * 0.9,
  });
  const budget = budgetOf(length, profile, simulation.budgetSeconds ?? null);
  const stop = simulation.stopAfterSeconds;
  const surroundings = watch.surroundings({ isStopped: () => stop !== undefined && watch.time_ > stop });
  const bench = new Bench(watch, surroundings, budget, createRandom(seed));
  const traits = { features: profile.features, limits: profile.limits, isSoftware: profile.gpu.is_fallback };
  const request = { sizes, phases, sequenceLength: 1024, precision, traits, earlier: new Map() };
  const cells = await runCampaign(bench, request, () => {});
  return runDocument(bench, cells, {
    suite: { version: SUITE_VERSION, shaders: [{ file: 'planted.wgsl', sha256: '0'.repeat(64) }] },
    startedAt: '2026-06-01T12:00:00.000Z',
    length,
    seed,
    precision,
    sequenceLength: 1024,
    requested: { sizes: [], phases: [...phases], budget_seconds: budget.seconds },
    device: profile,
    flags: [],
  });
}

/** Rounds readings, not spans, as clocks do: a span of 2.4 steps is now two of them and now three. */
class SteppingStopwatch extends PlantedStopwatch {
  override readonly clock: Clock;

  constructor(step: number, planted: Planted) {
    super(planted);
    this.clock = { kind: 'timestamp-query', resolution_seconds: step };
  }

  override async time(requests: readonly TimingRequest[]): Promise<readonly Reading[]> {
    const step = this.clock.resolution_seconds;
    let at = this.time_;
    const exact = await super.time(requests);
    return exact.map(({ seconds, voided }) => {
      const from = Math.floor(at / step);
      at += seconds;
      return { seconds: (Math.floor(at / step) - from) * step, voided };
    });
  }
}

function profileOf(device: SimulatedDevice, precision: 'f32' | 'f16'): DeviceProfile {
  const [subgroup_min, subgroup_max] = device.subgroups;
  return {
    gpu: { vendor: '', architecture: '', device: '', description: '', is_fallback: false, ...device.gpu },
    host: { kind: 'browser', browser: device.browser ?? 'Chromium 156', os: device.os, is_isolated: true, is_headless: false },
    features: ['timestamp-query', ...(precision === 'f16' ? ['shader-f16'] : [])],
    limits: {
      maxBufferSize: 2 ** 31,
      maxStorageBufferBindingSize: 2 ** 31 - 4,
      maxComputeWorkgroupStorageSize: 32768,
      maxComputeInvocationsPerWorkgroup: 1024,
      maxComputeWorkgroupSizeX: 1024,
      maxComputeWorkgroupSizeY: 1024,
      maxComputeWorkgroupsPerDimension: 65535,
    },
    subgroup_min,
    subgroup_max,
  };
}

function paceOf({ history = 'steady', seed }: Simulation, at: number): number {
  switch (history) {
    case 'steady':
      return 1;
    case 'drift':
      return 1 + 0.1 * (at / 30);
    case 'throttling':
      return at > 12 ? 1.7 : 1;
    case 'rising':
      return at < 1.5 ? 1.8 : 1;
    case 'busy':
      // Another program takes the device for tenths of a second now and then.
      return hash(seed ^ Math.floor(at * 8)) / 2 ** 32 < 0.08 ? 2.5 : 1;
    default:
      return history satisfies never;
  }
}

function letters(text: string): number {
  return [...text].reduce((word, letter) => Math.imul(word ^ letter.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5);
}
