// Whether the times of a run can have been taken: on the clock, within the run, within physics. Pure.
// Each bound is far outside what honest hardware does, so that no honest run meets it.
import type { Run, Sample, Trial, TrialOutcome } from '../contract/run.ts';
import { trialSeconds } from '../device-model/trial-seconds.ts';
import { bytes, flop } from '../workload/operation.ts';
import type { Impossibility } from './impossibility.ts';

/** The most arithmetic one GPU is sold with is about 1e16 FLOP/s, in FP4 (NVIDIA HGX B200, 2025); f32 and f16 reach far less. */
const MOST_FLOP_PER_SECOND = 1e16;
/** Memory of one GPU moves 8e12 B/s (NVIDIA HGX B200, 2025); a register file or cache moves some ten times as much. */
const MOST_BYTES_PER_SECOND = 1e14;
/** Kernels accumulate in f32, so the run's own FMA chain bounds them; 2 for a probe that met a slower clock. */
const MOST_OVER_FMA = 2;
/** Matrix units multiply f16 at up to 28 times the FMA chain's rate (NVIDIA B200 SXM, 2024: 2.25e15 over 8e13 FLOP/s). */
const MOST_OF_MATRIX_UNITS = 30 * MOST_OVER_FMA;
/** The proposal without which a device has no matrix units, and the kernels that use them (kernels/catalogue-subgroup-matrix.ts). */
const MATRIX_UNITS = 'chromium-experimental-subgroup-matrix';
const MATRIX_KERNEL = /^matmul-subgroup-matrix\//;
/** An FMA chain this many times as long as an empty dispatch spends at least 90 % of it on arithmetic. */
const LONG_LAUNCHES = 10;
const EARLIEST_START = Date.parse('2026-01-01T00:00:00Z');
const CLOCK_SKEW_SECONDS = 86_400;
/** Rounding of the run's own duration, and the time between its last reading and its end. */
const SLACK_SECONDS = 1;

type Measured = Extract<TrialOutcome, { kind: 'measured' }>;

export function findImplausibility(run: Run, now: Date): Impossibility | undefined {
  return findInCalendar(run, now) ?? findInFlags(run) ?? findInTrials(run) ?? findInSum(run) ?? findAboveOwnPeak(run);
}

function findInCalendar(run: Run, now: Date): Impossibility | undefined {
  const start = Date.parse(run.started_at);
  if (!(start >= EARLIEST_START)) return { path: 'run.started_at', reason: 'the suite is younger than that' };
  if (start / 1000 + run.duration_seconds > now.getTime() / 1000 + CLOCK_SKEW_SECONDS) {
    return { path: 'run.started_at', reason: 'the run ends in the future' };
  }
  return undefined;
}

function findInFlags(run: Run): Impossibility | undefined {
  const late = run.flags.findIndex(({ at_seconds }) => at_seconds > run.duration_seconds + SLACK_SECONDS);
  return late === -1
    ? undefined
    : { path: `run.flags[${late}].at_seconds`, reason: 'the flag was raised after the end of the run' };
}

function findInTrials(run: Run): Impossibility | undefined {
  for (const [index, trial] of run.trials.entries()) {
    if (trial.outcome.kind !== 'measured') continue;
    const found = findInOutcome(run, trial, trial.outcome);
    if (found !== undefined) return { ...found, path: `run.trials[${index}].outcome.${found.path}` };
  }
  return undefined;
}

function findInOutcome(run: Run, trial: Trial, outcome: Measured): Impossibility | undefined {
  const { verification, samples } = outcome;
  if (verification.worst_error_over_bound > 1)
    return { path: 'verification', reason: 'a kernel that failed its verification is not measured' };
  if (!samples.some(({ voided }) => voided === null))
    return { path: 'samples', reason: 'a measured trial has at least one valid sample' };
  let previous = 0;
  for (const [index, sample] of samples.entries()) {
    const reason =
      sampleReason(run, trial, outcome, sample) ??
      (sample.at_seconds < previous ? 'the samples are not in the order in which they were taken' : undefined);
    if (reason !== undefined) return { path: `samples[${index}]`, reason };
    previous = sample.at_seconds;
  }
  return undefined;
}

