// What would halve the cost of the chosen point, one lever at a time, each found by evaluating the model again with the lever
// moved. Rests on exploration-training.ts, laws/.
import { bestOf } from '../extrapolation/draws.ts';
import { optimumForLoss } from '../laws/compute-optimal.ts';
import { lossAt } from '../laws/loss-law.ts';
import type { Exploration } from '../contract/exploration.ts';
import { formatCount, formatDollars, formatPercent, formatRatio, formatWhole } from '../units/format.ts';
import type { ExplorationBasis } from './exploration-basis.ts';
import type { Halving } from './exploration-report.ts';
import { lawParameters, trainSize, type TrainedSize } from './exploration-training.ts';

export function halvings(parameters: number, trained: TrainedSize, basis: ExplorationBasis): readonly Halving[] {
  return [
    price(basis),
    utilisation(trained),
    precision(parameters, trained, basis),
    fewerGpus(parameters, trained, basis),
    tokens(parameters, trained, basis),
    sparsity(parameters, trained, basis),
    ...bought(basis),
  ].flatMap((halving) => halving ?? []);
}

function price({ money }: ExplorationBasis): Halving | undefined {
  const { hour } = money;
  if (hour.kind === 'unpriced') return undefined;
  const { value, low } = hour.dollars;
  return {
    lever: 'price of a GPU-hour',
    from: formatDollars(value),
    to: formatDollars(value / 2),
    best: low / value,
    comment: `the cost is proportional to it; the lowest that is told is ${formatDollars(low)}`,
  };
}

/** No training has used more of the peak than the best matrix product that was measured. */
function utilisation({ rate, plan: { job } }: TrainedSize): Halving {
  const { peak, bestMatmul } = job.accelerator;
  const now = bestOf(rate.utilisation);
  const most =
    ((bestMatmul ?? 0.8 * peak.bf16) / peak.bf16) * (job.precision === 'bf16' ? 1 : (peak.fp8 ?? peak.bf16) / peak.bf16);
  return {
    lever: 'share of the peak that is used',
    from: formatPercent(now),
    to: 2 * now <= most ? formatPercent(2 * now) : undefined,
    best: Math.min(1, now / most),
    comment: `nothing else but the best matrix product that was measured would use ${formatPercent(most)}`,
  };
}

function precision(parameters: number, trained: TrainedSize, basis: ExplorationBasis): Halving | undefined {
  if (basis.exploration.training_precision !== 'bf16' || basis.accelerator.peak.fp8 === undefined) return undefined;
  const best = costRatio(parameters, trained, basis, { training_precision: 'fp8' });
  if (best === undefined) return undefined;
  return {
    lever: 'precision of the products',
    from: 'bf16',
    to: best <= 0.5 ? 'fp8' : undefined,
    best: Math.min(1, best),
    comment: 'at equal loss only as far as fp8 recipes keep it; attention, memory and network do not get faster',
  };
}

function fewerGpus(parameters: number, trained: TrainedSize, basis: ExplorationBasis): Halving | undefined {
  const now = trained.plan.job.gpuCount;
  if (now < 16) return undefined;
  const ratios = [8, 64].flatMap((by) => {
    const gpuCount = Math.max(1, Math.floor(now / by));
    const ratio = costRatio(parameters, trained, basis, { gpu_count: gpuCount });
    return ratio === undefined ? [] : [{ gpuCount, ratio }];
  });
  const best = ratios.toSorted((a, b) => a.ratio - b.ratio)[0];
  if (best === undefined) return undefined;
  return {
    lever: 'GPUs that share the work',
    from: formatWhole(now),
    to: best.ratio <= 0.5 ? formatWhole(best.gpuCount) : undefined,
    best: Math.min(1, best.ratio),
    comment: `less is lost to the network and to the slowest; ${formatWhole(best.gpuCount)} take ${formatRatio((now / best.gpuCount) * best.ratio, 2)} times as long`,
  };
}

function tokens(parameters: number, trained: TrainedSize, { law, exploration }: ExplorationBasis): Halving | undefined {
  const seen = bestOf(trained.tokens);
  const size = lawParameters(parameters, trained.plan.activeParameters, exploration.sparsity);
  const best = optimumForLoss(law.best, lossAt(law.best, size, seen));
  if (best === undefined) return undefined;
  const ratio = Math.min(1, (best.parameters * best.tokens) / (size * seen));
  return {
    lever: 'size and tokens at equal loss',
    from: `${formatRatio(seen / parameters, 2)} tokens a parameter`,
    to: ratio <= 0.5 ? `${formatCount(best.parameters)} parameters, ${formatCount(best.tokens)} tokens` : undefined,
    best: ratio,
    comment: `the law’s cheapest way to this loss has ${formatCount(best.parameters)} parameters and ${formatCount(best.tokens)} tokens, each counted as 6·N·D`,
  };
}

const SPARSITIES = [2, 4, 8, 16, 32, 64] as const;

/** The first that halves; the last is the limit only where none does. */
function sparsity(parameters: number, trained: TrainedSize, basis: ExplorationBasis): Halving | undefined {
  const now = basis.exploration.sparsity;
  let best = 1;
  for (const factor of SPARSITIES.filter((value) => value >= 2 * now)) {
    const ratio = costRatio(parameters, trained, basis, { sparsity: factor }) ?? Infinity;
    best = Math.min(best, ratio);
    if (ratio > 0.5) continue;
    return {
      lever: 'parameters over those a token passes',
      from: formatRatio(now, 2),
      to: formatRatio(factor, 2),
      best,
      comment: 'a mixture of experts of equal total size and tokens; its loss is that of a smaller dense model',
    };
  }
  return {
    lever: 'parameters over those a token passes',
    from: formatRatio(now, 2),
    to: undefined,
    best,
    comment: 'experts’ own overheads eat what they save',
  };
}

/** Levers of an owner. */
function bought({ money, exploration }: ExplorationBasis): readonly Halving[] {
  if (money.hour.kind !== 'bought') return [];
  const { dollars, parts } = money.hour;
  const power = parts.electricity.value / dollars.value;
  const hardware = (parts.card.value + parts.server.value + parts.network.value) / dollars.value;
  return [
    {
      lever: 'price of electricity',
      from: formatPercent(power),
      to: undefined,
      best: 1 - power,
      comment: 'share of the cost now; free electricity would save no more',
    },
    {
      lever: 'years that the hardware works',
      from: formatRatio(exploration.lifetime_years, 2),
      to: hardware / 2 >= 0.5 ? formatRatio(2 * exploration.lifetime_years, 2) : undefined,
      best: 1 - hardware,
      comment: 'all but card, server and network would still be paid',
    },
  ];
}

/** Cost of the same tokens with dials changed, over the cost now; undefined where it cannot be trained then. */
function costRatio(
  parameters: number,
  trained: TrainedSize,
  basis: ExplorationBasis,
  change: Partial<Exploration>,
): number | undefined {
  const other = trainSize(parameters, { ...basis, exploration: { ...basis.exploration, ...change } });
  return other.kind === 'fits' ? bestOf(other.dollarsPerToken) / bestOf(trained.dollarsPerToken) : undefined;
}
