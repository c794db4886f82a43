// Whether the spans fit between the moments at which they were noted: samples follow each other, and what they last together
// cannot exceed the time that passed; and a suite that fills its submissions does not leave them nearly empty.
import type { MeasuredTrial, Rule } from './evidence.ts';

/** A GPU may begin a pass before the last one has ended, so that spans overlap a little; clocks themselves differ by 1e-4. */
const OVERLAP = 1.2;
/** A sample may be noted at its beginning or at its end, and the last of a submission late. */
const SLACK_SECONDS = 0.25;
/** Samples that were sent together have one moment. From so many on a submission is a full one. */
const FULL_SAMPLES = 8;
const FEWEST_FULL = 10;
/** The suite fills a submission up to 0.15 s of what it expects (plan/budget.ts, batchSeconds); of the fullest, so much is left. */
const LEAST_FULL_SECONDS = 0.06;

export const timeline: Rule = ({ run, trials }) => {
  const batches = batchesOf(trials);
  const longest = Math.max(0, ...trials.flatMap(({ spans }) => spans));
  let total = 0;
  let slackest = 0;
  for (const { at, seconds } of batches) {
    total += seconds;
    // The excess over the host's time of the whole run so far, and of every stretch of it.
    const excess = total - OVERLAP * at;
    if (excess - slackest > SLACK_SECONDS + longest)
      return { path: 'run.trials', reason: `until ${at} s of the run, samples last longer than the time between their moments` };
    slackest = Math.min(slackest, excess);
  }
  const full = batches
    .filter(({ ladderCount }) => ladderCount >= FULL_SAMPLES)
    .map(({ seconds }) => seconds)
    .toSorted((a, b) => a - b);
  const nearlyFullest = full[Math.floor(0.9 * full.length)] ?? 0;
  // A run that was cut short has not come to the rounds over all trials, which fill submissions.
  const isWhole = run.completion.kind === 'complete' || run.completion.kind === 'out-of-time';
  return isWhole && full.length >= FEWEST_FULL && nearlyFullest < LEAST_FULL_SECONDS
    ? {
        path: 'run.trials',
        reason: `of ${full.length} full submissions nine tenths last under ${nearlyFullest} s; the suite fills them to 0.15 s`,
      }
    : undefined;
};

interface Batch {
  readonly at: number;
  /** Those of contests between kernels are shorter, and few. */
  readonly ladderCount: number;
  readonly seconds: number;
}

function batchesOf(trials: readonly MeasuredTrial[]): readonly Batch[] {
  const batches = new Map<number, { readonly at: number; ladderCount: number; seconds: number }>();
  for (const { trial, outcome } of trials) {
    for (const { at_seconds: at, duration_seconds } of outcome.samples) {
      const batch = batches.get(at) ?? { at, ladderCount: 0, seconds: 0 };
      if (trial.role === 'ladder') batch.ladderCount++;
      batch.seconds += Math.max(0, duration_seconds);
      batches.set(at, batch);
    }
  }
  return [...batches.values()].toSorted((a, b) => a.at - b.at);
}
