// The bench: prepares, calibrates and samples trials against a Stopwatch, and minds the time. Rests on plan/, contract/.
// It decides nothing about which trials there are; campaign.ts does.
import type { Flag, Sample, Tuning } from '../contract/run.ts';
import type { Budget } from '../plan/budget.ts';
import type { PlannedTrial } from '../plan/planned-trial.ts';
import type { Random } from '../statistics/random.ts';
import type { Seconds } from '../units/units.ts';
import type { Stopwatch, Surroundings, TimingRequest } from './stopwatch.ts';
import { TrialRecord } from './trial-record.ts';

/** A sample lasts at least this many steps of the clock, so that a step is at most 5 % of it. */
const CLOCK_STEPS_PER_SAMPLE = 20;
/** Host seconds that a submission and its wait cost besides the device's work; only for planning. */
const SUBMISSION_SECONDS = 0.004;
const MOST_DISPATCHES = 4096;
const MOST_ATTEMPTS = 6;

export class Bench {
  readonly records = new Map<string, TrialRecord>();
  readonly flags: Flag[] = [];
  /** Which kernel was chosen for what, and among which candidates (tuner.ts). */
  readonly tuning: Tuning[] = [];
  private pausedSeconds: Seconds = 0;
  private prepareSecondsPerTrial = 0.03;

  readonly stopwatch: Stopwatch;
  readonly surroundings: Surroundings;
  readonly budget: Budget;
  readonly random: Random;

  constructor(stopwatch: Stopwatch, surroundings: Surroundings, budget: Budget, random: Random) {
    this.stopwatch = stopwatch;
    this.surroundings = surroundings;
    this.budget = budget;
    this.random = random;
  }

  /** Whether nothing more can be measured: stopped, lost, or out of time. */
  get isOver(): boolean {
    return this.isCut || this.remainingSeconds <= 0;
  }

  get isCut(): boolean {
    return this.surroundings.isStopped() || this.stopwatch.lost !== undefined;
  }

  /** The budget, and what was spent waiting for a hidden page. */
  get totalSeconds(): Seconds {
    return this.budget.seconds + this.pausedSeconds;
  }

  get remainingSeconds(): Seconds {
    return this.totalSeconds - this.surroundings.now();
  }

  /** Seconds that the records taken on still need to reach the fewest samples. */
  get owedSeconds(): Seconds {
    let owed = 0;
    for (const record of this.records.values()) {
      owed += record.missingSamples(this.budget) * (record.sampleSeconds * 1.15 + SUBMISSION_SECONDS / 4);
    }
    return owed;
  }

  /** Whether a block of this many trials can be taken on and still be sampled enough before time is out. */
  canAfford(trialCount: number): boolean {
    const perTrial =
      this.prepareSecondsPerTrial + (this.budget.minimumSamples + 3) * (this.budget.sampleSeconds * 1.3 + SUBMISSION_SECONDS / 4);
    return this.owedSeconds + trialCount * perTrial <= this.remainingSeconds;
  }

  flag(kind: Flag['kind'], detail: string): void {
    if (!this.flags.some((flag) => flag.kind === kind))
      this.flags.push({ kind, at_seconds: this.surroundings.now(), detail: detail.slice(0, 200) });
  }

  /** Prepares and calibrates trials that are not known yet, for samples of this length; returns the records of all. */
  async takeOn(
    trials: readonly PlannedTrial[],
    sampleSeconds: Seconds = this.budget.sampleSeconds,
  ): Promise<readonly TrialRecord[]> {
    const fresh = trials.filter(({ id }) => !this.records.has(id)).map((trial) => new TrialRecord(trial));
    const began = this.surroundings.now();
    for (const record of fresh) this.records.set(record.trial.id, record);
    const prepared = fresh.length > 0 ? await this.stopwatch.prepare(fresh.map(({ trial }) => trial)) : [];
    fresh.forEach((record, index) => {
      const outcome = prepared[index];
      if (outcome) record.accept(outcome);
    });
    await this.calibrate(fresh, sampleSeconds);
    // What probes cost says nothing about the ladder's trials: they compile the kernels that those find ready.
    if (fresh.some(({ trial }) => trial.role === 'ladder')) {
      const seconds = (this.surroundings.now() - began) / fresh.length;
      this.prepareSecondsPerTrial += 0.3 * (seconds - this.prepareSecondsPerTrial);
    }
    return trials.flatMap(({ id }) => this.records.get(id) ?? []);
  }

