// What every number of a report rests on, found once from the run and the assumptions. Rests on extrapolation/,
// device-model/, workload/.
import type { Assumptions } from '../contract/assumptions.ts';
import { DEFAULT_EXPLORATION, type Exploration } from '../contract/exploration.ts';
import type { Run } from '../contract/run.ts';
import type { SizeSummary, Summary } from '../contract/summary.ts';
import { fitDeviceModel, type DeviceModel } from '../device-model/fit.ts';
import { bytesPerElement } from '../device-model/observation.ts';
import { reciprocal, scale, type Estimate } from '../units/estimate.ts';
import type { FlopPerSecond } from '../units/units.ts';
import { findSize, type Size } from '../workload/ladder.ts';
import { stepParts } from '../workload/step.ts';
import { trainingFlopPerToken } from '../workload/transformer.ts';
import { explorationBasis, type ExplorationBasis } from './exploration-basis.ts';
import { projectedSeconds } from './part-seconds.ts';
import { stepSeconds, summarise } from './summarise.ts';

/** Everything that one report rests on, found once for all sizes. */
export interface Basis {
  readonly run: Run;
  readonly assumptions: Assumptions;
  readonly model: DeviceModel;
  readonly summary: Summary;
  /** Of the extrapolation: the same as the explorer's, under the dials that the assumptions are. */
  readonly engine: ExplorationBasis;
}

/** Throws a RangeError where nothing was measured (device-model's hasMeasurement). */
export function basisOf(run: Run, assumptions: Assumptions): Basis {
  const model = fitDeviceModel(run);
  const summary = summarise(run, model);
  return { run, assumptions, model, summary, engine: explorationBasis(dialsOf(run, assumptions), run, model) };
}

/** H100s as the explorer's dials say it; what the assumptions do not have is at its default. */
function dialsOf(run: Run, assumptions: Assumptions): Exploration {
  return {
    ...DEFAULT_EXPLORATION,
    hold: 'gpus',
    tokens_per_parameter: assumptions.tokens_per_parameter,
    gpu_count: assumptions.gpu_count,
    acquisition: assumptions.acquisition,
    price_date: assumptions.price_date,
    price_dollars_per_gpu: assumptions.price_dollars_per_gpu,
    price_dollars_per_gpu_hour: assumptions.price_dollars_per_gpu_hour,
    electricity_dollars_per_kilowatt_hour: assumptions.electricity_dollars_per_kilowatt_hour,
    lifetime_years: assumptions.lifetime_years,
    serving_precision: 'bf16',
    input_tokens: run.sequence_length,
    output_tokens: run.sequence_length,
    least_tokens_per_second: 0,
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
