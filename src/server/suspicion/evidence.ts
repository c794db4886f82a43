// What the rules look at, found once: a run, the summary that follows from it, and its measured trials in plain numbers.
// Rests on contract/, statistics/, workload/. Types and their making; no judgement.
import type { Run, Trial, TrialOutcome } from '../../contract/run.ts';
import type { Summary } from '../../contract/summary.ts';
import { median } from '../../statistics/summary.ts';
import type { Bytes, Flop, Seconds } from '../../units/units.ts';
import { bytes, flop, type Operation } from '../../workload/operation.ts';

export interface MeasuredTrial {
  readonly index: number;
  readonly trial: Trial;
  readonly operation: Operation;
  readonly outcome: Extract<TrialOutcome, { kind: 'measured' }>;
  /** Spans of the valid samples in the order in which they were taken, each of `dispatches_per_sample` dispatches. */
  readonly spans: readonly Seconds[];
  readonly medianSpan: Seconds;
  /** Median of one dispatch. */
  readonly seconds: Seconds;
  readonly flop: Flop;
  readonly bytes: Bytes;
}

export interface Evidence {
  readonly run: Run;
  readonly summary: Summary;
  readonly trials: readonly MeasuredTrial[];
}

/** A reason to doubt a run that is possible: which rule, in words for its page, and where to look. */
export interface Suspicion {
  readonly rule: string;
  readonly reason: string;
  readonly path: string;
}

/** Undefined where there is nothing to doubt, and where there is too little to tell. */
export type Rule = (evidence: Evidence) => Omit<Suspicion, 'rule'> | undefined;

/** Of a run that is possible (impossible.ts): every measured trial has a valid sample, and valid spans are positive. */
export function evidenceOf(run: Run, summary: Summary): Evidence {
  const trials = run.trials.flatMap((trial, index): MeasuredTrial[] => {
    const { outcome, operation } = trial;
    if (outcome.kind !== 'measured') return [];
    const spans = outcome.samples.flatMap(({ voided, duration_seconds }) => (voided === null ? [duration_seconds] : []));
    if (spans.length === 0) return [];
    const medianSpan = median(spans);
    const seconds = medianSpan / outcome.dispatches_per_sample;
    const work = { flop: flop(operation), bytes: bytes(operation, trial.precision === 'f16' ? 2 : 4) };
    return [{ index, trial, operation, outcome, spans, medianSpan, seconds, ...work }];
  });
  return { run, summary, trials };
}

/** Where a trial stands in the document. */
export function pathOf({ index }: MeasuredTrial): string {
  return `run.trials[${index}].outcome`;
}
