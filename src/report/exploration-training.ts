// Training of one size under the dials: tokens by what is held, then hours, days, dollars, joules and loss in every draw.
// Rests on extrapolation/.
import type { StepPart, TrainingMisfit, TrainingStep } from '../cluster/job.ts';
import { modelFlopPerToken } from '../cluster/training-step.ts';
import { drawnLoss, drawnTokens, MOST_TOKENS } from '../extrapolation/drawn-law.ts';
import { bestOf, estimateOf, scaledBy, timesOf, type Drawn } from '../extrapolation/draws.ts';
import { planTraining, type PlanQuestion, type TrainingPlan } from '../extrapolation/training-plan.ts';
import { shapeOfSize } from '../extrapolation/shape-of-size.ts';
import { trainingRate, type TrainingRate } from '../extrapolation/training-rate.ts';
import { exact, reciprocal, scale } from '../units/estimate.ts';
import { formatBytes, formatWhole } from '../units/format.ts';
import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../units/units.ts';
import type { ExplorationBasis } from './exploration-basis.ts';
import type { TrainingPoint, Unreachable } from './exploration-report.ts';
import { layoutWords, limitWords } from './layout-words.ts';

/** A size that trains, with what the rest of the report needs of it. */
export interface TrainedSize {
  readonly kind: 'fits';
  readonly plan: TrainingPlan;
  readonly step: TrainingStep;
  readonly rate: TrainingRate;
  /** In every draw; all alike unless a loss is held. */
  readonly tokens: Drawn;
  readonly dollarsPerToken: Drawn;
  readonly dollars: Drawn;
}

export function planOf(parameters: number, basis: ExplorationBasis): TrainingPlan {
  return planTraining({ ...questionOf(basis), model: shapeOfSize(parameters, basis.exploration.sparsity) });
}

export function questionOf({ exploration, accelerator, softwareYear }: ExplorationBasis): Omit<PlanQuestion, 'model'> {
  return {
    accelerator,
    gpuCount: exploration.gpu_count,
    crowding: exploration.hold === 'time' || exploration.hold === 'gpus' ? 'all' : 'efficient',
    precision: exploration.training_precision,
    sequenceLength: exploration.sequence_length,
    softwareYear,
  };
}

/**
 * Parameters of the dense model that a mixture's loss is like: the geometric mean of all and active ones, which lies between
 * the two and is an assumption; equal to both without experts.
 */
export function lawParameters(parameters: number, activeParameters: number, sparsity: number): number {
  return sparsity > 1 ? Math.sqrt(parameters * activeParameters) : parameters;
}

export function trainSize(
  parameters: number,
  basis: ExplorationBasis,
  plan = planOf(parameters, basis),
): TrainedSize | Unreachable {
  const { outcome } = plan;
  if (outcome.kind === 'does-not-fit') return { kind: 'unreachable', reason: misfitWords(outcome, plan.job.gpuCount) };
  const { money, transfer, draws } = basis;
  if (money.dollars === undefined) return { kind: 'unreachable', reason: reasonOf(basis) };
  const rate = trainingRate(plan, outcome, transfer, draws);
  const dollarsPerToken = scaledBy(timesOf(rate.gpuSecondsPerToken, money.dollars), 1 / SECONDS_PER_HOUR);
  const tokens = heldTokens(parameters, plan, rate, bestOf(dollarsPerToken), basis);
  if ('kind' in tokens) return tokens;
  return { kind: 'fits', plan, step: outcome, rate, tokens, dollarsPerToken, dollars: timesOf(dollarsPerToken, tokens) };
}

export function trainingPoint(parameters: number, sized: TrainedSize, basis: ExplorationBasis): TrainingPoint {
  const { plan, step, rate, tokens, dollars } = sized;
  const { job } = plan;
  const { exploration, law, money } = basis;
  const best = bestOf(tokens);
  const hours = scaledBy(timesOf(rate.gpuSecondsPerToken, tokens), 1 / SECONDS_PER_HOUR);
  const gpuHours = estimateOf(hours);
  const flopPerToken = modelFlopPerToken(job);
  const perSecond = reciprocal(estimateOf(rate.gpuSecondsPerToken));
  const size = lawParameters(parameters, plan.activeParameters, exploration.sparsity);
  return {
    kind: 'fits',
    tokens: best,
    flop: best * flopPerToken,
    loss: exploration.hold === 'loss' ? exact(exploration.target_loss) : estimateOf(drawnLoss(law, size, best)),
    gpuCount: job.gpuCount,
    utilisation: scale(perSecond, flopPerToken / job.accelerator.peak.bf16),
    gpuHours,
    days: scale(gpuHours, SECONDS_PER_HOUR / SECONDS_PER_DAY / job.gpuCount),
    dollars: estimateOf(dollars),
    energy: estimateOf(timesOf(hours, money.joules)),
    carbon: estimateOf(timesOf(hours, money.carbon)),
    layout: layoutWords(step.layout),
    layoutReason: fitWords(step),
    parts: rate.parts,
    limitedBy: limitedBy(rate.parts),
  };
}

function heldTokens(
  parameters: number,
  { job, activeParameters }: TrainingPlan,
  rate: TrainingRate,
  dollarsPerToken: number,
  { exploration, law, draws }: ExplorationBasis,
): Drawn | Unreachable {
  const all = (tokens: number): Drawn | Unreachable =>
    tokens >= 1
      ? new Float64Array(draws.count + 1).fill(tokens)
      : { kind: 'unreachable', reason: 'what is held does not last for a single token' };
  switch (exploration.hold) {
    case 'tokens':
    case 'gpus':
      return all(exploration.tokens_per_parameter * parameters);
    case 'budget':
      return all(exploration.budget_dollars / dollarsPerToken);
    case 'time':
      return all((exploration.days * SECONDS_PER_DAY * job.gpuCount) / bestOf(rate.gpuSecondsPerToken));
    case 'loss': {
      const tokens = drawnTokens(law, lawParameters(parameters, activeParameters, exploration.sparsity), exploration.target_loss);
      return bestOf(tokens) < MOST_TOKENS
        ? tokens
        : { kind: 'unreachable', reason: lossWords(exploration.target_loss, law.best.irreducible) };
    }
    default:
      return exploration.hold satisfies never;
  }
}

function lossWords(target: number, irreducible: number): string {
  return target <= irreducible
    ? `a loss of ${target} lies below the ${irreducible.toFixed(2)} that no size and no data remove`
    : `so few parameters do not reach a loss of ${target}, whatever they read`;
}

function misfitWords({ memory, fewestGpus }: TrainingMisfit, gpuCount: number): string {
  const fewest = fewestGpus === undefined ? '' : `; ${formatWhole(fewestGpus)} GPUs or more would hold it`;
  return `needs ${formatBytes(memory.total)} a GPU on ${formatWhole(gpuCount)} GPUs, each has ${formatBytes(memory.available)}${fewest}`;
}

function fitWords({ memory }: TrainingStep): string {
  return `fastest of the layouts that fit: ${formatBytes(memory.total)} of ${formatBytes(memory.available)} a GPU`;
}

export function limitedBy(parts: Readonly<Record<StepPart, number>>): string {
  const [part, seconds] = Object.entries(parts).toSorted(([, a], [, b]) => b - a)[0] ?? ['matmul', 0];
  const total = Object.values(parts).reduce((sum, value) => sum + value, 0);
  return `${limitWords(part as StepPart)}, ${Math.round((100 * seconds) / total)} % of the step`;
}

function reasonOf({ money }: ExplorationBasis): string {
  return money.hour.kind === 'unpriced' ? money.hour.reason : '';
}
