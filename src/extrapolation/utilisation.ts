// The share of the H100's peak that training reaches, end to end. Rests on published-training.ts, step-time.ts.
//   utilisation = level (published runs) · roofline share (data sheet, shape of the run) · loss by scale · goodput
// The level's interval is a prediction for a run of a family not seen; it carries most of the uncertainty.
import fullRuns from '../../data/full-runs.json' with { type: 'json' };
import { median } from '../statistics/summary.ts';
import { product, scale, type Estimate, type Sourced } from '../units/estimate.ts';
import type { Fraction } from '../units/units.ts';
import type { Architecture } from '../workload/transformer.ts';
import { predictionOfFamily, spreadWithin } from './family-spread.ts';
import { BEST_MATMUL, H100 } from './hardware.ts';
import { isHopper, runLevels, TRAINING_FAMILIES, type TrainingFamily } from './published-training.ts';
import { SCALE_LOSS_PER_DOUBLING, scaleFactor } from './scale-loss.ts';
import { rooflineUtilisation, trainingStep } from './step-time.ts';

/**
 * Of the time of a whole run, what the rate of its steps would have needed: restarts, evaluation, checkpoints, slow
 * stretches. Median of data/full-runs.json; the low end is supposed, as few runs say. Not in it: experiments beforehand,
 * which make the published GPU-hours of small models up to 2.7 times what their throughput implies.
 */
export const GOODPUT: Sourced<Estimate<Fraction>> = {
  value: { value: median(fullRuns.goodput.map((run) => Math.min(1, run.whole_run / run.while_stepping))), low: 0.65, high: 1 },
  provenance: 'published-run',
  source: fullRuns.goodput.map(({ name, source }) => `${name} (${source})`).join('; '),
  asOf: '2024',
};

/** Level and its 95 % interval for a single run of a family that is not among `families`. */
export function trainingLevel(
  overheadLaunches: number,
  families: readonly TrainingFamily[] = TRAINING_FAMILIES,
): Estimate<Fraction> {
  const levels = families.map((family) => ({ isHopper: isHopper(family), runs: runLevels(family, overheadLaunches) }));
  const medians = (isOfGroup: boolean) =>
    levels.filter((family) => family.isHopper === isOfGroup).map(({ runs }) => median(runs));
  const within = spreadWithin(levels.filter((family) => family.isHopper).map(({ runs }) => runs));
  return predictionOfFamily(medians(true), [medians(true), medians(false)], within);
}

/** What a size, a layout and a shape mean for the rate; the level apart. */
export interface Conditions {
  readonly architecture: Architecture;
  readonly sequenceLength: number;
  readonly gpuCount: number;
  /** Sequences that a GPU works on at a time; a fraction where several GPUs share one. */
  readonly sequencesPerGpu: number;
  readonly overheadLaunches: Estimate;
}

/** Model FLOP utilisation while steps run, goodput not included. At most what the best matrix product reaches. */
export function stepUtilisation(level: Estimate<Fraction>, conditions: Conditions): Estimate<Fraction> {
  return capped(product(level, rooflineShare(conditions), scaleShare(conditions.gpuCount)));
}

/** The same over a whole run. */
export function runUtilisation(level: Estimate<Fraction>, conditions: Conditions): Estimate<Fraction> {
  return capped(product(level, rooflineShare(conditions), scaleShare(conditions.gpuCount), GOODPUT.value));
}

function rooflineShare({ architecture, sequenceLength, sequencesPerGpu, overheadLaunches }: Conditions): Estimate<Fraction> {
  const share = (overhead: number) =>
    rooflineUtilisation(trainingStep(architecture, sequenceLength, H100, overhead), sequencesPerGpu, H100);
  return { value: share(overheadLaunches.value), low: share(overheadLaunches.high), high: share(overheadLaunches.low) };
}

function scaleShare(gpuCount: number): Estimate<Fraction> {
  const { value, low, high } = SCALE_LOSS_PER_DOUBLING;
  return { value: scaleFactor(gpuCount, value), low: scaleFactor(gpuCount, high), high: scaleFactor(gpuCount, low) };
}

function capped({ value, low, high }: Estimate<Fraction>): Estimate<Fraction> {
  const most = BEST_MATMUL.value / H100.bf16.value;
  return { value: Math.min(value, most), low: Math.min(low, most), high: Math.min(high, most) };
}

/** Peak times utilisation. */
export function trainingFlopPerSecond(utilisation: Estimate<Fraction>): Estimate {
  return scale(utilisation, H100.bf16.value);
}
