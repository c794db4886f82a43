// What it takes to train and to serve one size of the ladder on H100s, by the engine of the explorer. Rests on
// exploration-training.ts, exploration-serving.ts, extrapolation/. Intervals are 90 %.
import { shapeOf } from '../cluster/model-shape.ts';
import { modelFlopPerToken } from '../cluster/training-step.ts';
import type { Assumptions } from '../contract/assumptions.ts';
import { estimateOf, overOf, scaledBy, timesOf, type Drawn } from '../extrapolation/draws.ts';
import { planTraining, type TrainingPlan } from '../extrapolation/training-plan.ts';
import { trainingRate } from '../extrapolation/training-rate.ts';
import { NORMAL_POINT, NORMAL_POINT_90 } from '../statistics/distribution.ts';
import { reciprocal, scale, type Estimate } from '../units/estimate.ts';
import { SECONDS_PER_HOUR, type FlopPerSecond } from '../units/units.ts';
import type { Size } from '../workload/ladder.ts';
import type { ExplorationBasis } from './exploration-basis.ts';
import { servingPlanOf, servingPointOf, serveSize } from './exploration-serving.ts';
import { questionOf, trainingPoint, trainSize, type TrainedSize } from './exploration-training.ts';
import type { DoesNotFit, ServingCost, TrainingCost } from './report-document.ts';

/** Throws a RangeError where no price is known: H100s have quotes at every date. */
export function trainingCost(size: Size, assumptions: Assumptions, basis: ExplorationBasis): TrainingCost | DoesNotFit {
  const plan = ladderPlan(size, basis.exploration.gpu_count, 'all', basis);
  if (plan.outcome.kind === 'does-not-fit') return misfitOf(plan);
  const found = trainSize(size.parameters, basis, plan);
  if (found.kind === 'unreachable') throw new RangeError(`${size.name}: ${found.reason}`);
  const trained = assumptions.utilisation === null ? found : atUtilisation(assumptions.utilisation, found, basis);
  const { tokens, flop, utilisation, gpuCount, days, gpuHours, energy, dollars } = trainingPoint(size.parameters, trained, basis);
  const { hour } = basis.money;
  return {
    kind: 'fits',
    tokens,
    flop,
    utilisation,
    gpuCount,
    days,
    gpuHours,
    energy,
    dollars,
    clusterDollars: hour.kind === 'bought' ? scale(hour.installed, assumptions.gpu_count) : undefined,
  };
}

/** A context that positions were learned for is not exceeded. */
function ladderPlan(
  { architecture, name }: Size,
  gpuCount: number,
  crowding: 'all' | 'efficient',
  basis: ExplorationBasis,
): TrainingPlan {
  const question = questionOf(basis);
  const { learnedPositions } = architecture;
  const sequenceLength = learnedPositions > 0 ? Math.min(learnedPositions, question.sequenceLength) : question.sequenceLength;
  return planTraining({ ...question, model: shapeOf(architecture, name), gpuCount, crowding, sequenceLength });
}

function misfitOf({ job, outcome }: TrainingPlan): DoesNotFit {
  const { memory } = outcome;
  const fewest = outcome.kind === 'does-not-fit' ? outcome.fewestGpus : job.gpuCount;
  return {
    kind: 'does-not-fit',
    neededBytes: memory.total * job.gpuCount,
    availableBytes: memory.available * job.gpuCount,
    fewestGpus: fewest ?? Infinity,
  };
}

/** The reader's own utilisation in place of the model's: certain, goodput included. */
function atUtilisation(utilisation: number, trained: TrainedSize, { money }: ExplorationBasis): TrainedSize {
  const { job } = trained.plan;
  const seconds = modelFlopPerToken(job) / (utilisation * job.accelerator.peak.bf16);
  const gpuSecondsPerToken = trained.tokens.map(() => seconds);
  const dollarsPerToken = money.dollars
    ? scaledBy(timesOf(gpuSecondsPerToken, money.dollars), 1 / SECONDS_PER_HOUR)
    : trained.dollarsPerToken;
  return {
    ...trained,
    rate: { ...trained.rate, gpuSecondsPerToken, utilisation: trained.tokens.map(() => utilisation) },
    dollarsPerToken,
    dollars: timesOf(dollarsPerToken, trained.tokens),
  };
}

/** In bf16, prompts and answers of the run's sequence length. Throws a RangeError where no replica holds the size. */
export function servingCost({ architecture, name, parameters }: Size, batch: number, basis: ExplorationBasis): ServingCost {
  const plan = servingPlanOf(shapeOf(architecture, name), batch, basis);
  const served = serveSize(parameters, basis, plan);
  if (served.kind === 'unreachable') throw new RangeError(`${name}: ${served.reason}`);
  const { gpusPerReplica, outputTokensPerSecondPerGpu, itl, ttft, dollarsPerMillionOutputTokens, dollarsPerMillionInputTokens } =
    servingPointOf(served);
  return {
    gpusPerReplica,
    outputTokensPerSecondPerGpu,
    itl,
    ttft,
    dollarsPerMillionOutputTokens,
    dollarsPerMillionInputTokens,
  };
}

/** GPUs of one server; where it does not hold a size, of as many as do. */
const SERVER = 8;
const MANY = 4096;

/**
 * Model FLOP/s that one H100 gives a training step of this size, goodput apart: on as many of a server as work well, where
 * that holds it. What a visitor's own rate is compared with.
 */
export function h100TrainingRate(size: Size, basis: ExplorationBasis): Estimate<FlopPerSecond> {
  const inServer = ladderPlan(size, SERVER, 'efficient', basis);
  const plan = inServer.outcome.kind === 'fits' ? inServer : ladderPlan(size, MANY, 'efficient', basis);
  if (plan.outcome.kind === 'does-not-fit') throw new RangeError(`${size.name} does not fit ${MANY} H100s`);
  const { gpuSecondsPerToken, timeBesideSteps } = trainingRate(plan, plan.outcome, basis.transfer, basis.draws);
  const inSteps: Drawn = overOf(gpuSecondsPerToken, timeBesideSteps);
  return scale(reciprocal(estimateOf(inSteps)), modelFlopPerToken(plan.job));
}

/** A measured number's 95 % interval as the 90 % one that the extrapolation speaks in. */
export function to90({ value, low, high }: Estimate): Estimate {
  const power = NORMAL_POINT_90 / NORMAL_POINT;
  return { value, low: value * (low / value) ** power, high: value * (high / value) ** power };
}
