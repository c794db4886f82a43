// A run from the first probe to the last round: which trials are taken on, when, and when it ends.
// Rests on bench.ts and plan/. Pure logic: the device is a Stopwatch, the world a Surroundings.
import { PHASES, type Cell, type Phase } from '../contract/run.ts';
import type { Precision } from '../kernels/kernel.ts';
import { elementBytes } from '../kernels/kernel.ts';
import { planLadder, type LadderPlan } from '../plan/ladder-plan.ts';
import { planRamps, type AdapterTraits, type Ramp } from '../plan/probes.ts';
import { planContests, type RampRates } from '../plan/tuning-plan.ts';
import type { Size } from '../workload/ladder.ts';
import { bytes, flop, type Operation } from '../workload/operation.ts';
import { classNameOf } from '../workload/size-class.ts';
import { stepParts } from '../workload/step.ts';
import type { Bench } from './bench.ts';
import type { TrialRecord } from './trial-record.ts';
import { tune, type EarlierChoices } from './tuner.ts';

export interface CampaignRequest {
  readonly sizes: readonly Size[];
  readonly phases: readonly Phase[];
  readonly sequenceLength: number;
  readonly precision: Precision;
  readonly traits: AdapterTraits;
  readonly earlier: EarlierChoices;
}

/** Where the campaign stands, for whoever shows it. */
export interface CampaignProgress {
  readonly stage: 'probing' | 'measuring' | 'finishing';
  readonly size?: string;
  readonly phase?: string;
  readonly operation?: string;
  /** Cells planned so far; empty while probing. A point can be drawn as soon as its trials have samples. */
  readonly cells: readonly Cell[];
  /** Whether enough has changed for the curves to be drawn anew. */
  readonly isMilestone: boolean;
}

const FIRST_SAMPLES = 3;

/** Runs everything that fits into the budget; the bench's records hold the result. */
export async function runCampaign(
  bench: Bench,
  request: CampaignRequest,
  onProgress: (progress: CampaignProgress) => void,
): Promise<readonly Cell[]> {
  const { budget } = bench;
  const arenaElements = Math.floor(budget.arenaBytes / elementBytes(request.precision));
  onProgress({ stage: 'probing', operation: 'ceilings', cells: [], isMilestone: false });
  for (const ramp of planRamps(request.traits, request.precision, arenaElements)) await climb(bench, ramp);
  onProgress({ stage: 'probing', operation: 'contests between kernels', cells: [], isMilestone: false });
  const contests = planContests(
    { ...request, arenaElements, dispatchSeconds: budget.dispatchSeconds / 2 },
    rampRates(bench, elementBytes(request.precision)),
  ).filter(({ className }) => isWanted(className, request));
  const rates = await tune(bench, {
    contests,
    earlier: request.earlier,
    seconds: budget.tuningSeconds,
    bytesPerElement: elementBytes(request.precision),
  });
  const plan = planLadder({ ...request, dispatchSeconds: budget.dispatchSeconds, arenaBytes: budget.arenaBytes }, rates);
  await takeBlocks(bench, plan, onProgress);
  await sampleOn(bench, plan.cells, onProgress);
  onProgress({ stage: 'finishing', cells: plan.cells, isMilestone: true });
  return plan.cells;
}

/** Takes on a ramp's trials in ascending work until the next would outlast a dispatch's limit. */
async function climb(bench: Bench, ramp: Ramp): Promise<void> {
  let last: TrialRecord | undefined;
  for (const trial of ramp) {
    if (bench.isOver) return;
    if (last !== undefined) {
      const growth = work(trial.operation) / Math.max(1, work(last.trial.operation));
      if (last.typicalSeconds * growth > bench.budget.dispatchSeconds * 4) return;
    }
    const [record] = await bench.takeOn([trial]);
    if (!record?.isReady) return;
    await bench.sampleEach([record]);
    last = record;
  }
}

function work(operation: TrialRecord['trial']['operation']): number {
  return flop(operation) || bytes(operation, 4);
}

/** Whether the steps asked for hold the class; kernels for quantised weights, which no step has, compete in runs of every phase. */
function isWanted(className: string, { sizes, phases, sequenceLength }: CampaignRequest): boolean {
  if (className.startsWith('matmul-quantised')) return phases.length === PHASES.length;
  return sizes.some(({ architecture }) =>
    phases.some((phase) =>
      stepParts(architecture, phase, sequenceLength).some(({ operation }) => classNameOf(operation) === className),
    ),
  );
}

/** The best rates that the ramps' copies and matrix products reached, by which contests are kept short. */
export function rampRates(bench: Bench, bytesPerElement: number): RampRates {
  const best = (kind: Operation['kind'], workOf: (operation: Operation) => number) =>
    Math.max(
      0,
      ...[...bench.records.values()]
        .filter(({ trial, validSeconds }) => trial.operation.kind === kind && validSeconds.length > 0)
        .map(({ trial, typicalSeconds }) => workOf(trial.operation) / typicalSeconds),
    );
  return { flopPerSecond: best('matmul', flop), bytesPerSecond: best('copy', (operation) => bytes(operation, bytesPerElement)) };
}

/** The ladder, smallest size first; a block that cannot be paid any more is left to the device model. */
async function takeBlocks(bench: Bench, plan: LadderPlan, onProgress: (progress: CampaignProgress) => void): Promise<void> {
  for (const block of plan.blocks) {
    if (bench.isOver) return;
    if (!bench.canAfford(block.trials.length)) continue;
    onProgress({
      stage: 'measuring',
      size: block.size.name,
      phase: block.phases.join(', '),
      cells: plan.cells,
      isMilestone: false,
    });
    const records = await bench.takeOn(block.trials);
    for (let round = 0; round < FIRST_SAMPLES; round++) await bench.sampleEach(records);
    onProgress({
      stage: 'measuring',
      size: block.size.name,
      phase: block.phases.join(', '),
      cells: plan.cells,
      isMilestone: true,
    });
  }
}

/** Rounds over all trials, interleaved in seeded order, until all are precise or the time is out. */
async function sampleOn(bench: Bench, cells: readonly Cell[], onProgress: (progress: CampaignProgress) => void): Promise<void> {
  const { budget } = bench;
  for (let round = 0; !bench.isOver; round++) {
    const records = [...bench.records.values()].filter(({ isReady }) => isReady);
    const short = records.filter((record) => record.missingSamples(budget) > 0 && record.samples.length < budget.maximumSamples);
    const due = short.length > 0 ? short : records.filter((record) => record.wantsMore(budget));
    if (due.length === 0) return;
    onProgress({
      stage: 'measuring',
      operation: `round ${round + 1}: ${due.length} operations interleaved`,
      cells,
      isMilestone: round % 4 === 0,
    });
    await bench.sampleEach(due);
  }
}
