// A whole run on a GPU: opens it, allocates, finds the clock, measures, and hands back the Run. Rests on measure/.
// The only entry that app/ and tests need. Everything made here is destroyed here.
import type { Cell, DeviceProfile, Flag, Run } from '../contract/run.ts';
import type { RunProgress, RunRequest } from '../contract/page.ts';
import { Bench } from '../measure/bench.ts';
import { runCampaign } from '../measure/campaign.ts';
import { runDocument, type RunContext } from '../measure/run-document.ts';
import type { Surroundings } from '../measure/stopwatch.ts';
import { budgetOf } from '../plan/budget.ts';
import { createRandom } from '../statistics/random.ts';
import { LADDER } from '../workload/ladder.ts';
import { openGpu, type OpenedGpu } from './adapter.ts';
import { allocateArenas, fillArenas } from './arenas.ts';
import { probeClock } from './clock-probe.ts';
import { GpuStopwatch } from './gpu-stopwatch.ts';

/** Tokens of the sequence that prefill and training run over and decode looks back on; GPT-2's context. */
export const SEQUENCE_LENGTH = 1024;

export interface SessionInput {
  readonly gpu: GPU | undefined;
  readonly host: DeviceProfile['host'];
  readonly request: RunRequest;
  readonly suite: Run['suite'];
  readonly startedAt: string;
  readonly surroundings: Surroundings;
  /** Trouble known before the run, e.g. a battery. */
  readonly flags: readonly Flag[];
  readonly onProgress: (progress: RunProgress) => void;
  /** The Run so far, whenever its curves have changed. */
  readonly onSnapshot: (run: Run) => void;
}

export type SessionOutcome =
  | { readonly kind: 'finished'; readonly run: Run }
  | Exclude<OpenedGpu, { kind: 'ready' }>;

export async function measureOnGpu(input: SessionInput): Promise<SessionOutcome> {
  const { request, surroundings } = input;
  input.onProgress({ stage: 'opening', fraction: 0, elapsed_seconds: surroundings.now() });
  const opened = await openGpu(input.gpu, input.host);
  if (opened.kind === 'unsupported') return opened;
  const { device, profile } = opened;
  try {
    return await measureOnDevice(input, device, profile);
  } finally {
    device.destroy();
  }

  async function measureOnDevice({ suite, startedAt, host }: SessionInput, device: GPUDevice, profile: DeviceProfile): Promise<SessionOutcome> {
    const budget = budgetOf(request.length, profile, request.budget_seconds);
    const precision = profile.features.includes('shader-f16') && device.features.has('shader-f16') ? 'f16' : 'f32';
    const allocated = await allocateArenas(device, budget.arenaBytes);
    if (allocated.kind === 'failed') return { kind: 'unsupported', reason: 'blocked', detail: allocated.detail };
    const { arenas } = allocated;
    try {
      const wrongFill = await fillArenas(device, arenas, precision, request.seed);
      if (wrongFill !== undefined) return { kind: 'unsupported', reason: 'blocked', detail: wrongFill };
      const clock = await probeClock(device, surroundings.now);
      const stopwatch = new GpuStopwatch(device, arenas, clock, request.seed, surroundings.now);
      const bench = new Bench(stopwatch, surroundings, { ...budget, arenaBytes: arenas.bytes }, createRandom(request.seed));
      for (const flag of conditionFlags(profile, clock, arenas.bytes < budget.arenaBytes)) bench.flag(flag.kind, flag.detail);
      const sizes = LADDER.filter(({ id }) => request.sizes.length === 0 || request.sizes.includes(id));
      const context: RunContext = {
        suite, startedAt, precision, length: request.length, seed: request.seed, sequenceLength: SEQUENCE_LENGTH,
        requested: { sizes: sizes.map(({ id }) => id), phases: request.phases, budget_seconds: budget.seconds },
        device: { ...profile, host }, flags: input.flags,
      };
      const traits = { features: [...device.features], limits: profile.limits, isSoftware: profile.gpu.is_fallback };
      const campaign = { sizes, phases: request.phases, sequenceLength: SEQUENCE_LENGTH, precision, traits } as const;
      let latest: readonly Cell[] = [];
      latest = await runCampaign(bench, campaign, (progress) => {
        const elapsed = surroundings.now();
        input.onProgress({
          stage: progress.stage, fraction: Math.min(1, elapsed / bench.totalSeconds), elapsed_seconds: elapsed,
          ...(progress.size === undefined ? {} : { size: progress.size }),
          ...(progress.phase === undefined ? {} : { phase: progress.phase }),
          ...(progress.operation === undefined ? {} : { operation: progress.operation }),
        });
        if (progress.isMilestone) input.onSnapshot(runDocument(bench, progress.cells, context));
      });
      const run = runDocument(bench, latest, context);
      stopwatch.destroy();
      return { kind: 'finished', run };
    } finally {
      for (const buffer of [...arenas.inputs, arenas.output]) buffer.destroy();
    }
  }
}

/** Clocks coarser than this need long samples; Chrome's visitors have 100 µs. */
const COARSE_CLOCK_SECONDS = 5e-5;

function conditionFlags(profile: DeviceProfile, clock: Run['clock'], isArenaCut: boolean): readonly Pick<Flag, 'kind' | 'detail'>[] {
  const flags: Pick<Flag, 'kind' | 'detail'>[] = [];
  if (profile.gpu.is_fallback) flags.push({ kind: 'fallback-adapter', detail: `${profile.gpu.description || profile.gpu.architecture}: a program that imitates a GPU; its speed says nothing about one` });
  if (clock.kind === 'performance-now') flags.push({ kind: 'wall-clock', detail: 'no usable GPU timestamps: whole submissions are timed from outside' });
  if (clock.resolution_seconds >= COARSE_CLOCK_SECONDS) flags.push({ kind: 'coarse-clock', detail: `the clock steps by ${(clock.resolution_seconds * 1e6).toFixed(0)} µs` });
  if (profile.host.kind === 'browser' && !profile.host.is_isolated) flags.push({ kind: 'not-isolated', detail: 'the page is not cross-origin isolated: the wall clock steps coarsely' });
  if (profile.host.is_headless) flags.push({ kind: 'headless', detail: 'driven by a program, not a visitor' });
  if (isArenaCut) flags.push({ kind: 'out-of-memory', detail: 'the device granted smaller buffers than asked for; more operations are measured on slices' });
  return flags;
}
