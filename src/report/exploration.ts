// exploration(dials, evidence) → ExplorationReport: the whole explorer in one pure function of the dials and of a run.
// Rests on the files beside it. Layouts are remembered between calls (extrapolation/training-plan.ts); nothing else is.
import type { Exploration } from '../contract/exploration.ts';
import type { Run } from '../contract/run.ts';
import { bestOf, estimateOf } from '../extrapolation/draws.ts';
import { deliveryWeeks } from '../extrapolation/delivery.ts';
import { exact } from '../units/estimate.ts';
import { explorationBasis } from './exploration-basis.ts';
import { explain } from './exploration-explained.ts';
import { focusOf, focusPoint } from './exploration-focus.ts';
import { isoLines, knownModels } from './exploration-lines.ts';
import { computeOptimal, lifeOptimal } from './exploration-optimum.ts';
import { curvePoint, sizedPoints } from './exploration-points.ts';
import type { ExplorationReport } from './exploration-report.ts';

/** What was measured, where anything was: of a run the shape of efficiency is used, never its level. */
export interface ExplorationEvidence {
  readonly run?: Run | undefined;
}

/** Deterministic: the same dials and run give the same document. All intervals are 90 %. */
export function exploration(dials: Exploration, evidence: ExplorationEvidence = {}): ExplorationReport {
  const basis = explorationBasis(dials, evidence.run);
  const sizes = sizedPoints(basis);
  const focusSize = focusOf(basis);
  const focus = focusPoint(focusSize, basis);
  const { training } = focus;
  const { money, accelerator } = basis;
  const report: Omit<ExplorationReport, 'explained'> = {
    exploration: dials,
    gpuHourDollars: money.dollars ? estimateOf(money.dollars) : exact(0),
    points: sizes.map((size) => curvePoint(size, basis)),
    isoLines: isoLines(sizes, basis),
    knownModels: knownModels(basis),
    focus,
    computeOptimal:
      focusSize.trained.kind === 'fits' ? computeOptimal(sizes, bestOf(focusSize.trained.dollars), basis) : undefined,
    cheapestOverLife: training.kind === 'fits' ? lifeOptimal(sizes, training.loss.value, basis) : undefined,
    deliveryWeeks: deliveryWeeks(dials.price_date, dials.gpu_count, accelerator.generation).value,
  };
  return { ...report, explained: explain(report, focusSize, basis) };
}