  /** Takes one sample of each record, in an order drawn from the seed. Returns early when the run is over. */
  async sampleEach(records: readonly TrialRecord[]): Promise<void> {
    const due = this.random.shuffle(records.filter(({ isReady }) => isReady));
    for (const batch of this.batches(due)) {
      if (this.isOver) return;
      await this.timeBatch(batch, (record, sample) => {
        record.samples.push(sample);
        if (sample.voided === null) record.dispatchSeconds = record.typicalSeconds;
      });
    }
  }

  /** Finds how many dispatches make a sample: the count grows until the clock can tell, then follows the duration. */
  private async calibrate(records: readonly TrialRecord[], sampleSeconds: Seconds): Promise<void> {
    const tellable = CLOCK_STEPS_PER_SAMPLE * this.stopwatch.clock.resolution_seconds;
    const target = Math.max(sampleSeconds, tellable);
    let open = records.filter(({ isReady }) => isReady);
    for (const record of open) record.dispatches = 1;
    for (let attempt = 0; attempt < MOST_ATTEMPTS && open.length > 0; attempt++) {
      const unsettled: TrialRecord[] = [];
      for (const batch of this.batches(open)) {
        if (this.isCut) return;
        await this.timeBatch(batch, (record, { duration_seconds }) => {
          record.warmupDispatches += record.dispatches;
          record.dispatchSeconds = Math.max(0, duration_seconds) / record.dispatches;
          const isTellable = duration_seconds >= Math.min(target / 4, tellable);
          const wanted = isTellable ? Math.ceil(target / record.dispatchSeconds) : record.dispatches * 16;
          // A first reading is cold, and one of few clock steps is coarse: the count it gives is tried once more.
          const isSettled =
            isTellable && wanted <= record.dispatches * (attempt === 0 ? 1.5 : 2) && duration_seconds >= tellable / 2;
          const isFull = record.dispatches >= MOST_DISPATCHES;
          record.dispatches = Math.max(1, Math.min(MOST_DISPATCHES, wanted));
          if (!isSettled && !isFull && record.dispatches > 1) unsettled.push(record);
        });
      }
      open = unsettled;
    }
  }

  private async timeBatch(records: readonly TrialRecord[], take: (record: TrialRecord, sample: Sample) => void): Promise<void> {
    await this.waitUntilVisible();
    const requests: TimingRequest[] = records.map((record) => ({ trial: record.trial, dispatches: record.dispatches }));
    const readings = await this.stopwatch.time(requests);
    const wasHidden = this.surroundings.isHidden();
    if (wasHidden) this.flag('hidden-tab', 'samples taken while the page was hidden are void');
    const at = this.surroundings.now();
    records.forEach((record, index) => {
      const reading = readings[index];
      if (reading === undefined) return;
      const voided = wasHidden ? 'hidden-tab' : (reading.voided ?? (reading.seconds > 0 ? null : 'non-positive'));
      take(record, { duration_seconds: Math.max(-1, reading.seconds), at_seconds: at, voided });
    });
    await this.surroundings.breathe();
  }

  private async waitUntilVisible(): Promise<void> {
    if (!this.surroundings.isHidden()) return;
    this.flag('hidden-tab', 'the page was hidden; measuring paused until it was seen again');
    const from = this.surroundings.now();
    await this.surroundings.whenVisible();
    this.pausedSeconds += this.surroundings.now() - from;
  }

  /** Groups records so that one submission stays within the budget's limit of device time. */
  private *batches(records: readonly TrialRecord[]): Generator<readonly TrialRecord[]> {
    let batch: TrialRecord[] = [];
    let seconds = 0;
    for (const record of records) {
      const needed = Math.max(record.sampleSeconds, this.budget.dispatchSeconds / 8);
      if (batch.length > 0 && seconds + needed > this.budget.batchSeconds) {
        yield batch;
        batch = [];
        seconds = 0;
      }
      batch.push(record);
      seconds += needed;
    }
    if (batch.length > 0) yield batch;
  }
}
