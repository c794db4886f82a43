// Which kernel is fastest for each class and size class on this adapter, by successive halving within a time limit.
// Rests on bench.ts and plan/. Only verified kernels are timed; without time the static order decides.
//
// All contests are held at once, so that their samples interleave and few submissions are waited for. The first
// entrant of each is taken on in any case, as the ladder needs its rates; more follow, one of each contest at a time,
// while there is time. Then each round samples what is left in seeded order, half of each contest drops out, and the
// samples double, until two are left of which one wins. What drops out keeps its samples and gets no more.
import type { Tuning } from '../contract/run.ts';
import type { ClassRate, Rates } from '../plan/ladder-plan.ts';
import type { PlannedTrial } from '../plan/planned-trial.ts';
import type { Contest } from '../plan/tuning-plan.ts';
import type { Seconds } from '../units/units.ts';
import { bytes, flop } from '../workload/operation.ts';
import { contestNameOf } from '../workload/size-class.ts';
import type { Bench } from './bench.ts';
import type { TrialRecord } from './trial-record.ts';

/** Kernel ids chosen by an earlier run on this adapter, by contestNameOf. */
export type EarlierChoices = ReadonlyMap<string, string>;

export interface TuningRequest {
  readonly contests: readonly Contest[];
  readonly earlier: EarlierChoices;
  /** For everything beyond the first entrant of each contest. */
  readonly seconds: Seconds;
  readonly bytesPerElement: number;
}

/** Samples of each contender in the first round; they double in each further one. */
const FIRST_ROUND_SAMPLES = 3;
/** Share of the time for choosing that is left when the first entrants alone took longer, as with a slow compiler. */
const LEAST_SHARE = 0.4;
/** Share of what is left in which further entrants are taken on; the rest is for the rounds. */
const ENTRY_SHARE = 0.6;
/** Share of the time for choosing that the rounds have however late they begin: little beside compiling what they compare. */
const LEAST_RACE_SHARE = 0.2;
/** A kernel that its first samples show this many times slower than the fastest is out before the rounds. */
const HOPELESS = 3;
/** Contests need many short samples rather than few long ones. */
const SAMPLE_SHARE = 0.25;
/** Trials that are prepared at once: between such groups the time is looked at. */
const GROUP = 8;

/** One contest as it goes on. */
interface Heat {
  readonly contest: Contest;
  readonly waiting: PlannedTrial[];
  readonly records: TrialRecord[];
  /** Still in the running. */
  contenders: TrialRecord[];
  /** The entrant that an earlier run chose. */
  readonly earlier: PlannedTrial | undefined;
}

/** Holds all contests; the bench keeps their trials and choices. A class of which nothing verified has no rate. */
export async function tune(bench: Bench, request: TuningRequest): Promise<Rates> {
  const began = bench.surroundings.now();
  const heats = request.contests.map((contest) => heatOf(contest, request.earlier));
  // A contest whose first entrant fails lets the next one in, as a class without any would be left out of the ladder.
  while (
    await enter(
      bench,
      heats.filter(({ records }) => !records.some(isContender)),
      () => !bench.isOver,
    )
  );
  const entered = bench.surroundings.now();
  const until = Math.max(began + request.seconds, entered + LEAST_SHARE * request.seconds);
  const mayEnter = () => !bench.isOver && bench.surroundings.now() < entered + ENTRY_SHARE * (until - entered);
  const isOpen = (heat: Heat) => !isSettled(heat) && heat.records.length < bench.budget.contestEntrants;
  while (mayEnter() && (await enter(bench, heats.filter(isOpen), mayEnter)));
  await race(bench, heats, Math.max(until, bench.surroundings.now() + LEAST_RACE_SHARE * request.seconds));
  const rates = new Map<string, ClassRate>();
  for (const heat of heats) {
    const outcome = decide(heat);
    if (outcome === undefined) continue;
    // Stopped before its first sample, a kernel is no trial that was measured, and no choice that the run can show.
    if (outcome.best.validSeconds.length > 0) bench.tuning.push(outcome.tuning);
    rates.set(contestNameOf(outcome.best.trial.operation), rateOf(heat, outcome.best, request.bytesPerElement));
  }
  return rates;
}

function heatOf(contest: Contest, choices: EarlierChoices): Heat {
  const chosen = choices.get(`${contest.className}/${contest.sizeClass}`);
  const earlier = contest.entrants.find(({ kernel }) => kernel.id === chosen);
  const others = contest.entrants.filter((entrant) => entrant !== earlier);
  return { contest, waiting: earlier ? [earlier, ...others] : others, records: [], contenders: [], earlier };
}

