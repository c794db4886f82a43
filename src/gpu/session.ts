// A whole run on a GPU: opens it, allocates, finds the clock, measures, and hands back the Run. Rests on measure/.
// The only entry that app/ and tests need. Everything made here is destroyed here.
import type { DeviceProfile, Flag, Run } from '../contract/run.ts';
import type { RunProgress, RunRequest } from '../contract/page.ts';
import { Bench } from '../measure/bench.ts';
import { runCampaign, type CampaignProgress } from '../measure/campaign.ts';
import { earlierChoices, keepChoices, type ChoiceStore } from '../measure/choices.ts';
import { runDocument, type RunContext } from '../measure/run-document.ts';
import type { Surroundings } from '../measure/stopwatch.ts';
import { budgetOf, type Budget } from '../plan/budget.ts';
import { createRandom } from '../statistics/random.ts';
import { LADDER } from '../workload/ladder.ts';
import { openGpu, type OpenedGpu } from './adapter.ts';
import { allocateArenas, fillArenas, type Arenas } from './arenas.ts';
import { probeClock } from './clock-probe.ts';
import { GpuStopwatch } from './gpu-stopwatch.ts';

/** Tokens of the sequence that prefill and training run over and decode looks back on; GPT-2's context. */
export const SEQUENCE_LENGTH = 1024;

/** Deriving and drawing a snapshot takes a good part of a second on a slow machine; measuring waits meanwhile. */
const SNAPSHOT_SECONDS = 1.5;

export interface SessionInput {
  readonly gpu: GPU | undefined;
  readonly host: DeviceProfile['host'];
  readonly request: RunRequest;
  readonly suite: Run['suite'];
  readonly startedAt: string;
  readonly surroundings: Surroundings;
  /** Where the page keeps which kernels won; absent where every run holds its contests. */
  readonly choices?: ChoiceStore;
  /** Trouble known before the run, e.g. a battery. */
  readonly flags: readonly Flag[];
  readonly onProgress: (progress: RunProgress) => void;
  /** The Run so far, whenever its curves have changed. */
  readonly onSnapshot: (run: Run) => void;
}

export type SessionOutcome = { readonly kind: 'finished'; readonly run: Run } | Exclude<OpenedGpu, { kind: 'ready' }>;

/** Measures until the request is met, the time is out, the visitor stops it or the device is gone; a Run in every case but no device. */
export async function measureOnGpu(input: SessionInput): Promise<SessionOutcome> {
  input.onProgress({ stage: 'opening', fraction: 0, elapsed_seconds: input.surroundings.now() });
  const opened = await openGpu(input.gpu, input.host);
  if (opened.kind === 'unsupported') return opened;
  const { device, profile, features } = opened;
  try {
    const budget = budgetOf(input.request.length, profile, input.request.budget_seconds);
    const precision = device.features.has('shader-f16') ? 'f16' : 'f32';
    const allocated = await allocateArenas(device, budget.arenaBytes);
    if (allocated.kind === 'failed') return { kind: 'unsupported', reason: 'blocked', detail: allocated.detail };
    const wrongFill = await fillArenas(device, allocated.arenas, precision, input.request.seed);
    if (wrongFill !== undefined) return { kind: 'unsupported', reason: 'blocked', detail: wrongFill };
    return {
      kind: 'finished',
      run: await measureOnDevice(input, { device, profile, features, precision, budget, arenas: allocated.arenas }),
    };
  } finally {
    // Destroys every buffer, pipeline and query set with it.
    device.destroy();
  }
}

interface Ready {
  readonly device: GPUDevice;
  readonly profile: DeviceProfile;
  readonly features: readonly string[];
  readonly precision: Run['precision'];
  readonly budget: Budget;
  readonly arenas: Arenas;
}

async function measureOnDevice(
  input: SessionInput,
  { device, profile, features, precision, budget, arenas }: Ready,
): Promise<Run> {
  const { request, surroundings } = input;
  const clock = await probeClock(device, surroundings.now);
  const stopwatch = new GpuStopwatch(device, arenas, clock, request.seed, surroundings.now);
  const bench = new Bench(stopwatch, surroundings, { ...budget, arenaBytes: arenas.bytes }, createRandom(request.seed));
  for (const { kind, detail } of conditionFlags(profile, clock, arenas.bytes < budget.arenaBytes)) bench.flag(kind, detail);
  const sizes = LADDER.filter(({ id }) => request.sizes.length === 0 || request.sizes.includes(id));
  const context: RunContext = {
    suite: input.suite,
    startedAt: input.startedAt,
    precision,
    length: request.length,
    seed: request.seed,
    sequenceLength: SEQUENCE_LENGTH,
    device: profile,
    flags: input.flags,
    requested: { sizes: sizes.map(({ id }) => id), phases: request.phases, budget_seconds: budget.seconds },
  };
  const traits = { features, limits: profile.limits, isSoftware: profile.gpu.is_fallback };
  const scope = { device: profile, suite: input.suite, precision };
  const earlier = earlierChoices(input.choices, scope);
  const campaign = { sizes, phases: request.phases, sequenceLength: SEQUENCE_LENGTH, precision, traits, earlier };
  let drawnAt = -Infinity;
  const cells = await runCampaign(bench, campaign, (progress) => {
    const elapsed = surroundings.now();
    input.onProgress(toRunProgress(progress, elapsed, bench.totalSeconds));
    if (!progress.isMilestone || elapsed < drawnAt + SNAPSHOT_SECONDS) return;
    drawnAt = elapsed;
    input.onSnapshot(runDocument(bench, progress.cells, context));
  });
  keepChoices(input.choices, scope, bench.tuning);
  return runDocument(bench, cells, context);
}

function toRunProgress({ stage, size, phase, operation }: CampaignProgress, elapsed: number, total: number): RunProgress {
  return {
    stage,
    fraction: Math.min(1, elapsed / total),
    elapsed_seconds: elapsed,
    ...(size === undefined ? {} : { size }),
    ...(phase === undefined ? {} : { phase }),
    ...(operation === undefined ? {} : { operation }),
  };
}

/** Clocks coarser than this need long samples; Chrome's visitors have 100 µs. */
const COARSE_CLOCK_SECONDS = 5e-5;

function conditionFlags(
  profile: DeviceProfile,
  clock: Run['clock'],
  isArenaCut: boolean,
): readonly Pick<Flag, 'kind' | 'detail'>[] {
  const flags: Pick<Flag, 'kind' | 'detail'>[] = [];
  if (profile.gpu.is_fallback)
    flags.push({
      kind: 'fallback-adapter',
      detail: `${profile.gpu.description || profile.gpu.architecture}: a program that imitates a GPU; its speed says nothing about one`,
    });
  if (clock.kind === 'performance-now')
    flags.push({ kind: 'wall-clock', detail: 'no usable GPU timestamps: whole submissions are timed from outside' });
  if (clock.resolution_seconds >= COARSE_CLOCK_SECONDS)
    flags.push({ kind: 'coarse-clock', detail: `the clock steps by ${(clock.resolution_seconds * 1e6).toFixed(0)} µs` });
  if (profile.host.kind === 'browser' && !profile.host.is_isolated)
    flags.push({ kind: 'not-isolated', detail: 'the page is not cross-origin isolated: the wall clock steps coarsely' });
  if (profile.host.is_headless) flags.push({ kind: 'headless', detail: 'driven by a program, not a visitor' });
  if (isArenaCut)
    flags.push({
      kind: 'out-of-memory',
      detail: 'the device granted smaller buffers than asked for; more operations are measured on slices',
    });
  return flags;
}
