// The Stopwatch of measure/ on a real device: binds, verifies and times trials. Rests on the rest of gpu/.
// Only dispatches stand inside a timed span. The output's checked words are cleared before it and compared after it,
// so that work which did not happen, or happened differently, voids the sample.
import type { Clock } from '../contract/run.ts';
import type { Prepared, Reading, Stopwatch, TimingRequest } from '../measure/stopwatch.ts';
import type { PlannedTrial } from '../plan/planned-trial.ts';
import { createRandom } from '../statistics/random.ts';
import { sampleIndices } from '../workload/sample.ts';
import type { Seconds } from '../units/units.ts';
import type { Arenas } from './arenas.ts';
import { bindTrial, overLimit, Uniforms, type Step } from './bindings.ts';
import { decode, encodeGather, wordsOf } from './gather.ts';
import { Pipelines } from './pipelines.ts';
import { TimestampRing } from './timestamps.ts';
import { verify } from './verify.ts';

/** What is kept of a trial that verified. */
interface Bound {
  readonly steps: readonly Step[];
  /** Words of the output that every sample is checked by, and what they held when they were verified. */
  readonly watchedWords: readonly number[];
  readonly watchedValues: readonly number[];
}

/** Words of each trial's output that are looked at again after every sample. */
const WATCHED = 4;

export class GpuStopwatch implements Stopwatch {
  readonly clock: Clock;
  lost: string | undefined;
  private readonly bound = new Map<string, Bound>();
  private readonly pipelines: Pipelines;
  private readonly uniforms: Uniforms;
  private readonly stamps: TimestampRing | undefined;
  private lastError: string | undefined;
  private readonly device: GPUDevice;
  private readonly arenas: Arenas;
  private readonly seed: number;
  private readonly now: () => Seconds;

  constructor(device: GPUDevice, arenas: Arenas, clock: Clock, seed: number, now: () => Seconds) {
    this.device = device;
    this.arenas = arenas;
    this.clock = clock;
    this.seed = seed;
    this.now = now;
    this.pipelines = new Pipelines(device);
    this.uniforms = new Uniforms(device);
    this.stamps = clock.kind === 'timestamp-query' ? new TimestampRing(device) : undefined;
    void device.lost.then(({ reason, message }) => {
      this.lost = `the GPU device was lost (${reason}): ${message}`;
    });
    device.addEventListener('uncapturederror', (event) => {
      this.lastError = event.error.message;
    });
  }

  async prepare(trials: readonly PlannedTrial[]): Promise<readonly Prepared[]> {
    return Promise.all(
      trials.map(async (trial): Promise<Prepared> => {
        if (this.lost !== undefined) return { kind: 'failed', reason: 'device-lost', detail: this.lost };
        const excess = overLimit(trial, this.arenas);
        if (excess !== undefined) return { kind: 'skipped', reason: 'over-limit', detail: excess };
        const compiled = await this.pipelines.get(trial.kernel);
        if (compiled.kind === 'failed') return { kind: 'failed', reason: 'compile', detail: compiled.detail };
        const steps = bindTrial(this.device, compiled.pipelines, trial, this.arenas, this.uniforms);
        if (steps === undefined)
          return { kind: 'skipped', reason: 'over-limit', detail: 'more trials than the uniform buffer holds' };
        return this.verifyTrial(trial, steps);
      }),
    );
  }