/** Verified, timed, and with the same output in every sample. */
function isContender({ isReady, dispatchSeconds, samples, validSeconds }: TrialRecord): boolean {
  const isSteady = !samples.some(({ voided }) => voided === 'output-changed' || voided === 'gpu-error');
  return isReady && dispatchSeconds > 0 && isSteady && (samples.length === 0 || validSeconds.length > 0);
}

/** Whether an earlier run's choice verified here again, which needs no contest. */
function isSettled({ earlier, records }: Heat): boolean {
  return records.some((record) => record.trial === earlier && isContender(record));
}

/** Takes on the next entrant of each heat and samples it once; whether there was any. */
async function enter(bench: Bench, heats: readonly Heat[], mayGoOn: () => boolean): Promise<boolean> {
  const due = heats.filter(({ waiting }) => waiting.length > 0);
  for (let first = 0; first < due.length && mayGoOn(); first += GROUP) {
    const group = due.slice(first, first + GROUP);
    const entrants = group.flatMap(({ waiting }) => waiting.splice(0, 1));
    const records = await bench.takeOn(entrants, bench.budget.sampleSeconds * SAMPLE_SHARE);
    group.forEach((heat, index) => heat.records.push(...records.slice(index, index + 1)));
    await bench.sampleEach(records);
  }
  return due.length > 0 && mayGoOn();
}

/** The rounds of all heats together, until each has its winner or the time is out. */
async function race(bench: Bench, heats: readonly Heat[], until: Seconds): Promise<void> {
  for (const heat of heats) {
    heat.contenders = ranked(heat);
    const fastest = heat.contenders[0]?.typicalSeconds ?? 0;
    // The runner-up stays, however slow, so that there is something to say about the distance.
    drop(heat, heat.contenders.filter((record, place) => place < 2 || record.typicalSeconds <= HOPELESS * fastest).length);
  }
  for (let samples = FIRST_ROUND_SAMPLES; ; samples *= 2) {
    const open = heats.filter((heat) => heat.contenders.length > 1 && !isSettled(heat));
    for (let pass = 0; pass < samples; pass++) {
      if (open.length === 0 || bench.isOver || bench.surroundings.now() >= until) return endOf(heats);
      await bench.sampleEach(open.flatMap(({ contenders }) => contenders));
    }
    for (const heat of open) {
      heat.contenders = ranked({ ...heat, records: heat.contenders });
      if (heat.contenders.length > 2) drop(heat, Math.ceil(heat.contenders.length / 2));
      // The last round was between two; both stay trials that are sampled on, to tell their distance.
      else heat.contenders = heat.contenders.slice(0, 1);
    }
  }
}

/** Where time ended a race, the first two stay in the running. */
function endOf(heats: readonly Heat[]): void {
  for (const heat of heats) {
    heat.contenders = ranked({ ...heat, records: heat.contenders });
    drop(heat, 2);
  }
}

function ranked({ records }: Pick<Heat, 'records'>): TrialRecord[] {
  return records.filter(isContender).toSorted((a, b) => a.typicalSeconds - b.typicalSeconds);
}

/** Keeps the first `count` contenders. */
function drop(heat: Heat, count: number): void {
  for (const record of heat.contenders.slice(count)) record.isEliminated = true;
  heat.contenders = heat.contenders.slice(0, count);
}

/** The winner, and how it came to be one; undefined where no entrant verified. */
function decide({ contest, records, contenders, earlier }: Heat): { tuning: Tuning; best: TrialRecord } | undefined {
  const verified = records.filter(isContender);
  const settled = verified.find(({ trial }) => trial === earlier);
  const isTimed = verified.length > 1 && contenders.every((record) => record.validSeconds.length > FIRST_ROUND_SAMPLES);
  // Records stand in the static order where no earlier choice led them.
  const best = settled ?? (isTimed ? contenders[0] : verified[0]);
  if (best === undefined) return undefined;
  const from = settled ? 'cache' : isTimed ? 'measured' : 'default';
  const tuning: Tuning = {
    class: contest.className,
    size_class: contest.sizeClass,
    kernel: best.trial.kernel.id,
    from,
    candidates: records.map(({ trial }) => trial.id),
  };
  return { tuning, best };
}

/** The chosen kernel, then the other verified ones by their times, then those that were not taken on. */
function rateOf({ records, waiting }: Heat, best: TrialRecord, bytesPerElement: number): ClassRate {
  const others = ranked({ records }).filter((record) => record !== best);
  const { operation } = best.trial;
  return {
    ranking: [...[best, ...others].map(({ trial }) => trial), ...waiting].map(({ kernel }) => kernel),
    flopPerSecond: flop(operation) / best.typicalSeconds,
    bytesPerSecond: bytes(operation, bytesPerElement) / best.typicalSeconds,
  };
}
