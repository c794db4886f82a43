// What every number of a report rests on, found once from the run and the assumptions. Rests on extrapolation/,
// device-model/, workload/.
import type { Assumptions } from '../contract/assumptions.ts';
import type { Run } from '../contract/run.ts';
import type { SizeSummary, Summary } from '../contract/summary.ts';
import { fitDeviceModel, type DeviceModel } from '../device-model/fit.ts';
import { bytesPerElement } from '../device-model/observation.ts';
import { dollarsPerGpuHour, pricesFor, type Prices } from '../extrapolation/economics.ts';
import { servingEvidence, type ServingEvidence } from '../extrapolation/serving.ts';
import { findShape, type Shape } from '../extrapolation/shape.ts';
import { trainingLevel } from '../extrapolation/utilisation.ts';
import { reciprocal, scale, type Estimate } from '../units/estimate.ts';
import type { Dollars, FlopPerSecond, Fraction } from '../units/units.ts';
import { findSize, type Size } from '../workload/ladder.ts';
import { stepParts } from '../workload/step.ts';
import { trainingFlopPerToken } from '../workload/transformer.ts';
import { projectedSeconds } from './part-seconds.ts';
import { stepSeconds, summarise } from './summarise.ts';

/** Everything that the extrapolation of one report rests on, found once for all sizes. */
export interface Basis {
  readonly run: Run;
  readonly assumptions: Assumptions;
  readonly model: DeviceModel;
  readonly summary: Summary;
  readonly shape: Shape;
  /** Share of the roofline that published training runs reach. */
  readonly level: Estimate<Fraction>;
  readonly serving: ServingEvidence;
  readonly prices: Prices;
  readonly gpuHourDollars: Estimate<Dollars>;
}

/** Throws a RangeError where nothing was measured (device-model's hasMeasurement). */
export function basisOf(run: Run, assumptions: Assumptions): Basis {
  const model = fitDeviceModel(run);
  const summary = summarise(run, model);
  const shape = findShape({ model, summary });
  const level = trainingLevel(shape.overhead.value);
  const prices = pricesFor(assumptions);
  return {
    run,
    assumptions,
    model,
    summary,
    shape,
    level,
    prices,
    serving: servingEvidence(level, shape),
    gpuHourDollars: dollarsPerGpuHour(assumptions, prices),
  };
}

/** Model FLOP/s of a training step on this device: tokens/s times the convention that the H100's rate is counted in too. */
export function deviceTrainingRate(
  { architecture }: Size,
  measured: SizeSummary | undefined,
  { run, model }: Basis,
): Estimate<FlopPerSecond> {
  const flopPerToken = trainingFlopPerToken(architecture, run.sequence_length);
  const phase = measured?.phases.find((entry) => entry.phase === 'train');
  if (phase) return scale(phase.tokens_per_second, flopPerToken);
  const parts = stepParts(architecture, 'train', run.sequence_length).map(({ name, operation, count }) =>
    projectedSeconds({ name, operation, count, trial: null, share: 1, slice: '' }, model, bytesPerElement(run.precision)),
  );
  return scale(reciprocal(stepSeconds(parts)), flopPerToken * run.sequence_length);
}

/** The size that a report's headline and ledger speak of; the default one where the ladder does not have it. */
export function focusOf({ focus_size }: Assumptions): Size {
  const size = findSize(focus_size) ?? findSize(DEFAULT_FOCUS);
  if (size === undefined) throw new RangeError(`the ladder has no size ${DEFAULT_FOCUS}`);
  return size;
}

const DEFAULT_FOCUS = 'llama-2-70b';