function sampleReason(run: Run, trial: Trial, outcome: Measured, sample: Sample): string | undefined {
  const { duration_seconds, at_seconds, voided } = sample;
  if (at_seconds > run.duration_seconds + SLACK_SECONDS) return 'the sample was taken after the end of the run';
  if (voided === 'non-positive' && duration_seconds > 0) return 'a positive span is not void as non-positive';
  if (voided !== null) return undefined;
  if (duration_seconds <= 0) return 'a span that is not positive is void';
  // Half a step, as a span is the difference of two rounded readings.
  if (outcome.clock === run.clock.kind && duration_seconds < run.clock.resolution_seconds / 2)
    return 'the span is shorter than a step of its clock';
  const rate = outcome.dispatches_per_sample / duration_seconds;
  if (flop(trial.operation) * rate > MOST_FLOP_PER_SECOND)
    return `the span means more than ${MOST_FLOP_PER_SECOND} FLOP/s, which no GPU reaches`;
  if (bytes(trial.operation, trial.precision === 'f16' ? 2 : 4) * rate > MOST_BYTES_PER_SECOND) {
    return `the span means more than ${MOST_BYTES_PER_SECOND} bytes/s, which no GPU reaches`;
  }
  return undefined;
}

/** Spans do not overlap, so they fit into the run; 5 % for clocks that tick apart. */
function findInSum(run: Run): Impossibility | undefined {
  const spans = run.trials.flatMap(({ outcome }) => (outcome.kind === 'measured' ? outcome.samples : []));
  const total = spans.reduce((sum, { duration_seconds }) => sum + Math.max(0, duration_seconds), 0);
  return total <= run.duration_seconds * 1.05 + SLACK_SECONDS
    ? undefined
    : { path: 'run.duration_seconds', reason: `the samples last ${total} s together, longer than the run` };
}

/** Only an FMA chain that outlasts its launch tells a peak: a run that was stopped early may have none. */
function findAboveOwnPeak(run: Run): Impossibility | undefined {
  const launch = dispatchSeconds(run.trials.find(({ operation }) => operation.kind === 'empty'));
  if (launch === undefined) return undefined;
  const chains = run.trials.filter(
    (trial) => trial.operation.kind === 'fma' && (dispatchSeconds(trial) ?? 0) >= LONG_LAUNCHES * launch,
  );
  // Each at the end of its interval that is kind to the run: few samples at a slow start must not refuse an honest one.
  const peak = Math.max(...chains.map((trial) => flop(trial.operation) / (trialSeconds(trial)?.low ?? 0)));
  if (chains.length === 0) return undefined;
  const hasMatrixUnits = run.device.features.includes(MATRIX_UNITS);
  const mostOf = ({ kernel }: Trial) => (hasMatrixUnits && MATRIX_KERNEL.test(kernel) ? MOST_OF_MATRIX_UNITS : MOST_OVER_FMA);
  for (const [index, trial] of run.trials.entries()) {
    if (
      trial.operation.kind !== 'matmul' ||
      flop(trial.operation) / (trialSeconds(trial)?.high ?? Infinity) <= mostOf(trial) * peak
    )
      continue;
    return {
      path: `run.trials[${index}].outcome`,
      reason: `the matrix product runs at more than ${mostOf(trial)} times the FLOP/s of the run's own FMA chain`,
    };
  }
  return undefined;
}

/** Of one dispatch, by the median of the valid samples; undefined where there are none. */
function dispatchSeconds(trial: Trial | undefined): number | undefined {
  return trial && trialSeconds(trial)?.value;
}
