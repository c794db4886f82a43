// How long one part of a step takes, and what its error is made of. Rests on device-model/, contract/, units/.
import type { Part } from '../contract/run.ts';
import { netOfLaunch } from '../device-model/ceilings.ts';
import type { DeviceModel } from '../device-model/fit.ts';
import { classOf } from '../device-model/operation-class.ts';
import { EXPONENT_HALF_WIDTH, predict } from '../device-model/predict.ts';
import { scale, withinFactor, type Estimate } from '../units/estimate.ts';
import type { Bytes, Seconds } from '../units/units.ts';

/**
 * One source of error of a step's time, in seconds either side. Terms of one group err together (one trial in several
 * parts, one law behind several projections), so they add; groups are independent of each other.
 */
export interface ErrorTerm {
  readonly group: string;
  readonly down: Seconds;
  readonly up: Seconds;
}

export interface PartSeconds {
  /** All repetitions of the part in one step. */
  readonly value: Seconds;
  readonly errors: readonly ErrorTerm[];
}

/** A part without a trial: the device model's projection. */
export function projectedSeconds(part: Part, model: DeviceModel, bytesPerElement: Bytes): PartSeconds {
  const seconds = scale<Seconds>(predict(model, part.operation, bytesPerElement), part.count);
  return { value: seconds.value, errors: [termOf(`law of ${classOf(part.operation)}`, seconds)] };
}

/** A part with a trial of `dispatch` seconds, whole or a slice. */
export function measuredSeconds(part: Part, dispatch: Estimate<Seconds>, model: DeviceModel): PartSeconds {
  if (part.share >= 1) {
    const seconds = scale<Seconds>(dispatch, part.count);
    return { value: seconds.value, errors: [termOf(`trial ${part.trial}`, seconds)] };
  }
  const seconds = scale<Seconds>(wholeOfSlice(dispatch, part.share, model.launch), part.count);
  const hidden = withinFactor<Seconds>(seconds.value, part.share ** -EXPONENT_HALF_WIDTH);
  return {
    value: seconds.value,
    errors: [termOf(`trial ${part.trial}`, seconds), termOf(`slices of ${classOf(part.operation)}`, hidden)],
  };
}

/**
 * Seconds of the whole operation from a slice with `share` of its work: launch + (slice − launch) / share. The launch
 * is paid once, the work grows in proportion. What that supposes, equal efficiency of slice and whole, is bounded by
 * the exponent of predict.ts: efficiency may change as work^±0.08, so a hundredth leaves a factor 1.45 either way (95 %).
 */
export function wholeOfSlice(dispatch: Estimate<Seconds>, share: number, launch: Estimate<Seconds>): Estimate<Seconds> {
  const net = netOfLaunch(dispatch, launch);
  // What is not work is launch, also where the trial was shorter than the launch probe.
  const whole = (total: Seconds, work: Seconds) => total - work + work / share;
  return { value: whole(dispatch.value, net.value), low: whole(dispatch.low, net.low), high: whole(dispatch.high, net.high) };
}

function termOf(group: string, { value, low, high }: Estimate<Seconds>): ErrorTerm {
  return { group, down: value - low, up: high - value };
}
