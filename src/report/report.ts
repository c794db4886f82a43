// report(Run, Assumptions) → Report: the whole right wing in one pure function. The same two documents give the same
// numbers in the browser, on the command line and in a test. Rests on extrapolation/, device-model/, workload/.
import type { Assumptions } from '../contract/assumptions.ts';
import type { Run } from '../contract/run.ts';
import type { SizeSummary } from '../contract/summary.ts';
import { quotient } from '../units/estimate.ts';
import { LADDER, type Size } from '../workload/ladder.ts';
import { basisOf, deviceTrainingRate, focusOf, type Basis } from './basis.ts';
import { gpuName } from './gpu-name.ts';
import { kernelChoices } from './kernel-choices.ts';
import { ledgerOf } from './ledger.ts';
import type { Headline, Report, SizeReport } from './report-document.ts';
import { rooflineOf } from './roofline.ts';
import { h100TrainingRate, servingCost, to90, trainingCost } from './size-costs.ts';

/**
 * The report of a run under assumptions. All sizes of the ladder have their costs; phases only those that the run has.
 * A focus size that the ladder does not have is taken as the default one. Throws a RangeError where nothing was
 * measured (device-model's hasMeasurement tells beforehand).
 */
export function report(run: Run, assumptions: Assumptions): Report {
  const basis = basisOf(run, assumptions);
  const { summary, model } = basis;
  const sizes = LADDER.map((size) =>
    sizeReport(
      size,
      summary.sizes.find(({ id }) => id === size.id),
      basis,
    ),
  );
  return {
    run,
    assumptions,
    summary,
    sizes,
    gpuName: gpuName(run.device.gpu),
    flags: run.flags,
    roofline: rooflineOf(run, model),
    kernels: kernelChoices(run, model),
    headline: headlineOf(sizes, assumptions),
    ledger: ledgerOf(basis),
  };
}

function sizeReport(size: Size, measured: SizeSummary | undefined, basis: Basis): SizeReport {
  const { assumptions, engine } = basis;
  const { id, name, parameters, isPublished, source } = size;
  return {
    id,
    name,
    parameters,
    isPublished,
    source,
    phases: measured?.phases ?? [],
    training: trainingCost(size, assumptions, engine),
    serving: servingCost(size, assumptions.serving_batch, engine),
    h100Ratio: quotient(h100TrainingRate(size, engine), to90(deviceTrainingRate(size, measured, basis))),
  };
}

function headlineOf(sizes: readonly SizeReport[], assumptions: Assumptions): Headline {
  const focus = focusOf(assumptions);
  const size = sizes.find(({ id }) => id === focus.id);
  if (size === undefined) throw new RangeError(`the report has no size ${focus.id}`);
  const { name, parameters, h100Ratio, training } = size;
  return { size: name, parameters, h100Ratio, training, gpuCount: assumptions.gpu_count };
}
