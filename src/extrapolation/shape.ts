// What a run tells about other machines: the shape of efficiency against work, and how phases relate; never a level.
// Rests on device-model/, contract/, statistics/, units/.
//
// An operation that would take `x` launches at the ceilings takes about x + overhead launches: below x = overhead it is
// mostly ramp and launch, far above it the ceiling counts. The overhead, in launches, is what carries over.
import type { PhaseSummary, Summary } from '../contract/summary.ts';
import type { DeviceModel } from '../device-model/fit.ts';
import { expandedInterval } from '../statistics/bootstrap.ts';
import { median } from '../statistics/summary.ts';
import { withinFactor, type Estimate } from '../units/estimate.ts';
import { pool } from './family-spread.ts';

export interface Shape {
  /** Launches that an operation costs beyond its work. */
  readonly overhead: Estimate;
  /** Rate of a prefill over the rate of a training step, at equal size. */
  readonly prefillOverTrain: Estimate;
  /** What of this run stands behind each; undefined where it could not tell and the prior speaks alone. */
  readonly overheadTrials: number | undefined;
  readonly ratioSizes: number | undefined;
}

/** Before a run: one launch, within a factor 4 (95 %). Published runs of small models are consistent with it. */
export const OVERHEAD_PRIOR: Estimate = withinFactor(1, 4);

/** Before a run: forward and backward passes run alike; benchmarks of both differ by up to a factor 1.5. */
export const PREFILL_PRIOR: Estimate = withinFactor(1, 1.5);

/** Fewest matrix products, and least span of their work, from which a run can tell the overhead. */
const FEWEST_TRIALS = 4;
const LEAST_SPAN = 10;

/** A device is not an H100: what it shows of shape holds there within this factor (95 %), however precise it is here. */
const TRANSFER_FACTOR = 2.5;
const RATIO_TRANSFER_FACTOR = 1.3;

/** Joins what the run shows with what was supposed before it, by precision. Without a run the priors speak alone. */
export function findShape(run: { readonly model: DeviceModel; readonly summary: Summary } | undefined): Shape {
  const overhead = run && measuredOverhead(run.model);
  const ratios = run ? prefillOverTrain(run.summary) : [];
  return {
    overhead: overhead ? pool([OVERHEAD_PRIOR, overhead]) : OVERHEAD_PRIOR,
    prefillOverTrain:
      ratios.length >= 2 ? pool([PREFILL_PRIOR, withinFactor(median(ratios), RATIO_TRANSFER_FACTOR)]) : PREFILL_PRIOR,
    overheadTrials: overhead && run?.model.classes.matmul.trialCount,
    ratioSizes: ratios.length >= 2 ? ratios.length : undefined,
  };
}

function measuredOverhead({ classes }: DeviceModel): Estimate | undefined {
  const { best, draws, trialCount, range } = classes.matmul;
  if (trialCount < FEWEST_TRIALS || range === undefined || range.most / range.least < LEAST_SPAN) return undefined;
  const value = 1 + best.shared.fill;
  const { low, high } = expandedInterval(
    draws.map(({ shared }) => 1 + shared.fill),
    trialCount,
  );
  const halfWidth = Math.hypot(Math.log(TRANSFER_FACTOR), Math.log(Math.max(high, value) / Math.min(low, value)) / 2);
  return withinFactor(value, Math.exp(halfWidth));
}

/** Of sizes whose prefill and training step both stand on measurement. */
function prefillOverTrain({ sizes }: Summary): readonly number[] {
  return sizes.flatMap(({ phases }) => {
    const rate = (phase: PhaseSummary['phase']) =>
      phases.find((entry) => entry.phase === phase && entry.kind !== 'projected')?.flop_per_second.value;
    const [prefill, train] = [rate('prefill'), rate('train')];
    return prefill !== undefined && train !== undefined && prefill > 0 && train > 0 ? [prefill / train] : [];
  });
}
