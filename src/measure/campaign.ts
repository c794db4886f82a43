// A run from the first probe to the last round: which trials are taken on, when, and when it ends.
// Rests on bench.ts and plan/. Pure logic: the device is a Stopwatch, the world a Surroundings.
import type { Cell, Phase } from '../contract/run.ts';
import type { Precision } from '../kernels/kernel.ts';
import { elementBytes } from '../kernels/kernel.ts';
import { planLadder, type ClassRate, type LadderPlan } from '../plan/ladder-plan.ts';
import { planContests, planRamps, type AdapterTraits, type Contest, type Ramp } from '../plan/probes.ts';
import type { Size } from '../workload/ladder.ts';
import { bytes, flop } from '../workload/operation.ts';
import type { Bench } from './bench.ts';
import type { TrialRecord } from './trial-record.ts';

export interface CampaignRequest {
  readonly sizes: readonly Size[];
  readonly phases: readonly Phase[];
  readonly sequenceLength: number;
  readonly precision: Precision;
  readonly traits: AdapterTraits;
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

/** Samples that a contest takes of each kernel before it names the fastest. */
const CONTEST_SAMPLES = 3;
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
  const rates = new Map<string, ClassRate>();
  for (const contest of planContests(request.traits, request.precision, arenaElements)) {
    if (bench.isOver) break;
    onProgress({ stage: 'probing', operation: contest.className, cells: [], isMilestone: false });
    const rate = await hold(bench, contest, elementBytes(request.precision));
    if (rate) rates.set(contest.className, rate);
  }
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

/**
 * Times the first entrants and ranks those that computed the right thing; where none did, the next ones take their turn.
 * The rest follow untimed, for shapes that the ranked ones do not accept: every kernel is verified where it is used.
 */
async function hold(bench: Bench, { entrants }: Contest, bytesPerElement: number): Promise<ClassRate | undefined> {
  const { contestEntrants } = bench.budget;
  for (let first = 0; first < entrants.length && !bench.isOver; first += contestEntrants) {
    const records = await bench.takeOn(entrants.slice(first, first + contestEntrants));
    for (let round = 0; round < (records.length > 1 ? CONTEST_SAMPLES : 1); round++) await bench.sampleEach(records);
    const ranked = records
      .filter((record) => record.isReady && record.dispatchSeconds > 0)
      .toSorted((a, b) => a.typicalSeconds - b.typicalSeconds);
    const [best] = ranked;
    if (best === undefined) continue;
    return {
      ranking: [...ranked.map(({ trial }) => trial), ...entrants.slice(first + contestEntrants)].map(({ kernel }) => kernel),
      flopPerSecond: flop(best.trial.operation) / best.typicalSeconds,
      bytesPerSecond: bytes(best.trial.operation, bytesPerElement) / best.typicalSeconds,
    };
  }
  return undefined;
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
    const short = records.filter(
      (record) => record.validSeconds.length < budget.minimumSamples && record.samples.length < budget.maximumSamples,
    );
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
