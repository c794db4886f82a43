// What has been seen of one trial so far. Rests on contract/, plan/ and statistics/.
// The one mutable thing of the measuring loop; `toTrial` freezes it into the Run.
import type { Sample, Trial, TrialOutcome, Verification, Clock } from '../contract/run.ts';
import type { Budget } from '../plan/budget.ts';
import type { PlannedTrial } from '../plan/planned-trial.ts';
import { decide } from '../statistics/stopping.ts';
import { median } from '../statistics/summary.ts';
import type { Seconds } from '../units/units.ts';
import type { Prepared } from './stopwatch.ts';

type Stop = Extract<TrialOutcome, { kind: 'measured' }>['stopped_because'];

export class TrialRecord {
  readonly trial: PlannedTrial;
  verification: Verification | undefined;
  /** Set once the trial cannot be measured (any more). */
  refusal: Exclude<TrialOutcome, { kind: 'measured' }> | undefined;
  dispatches = 0;
  warmupDispatches = 0;
  /** Best guess of one dispatch's duration, from calibration and then from samples. */
  dispatchSeconds: Seconds = 0;
  /** Set once the trial has lost its contest: it keeps the samples it has, and gets no more. */
  isEliminated = false;
  readonly samples: Sample[] = [];

  constructor(trial: PlannedTrial) {
    this.trial = trial;
  }

  accept(prepared: Prepared): void {
    if (prepared.kind === 'ready') this.verification = prepared.verification;
    else this.refusal = prepared;
  }

  get isReady(): boolean {
    return this.verification !== undefined && this.refusal === undefined;
  }

  get validSeconds(): readonly Seconds[] {
    return this.samples.filter(({ voided }) => voided === null).map(({ duration_seconds }) => duration_seconds / this.dispatches);
  }

  /** Device seconds that one sample takes. */
  get sampleSeconds(): Seconds {
    return this.dispatchSeconds * this.dispatches;
  }

  /** Median of one dispatch, or the calibration's guess. */
  get typicalSeconds(): Seconds {
    const valid = this.validSeconds;
    return valid.length > 0 ? median(valid) : this.dispatchSeconds;
  }

  isPrecise(budget: Budget): boolean {
    return decide(this.validSeconds, { targetHalfWidth: budget.precision, minimum: budget.minimumSamples }) === 'precise';
  }

  /** Samples that are missing to the fewest that the budget wants of a trial still in the running. */
  missingSamples(budget: Budget): number {
    return this.isReady && !this.isEliminated ? Math.max(0, budget.minimumSamples - this.validSeconds.length) : 0;
  }

  /** Whether more samples could still be wanted. */
  wantsMore(budget: Budget): boolean {
    return this.isReady && !this.isEliminated && this.samples.length < budget.maximumSamples && !this.isPrecise(budget);
  }

  toTrial(clock: Clock, stop: Stop, budget: Budget): Trial {
    const { id, role, operation, kernel, precision, operandCopies } = this.trial;
    return { id, role, operation, kernel: kernel.id, precision, outcome: this.outcome(clock, stop, budget, operandCopies) };
  }

  private outcome(clock: Clock, stop: Stop, budget: Budget, operandCopies: number): TrialOutcome {
    if (this.refusal) return this.refusal;
    if (this.verification === undefined)
      return { kind: 'skipped', reason: stop === 'stopped' ? 'stopped' : 'out-of-time', detail: 'the run ended before its turn' };
    if (this.samples.length === 0)
      return {
        kind: 'skipped',
        reason: stop === 'stopped' ? 'stopped' : 'out-of-time',
        detail: 'verified, but the run ended before it was timed',
      };
    if (this.validSeconds.length === 0)
      return {
        kind: 'failed',
        reason: 'gpu-error',
        detail: `all ${this.samples.length} samples were void: ${this.samples[0]?.voided}`,
      };
    const isEnough = this.samples.length >= budget.maximumSamples || this.isPrecise(budget);
    return {
      kind: 'measured',
      verification: this.verification,
      clock: clock.kind,
      dispatches_per_sample: this.dispatches,
      warmup_dispatches: this.warmupDispatches,
      operand_copies: operandCopies,
      samples: this.samples,
      stopped_because: this.isEliminated ? 'eliminated' : this.isPrecise(budget) ? 'precise' : isEnough ? 'out-of-time' : stop,
    };
  }
}
