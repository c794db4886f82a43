// What the samples of one trial say: seconds of one dispatch with a 95 % interval. Rests on contract/ and statistics/.
import type { Sample, Trial } from '../contract/run.ts';
import { summarise } from '../statistics/summary.ts';
import type { Estimate } from '../units/estimate.ts';
import type { Seconds } from '../units/units.ts';

/** Seconds of one dispatch in every sample that counts: not void, and positive. */
export function validSeconds(trial: Trial): readonly Seconds[] {
  const { outcome } = trial;
  if (outcome.kind !== 'measured') return [];
  const isValid = (sample: Sample) => sample.voided === null && sample.duration_seconds > 0;
  return outcome.samples
    .filter(isValid)
    .map((sample) => sample.duration_seconds / outcome.dispatches_per_sample)
    .filter((seconds) => seconds > 0);
}

/**
 * Median seconds of one dispatch; undefined without a valid sample. The interval is that of the median, and never
 * narrower than half a step of the clock either side: samples that all fall on one tick agree, but are not exact.
 */
export function trialSeconds(trial: Trial, clockResolutionSeconds: Seconds = 0): Estimate<Seconds> | undefined {
  const { outcome } = trial;
  const samples = validSeconds(trial);
  if (outcome.kind !== 'measured' || samples.length === 0) return undefined;
  const { median, low, high } = summarise(samples);
  const tick = 1 + clockResolutionSeconds / outcome.dispatches_per_sample / 2 / median;
  return { value: median, low: Math.min(low, median / tick), high: Math.max(high, median * tick) };
}