  private async verifyTrial(trial: PlannedTrial, steps: readonly Step[]): Promise<Prepared> {
    const { operation, kernel, precision } = trial;
    const random = createRandom(this.seed);
    const indices = sampleIndices(operation, () => random.next());
    const words = wordsOf(indices, precision);
    const staging = this.device.createBuffer({
      size: words.length * 4,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    try {
      const encoder = this.device.createCommandEncoder({ label: `verify ${trial.id}` });
      this.clearWords(encoder, words);
      this.encodeDispatches(encoder, { steps, trial, dispatches: 1 }, undefined);
      encodeGather(encoder, this.arenas.output, words, staging, 0);
      const { error } = await this.submit(encoder);
      if (error !== undefined)
        return { kind: 'failed', reason: this.lost === undefined ? 'gpu-error' : 'device-lost', detail: error };
      const read = await readWords(staging);
      const values = indices.map((index, at) => decode(read[at] ?? 0, index, precision));
      const verdict = verify(trial, this.seed, indices, values);
      if (verdict.kind === 'wrong') return { kind: 'failed', reason: 'wrong-output', detail: verdict.detail.slice(0, 1000) };
      const spread = Array.from({ length: Math.min(WATCHED, words.length) }, (_, index) =>
        Math.floor((index * (words.length - 1)) / Math.max(1, WATCHED - 1)),
      );
      this.bound.set(trial.id, {
        steps,
        watchedWords: spread.map((at) => words[at] ?? 0),
        watchedValues: spread.map((at) => read[at] ?? 0),
      });
      return { kind: 'ready', verification: verdict.verification };
    } catch (failure) {
      return {
        kind: 'failed',
        reason: this.lost === undefined ? 'gpu-error' : 'device-lost',
        detail: `${kernel.id}: ${String(failure)}`.slice(0, 1000),
      };
    } finally {
      staging.destroy();
    }
  }

  async time(requests: readonly TimingRequest[]): Promise<readonly Reading[]> {
    if (this.stamps !== undefined) return this.timeTogether(requests, this.stamps);
    const readings: Reading[] = [];
    for (const request of requests) readings.push(...(await this.timeTogether([request], undefined)));
    return readings;
  }

  /** One submission for all requests, each in a pass of its own with its own pair of timestamps. */
  private async timeTogether(requests: readonly TimingRequest[], stamps: TimestampRing | undefined): Promise<readonly Reading[]> {
    const failed = requests.map((): Reading => ({ seconds: 0, voided: 'gpu-error' }));
    const known = requests.map(({ trial }) => this.bound.get(trial.id));
    if (this.lost !== undefined) return failed;
    const watchedCount = known.reduce((total, entry) => total + (entry?.watchedWords.length ?? 0), 0);
    const staging = this.device.createBuffer({
      size: Math.max(4, watchedCount * 4),
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    try {
      const encoder = this.device.createCommandEncoder({ label: 'timing' });
      let at = 0;
      for (const [index, request] of requests.entries()) {
        const entry = known[index];
        if (entry === undefined) continue;
        this.clearWords(encoder, entry.watchedWords);
        this.encodeDispatches(encoder, { ...entry, ...request }, stamps?.writes(index));
        encodeGather(encoder, this.arenas.output, entry.watchedWords, staging, at);
        at += entry.watchedWords.length;
      }
      stamps?.encodeResolve(encoder, requests.length);
      const { error, wall } = await this.submit(encoder);
      if (error !== undefined) return failed;
      const durations = stamps === undefined ? [wall] : await stamps.read(requests.length);
      const words = await readWords(staging);
      let seen = 0;
      return requests.map((_, index): Reading => {
        const entry = known[index];
        if (entry === undefined) return { seconds: 0, voided: 'gpu-error' };
        const isSame = entry.watchedValues.every((value, offset) => words[seen + offset] === value);
        seen += entry.watchedWords.length;
        return { seconds: durations[index] ?? 0, voided: isSame ? null : 'output-changed' };
      });
    } catch {
      return failed;
    } finally {
      staging.destroy();
    }
  }

  private clearWords(encoder: GPUCommandEncoder, words: readonly number[]): void {
    for (const word of words) encoder.clearBuffer(this.arenas.output, word * 4, 4);
  }

  private encodeDispatches(
    encoder: GPUCommandEncoder,
    work: {
      readonly steps: readonly Step[];
      readonly trial: PlannedTrial;
      readonly dispatches: number;
    },
    timestampWrites: GPUComputePassTimestampWrites | undefined,
  ): void {
    const pass = encoder.beginComputePass({ label: work.trial.id, ...(timestampWrites ? { timestampWrites } : {}) });
    let current: GPUComputePipeline | undefined;
    // The copies count down, so that the last dispatch leaves the output of copy 0, which was verified.
    for (let left = work.dispatches - 1; left >= 0; left--) {
      for (const { pipeline, groups, grid } of work.steps) {
        if (pipeline !== current) pass.setPipeline((current = pipeline));
        const group = groups[left % groups.length];
        if (group) pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(...grid);
      }
    }
    pass.end();
  }

  /** Submits and waits; returns the wall time from submission to completion, and what went wrong, if anything. */
  private async submit(encoder: GPUCommandEncoder): Promise<{ readonly error: string | undefined; readonly wall: Seconds }> {
    this.lastError = undefined;
    this.device.pushErrorScope('validation');
    this.device.pushErrorScope('out-of-memory');
    const commands = encoder.finish();
    const from = this.now();
    this.device.queue.submit([commands]);
    const done = this.device.queue.onSubmittedWorkDone().then(() => this.now() - from);
    const [memory, validation] = await Promise.all([this.device.popErrorScope(), this.device.popErrorScope()]);
    const wall = await done;
    return { error: memory?.message ?? validation?.message ?? this.lost ?? this.lastError, wall };
  }
}

async function readWords(staging: GPUBuffer): Promise<Uint32Array> {
  await staging.mapAsync(GPUMapMode.READ);
  return new Uint32Array(staging.getMappedRange().slice(0));
}
