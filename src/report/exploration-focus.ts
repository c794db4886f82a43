// The chosen point, opened: memory, which link makes how much of the uncertainty, the layout against the next best, what
// would halve the cost, the roofline of its step. Rests on the files beside it.
import { bestLayout } from '../cluster/layout-search.ts';
import type { TrainingStep } from '../cluster/job.ts';
import { TRAINING } from '../extrapolation/calibration.ts';
import { linkShares, type Draws, type Drawn } from '../extrapolation/draws.ts';
import { formatBytes, formatPercent } from '../units/format.ts';
import { redrawn, type ExplorationBasis } from './exploration-basis.ts';
import { halvings } from './exploration-halvings.ts';
import { curvePoint, sizedPoint, type SizedPoint } from './exploration-points.ts';
import type { FocusPoint, LinkShare } from './exploration-report.ts';
import { stepRoofline } from './exploration-roofline.ts';
import { serveSize } from './exploration-serving.ts';
import { planOf, trainSize, type TrainedSize } from './exploration-training.ts';
import { layoutWords } from './layout-words.ts';

export function focusPoint(size: SizedPoint, basis: ExplorationBasis): FocusPoint {
  const { parameters, trained } = size;
  const point = curvePoint(size, basis);
  const { total, available } = planOf(parameters, basis).outcome.memory;
  const training =
    trained.kind === 'fits' && point.training.kind === 'fits'
      ? { ...point.training, layoutReason: layoutReason(trained) }
      : point.training;
  return {
    ...point,
    training,
    memory: { needed: total, available },
    trainingLinks: trainingLinks(parameters, basis),
    servingLinks: servingLinks(parameters, basis),
    halvings: trained.kind === 'fits' ? halvings(parameters, trained, basis) : [],
    roofline:
      trained.kind === 'fits'
        ? stepRoofline(trained)
        : { peak: basis.accelerator.peak.bf16, bandwidth: basis.accelerator.memoryBandwidth, points: [] },
  };
}

export function focusOf(basis: ExplorationBasis): SizedPoint {
  return sizedPoint(basis.exploration.focus_parameters, basis);
}

function trainingLinks(parameters: number, basis: ExplorationBasis): readonly LinkShare[] {
  return sharesOf(basis, (drawn) => {
    const trained = trainSize(parameters, drawn);
    return trained.kind === 'fits' ? trained.dollars : undefined;
  });
}

/** Of a served token. */
function servingLinks(parameters: number, basis: ExplorationBasis): readonly LinkShare[] {
  return sharesOf(basis, (drawn) => {
    const served = serveSize(parameters, drawn);
    return served.kind === 'fits' ? served.dollarsPerToken : undefined;
  });
}

function sharesOf(basis: ExplorationBasis, quantity: (basis: ExplorationBasis) => Drawn | undefined): readonly LinkShare[] {
  if (quantity(basis) === undefined) return [];
  const certain = new Float64Array(basis.draws.count + 1).fill(1);
  return linkShares(basis.draws, (draws: Draws) => quantity(redrawn(basis, draws)) ?? certain);
}

/** What the best layouts with another tensor or pipeline degree would have cost. */
function layoutReason({ plan: { job }, step }: TrainedSize): string {
  const { tensor, pipeline } = step.layout;
  const others = [
    { tensor: tensor * 2 },
    { tensor: tensor / 2 },
    { pipeline: pipeline * 2 },
    { pipeline: pipeline / 2 },
    { recomputation: step.layout.recomputation === 'none' ? ('full' as const) : ('none' as const) },
  ]
    .filter((given) => Object.values(given).every((degree) => typeof degree === 'string' || (degree >= 1 && degree <= 64)))
    .filter(({ tensor: degree }) => degree === undefined || degree <= Math.min(8, job.model.heads))
    .map((given) => bestLayout(job, TRAINING, given))
    .filter(
      (other): other is TrainingStep =>
        other.kind === 'fits' &&
        other.layout.tensor * other.layout.pipeline * other.layout.context * other.layout.data === job.gpuCount,
    )
    .toSorted((a, b) => a.seconds - b.seconds);
  const fits = `${formatBytes(step.memory.total)} of ${formatBytes(step.memory.available)} a GPU`;
  const next = others.find((other) => layoutWords(other.layout) !== layoutWords(step.layout));
  if (next === undefined) return `${fits}; no other degree of tensor or pipeline parallelism fits`;
  const more = next.seconds / step.seconds - 1;
  return `${fits}; the next best, ${layoutWords(next.layout)}, costs ${formatPercent(Math.max(0, more), 2)} more`;
}
