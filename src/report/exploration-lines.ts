// Lines of equal effort across the curve, and the models that exist. Rests on extrapolation/.
import { bestOf, estimateOf } from '../extrapolation/draws.ts';
import { hoursOn, PUBLISHED_MODELS } from '../extrapolation/known-models.ts';
import { product } from '../units/estimate.ts';
import { formatWhole } from '../units/format.ts';
import type { ExplorationBasis } from './exploration-basis.ts';
import type { IsoLine, KnownModel } from './exploration-report.ts';
import type { SizedPoint } from './exploration-points.ts';

const ISO_GPUS = 10_000;
const ISO_DAYS = 90;
const ISO_DOLLARS = 100e6;

/**
 * Dollars at which a limit is reached, for every size that trains: 10,000 GPUs kept busy for the dials' days, 100 million
 * dollars, and 90 days of as many of the dials' GPUs as the size can use. None falls as the size grows.
 */
export function isoLines(sizes: readonly SizedPoint[], { exploration, money }: ExplorationBasis): readonly IsoLine[] {
  const hour = money.dollars ? bestOf(money.dollars) : undefined;
  const { days, gpu_count: gpuCount } = exploration;
  const line = (id: IsoLine['id'], label: string, dollarsOf: (working: number) => number): IsoLine => ({
    id,
    label,
    points: sizes.flatMap(({ parameters, trained }) =>
      trained.kind === 'fits' ? [{ parameters, dollars: dollarsOf(trained.plan.job.gpuCount) }] : [],
    ),
  });
  const budget = line('budget', '100 million dollars', () => ISO_DOLLARS);
  if (hour === undefined) return [budget];
  return [
    line('gpus', `${formatWhole(ISO_GPUS)} GPUs for ${formatWhole(days)} days`, () => ISO_GPUS * days * 24 * hour),
    budget,
    line('time', `${ISO_DAYS} days of up to ${formatWhole(gpuCount)} GPUs`, (working) => working * ISO_DAYS * 24 * hour),
  ];
}

export function knownModels({ accelerator, money }: ExplorationBasis): readonly KnownModel[] {
  return PUBLISHED_MODELS.map((model) => {
    const hours = hoursOn(model, accelerator);
    const { name, parameters, tokens, gpuHours, source, asOf } = model;
    return {
      name,
      parameters,
      tokens,
      publishedGpuHours: gpuHours,
      dollars: hours && money.dollars ? product(hours, estimateOf(money.dollars)) : undefined,
      source,
      asOf,
    };
  });
}
