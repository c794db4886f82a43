// The ledger: every number that a report rests on, with its value, where it comes from, when, and what for.
// Rests on extrapolation/ and units/. `measured` stands only where this run's own samples do.
import { BEST_MATMUL, H100, LAUNCH, MEMORY_SHARE } from '../extrapolation/hardware.ts';
import { POWER_PER_GPU } from '../extrapolation/economics.ts';
import { MOST_BATCH_TOKENS_AT_70B, TRAINING_SEQUENCE } from '../extrapolation/layout.ts';
import { INSTALLED_OVER_CARD } from '../extrapolation/prices.ts';
import { SERVING_FAMILIES } from '../extrapolation/published-serving.ts';
import { isHopper, MOST_MICRO_TOKENS, TRAINING_FAMILIES } from '../extrapolation/published-training.ts';
import { SCALE_LOSS_PER_DOUBLING } from '../extrapolation/scale-loss.ts';
import { SERVING_MEMORY } from '../extrapolation/serving.ts';
import { LEAST_COLUMNS_PER_GPU, STATE_BYTES_PER_PARAMETER, USABLE_MEMORY } from '../extrapolation/training-memory.ts';
import { GOODPUT } from '../extrapolation/utilisation.ts';
import type { Estimate, Sourced } from '../units/estimate.ts';
import {
  formatBandwidth,
  formatBytes,
  formatDollars,
  formatDuration,
  formatEstimate,
  formatPercent,
  formatPower,
  formatRate,
  formatRatio,
  formatWhole,
  type Formatter,
} from '../units/format.ts';
import type { LedgerEntry } from './report-document.ts';
import { deviceTrainingRate, focusOf, type Basis } from './basis.ts';

export function ledgerOf(basis: Basis): readonly LedgerEntry[] {
  return [...ofThisRun(basis), ...ofTraining(basis), ...ofServing(basis), ...ofMoney(basis)];
}

function ofThisRun(basis: Basis): readonly LedgerEntry[] {
  const { run, model, shape, summary } = basis;
  const asOf = run.started_at.slice(0, 10);
  const focus = focusOf(basis.assumptions);
  const ceiling = (
    name: string,
    key: 'peak' | 'bandwidth' | 'launch',
    format: Formatter,
    probe: string,
    role: string,
  ): LedgerEntry => ({
    name,
    value: formatEstimate(model[key], format),
    asOf,
    role,
    provenance: model.basis[key] === 'probe' ? 'measured' : 'derived',
    source:
      model.basis[key] === 'probe'
        ? `this run, ${probe}`
        : `this run, without its probe: from the ${model.basis[key] === 'other-ceiling' ? 'other ceiling and a typical balance' : 'fastest operation'}`,
  });
  const untold = 'this run could not tell (too few measured sizes); supposed';
  return [
    ceiling('Arithmetic ceiling of this GPU', 'peak', formatRate, 'FMA chain', 'Roofline, and unit of work for its efficiencies'),
    ceiling(
      'Memory ceiling of this GPU',
      'bandwidth',
      formatBandwidth,
      'largest copy',
      'Roofline, and unit of traffic for its efficiencies',
    ),
    ceiling('Launch on this GPU', 'launch', formatDuration, 'empty dispatch', 'Unit of time for its overheads'),
    {
      name: `Training rate of this GPU at ${focus.name}`,
      provenance: 'derived' as const,
      asOf,
      value: formatEstimate(
        deviceTrainingRate(
          focus,
          summary.sizes.find(({ id }) => id === focus.id),
          basis,
        ),
        formatRate,
      ),
      source: 'this run: its trials where a part was measured, its device model elsewhere',
      role: 'What an H100 is compared with',
    },
    {
      name: 'Overhead of an operation, in launches',
      value: formatEstimate(shape.overhead, formatRatio),
      asOf,
      provenance: shape.overheadTrials === undefined ? 'assumption' : 'derived',
      source:
        shape.overheadTrials === undefined
          ? untold
          : `${shape.overheadTrials} matrix products of this run, joined with a prior of 1 within a factor 4`,
      role: 'Shape of efficiency against work, carried to the H100; matters below about 1 B parameters',
    },
    {
      name: 'Prefill rate over training rate',
      value: formatEstimate(shape.prefillOverTrain, formatRatio),
      asOf,
      provenance: shape.ratioSizes === undefined ? 'assumption' : 'derived',
      source:
        shape.ratioSizes === undefined
          ? untold
          : `${shape.ratioSizes} sizes of this run, joined with a prior of 1 within a factor 1.5`,
      role: 'Carries the level of training to prompts',
    },
  ];
}

function ofTraining({ level, assumptions }: Basis): readonly LedgerEntry[] {
  const hopper = TRAINING_FAMILIES.filter(isHopper);
  return [
    fromSource('H100 dense bf16 peak', H100.bf16, formatRate, 'Ceiling of arithmetic; denominator of the utilisation'),
    fromSource('H100 memory bandwidth', H100.memoryBandwidth, formatBandwidth, 'Ceiling of traffic'),
    fromSource('H100 memory', H100.memory, formatBytes, 'What fits'),
    fromSource('Best matrix product on an H100', BEST_MATMUL, formatRate, 'No utilisation is taken above it'),
    fromSource('Reachable share of memory bandwidth', MEMORY_SHARE, formatPercent, 'Traffic of training and serving'),
    fromSource('Launch on an H100', LAUNCH, formatDuration, 'Unit of time for overheads on the H100'),
    {
      name: 'Training: share of the roofline reached',
      value: formatEstimate(level, formatPercent),
      provenance: 'published-run',
      source: `median of ${hopper.length} families of H100 runs (${hopper.map(({ family }) => family).join(', ')}); spread pooled with ${TRAINING_FAMILIES.length - hopper.length} of A100 runs`,
      asOf: latest(hopper),
      role: 'Level of the utilisation; most of its uncertainty',
    },
    {
      name: 'Loss per doubling of GPUs',
      value: formatEstimate(SCALE_LOSS_PER_DOUBLING, formatPercent),
      provenance: 'published-run',
      source: 'pairs of runs that differ in GPUs only (mosaicml/llm-foundry, pytorch/torchtitan)',
      asOf: '2024-12',
      role: 'Utilisation above 8 GPUs',
    },
    estimated('Goodput of a whole run', GOODPUT, formatPercent, 'Utilisation of full runs'),
    ...(assumptions.utilisation === null
      ? []
      : [own('Utilisation', formatPercent(assumptions.utilisation), 'Replaces the derived utilisation, goodput included')]),
    fromSource('Training state, bytes per parameter', STATE_BYTES_PER_PARAMETER, formatWhole, 'What fits'),
    fromSource('Usable share of memory in training', USABLE_MEMORY, formatPercent, 'What fits'),
    fromSource('Least columns of the width per GPU', LEAST_COLUMNS_PER_GPU, formatWhole, 'How many GPUs can share a sequence'),
    fromSource(
      'Largest batch at 70 B, tokens',
      MOST_BATCH_TOKENS_AT_70B,
      formatWhole,
      'How many GPUs a step can feed; grows as the cube root of the parameters',
    ),
    fromSource('Training sequence, tokens', TRAINING_SEQUENCE, formatWhole, 'Arithmetic of attention'),
    supposed(
      'Most tokens a GPU works on at a time',
      formatWhole(MOST_MICRO_TOKENS),
      'micro-batches of published layouts: 2 k to 32 k tokens',
      'Size of the operations',
    ),
    own(
      'Tokens per parameter',
      formatWhole(assumptions.tokens_per_parameter),
      'Length of the training (20: compute-optimal, Hoffmann et al., 2022)',
    ),
    own('GPUs of the cluster', formatWhole(assumptions.gpu_count), 'Size of the cluster'),
  ];
}

function ofServing({ serving, assumptions }: Basis): readonly LedgerEntry[] {
  const sources = [...new Set(SERVING_FAMILIES.map(({ source }) => source))];
  return [
    {
      name: 'Serving: share of the decode law reached',
      value: formatEstimate(serving.levels.decode, formatRatio),
      provenance: 'published-run',
      source: `families of H100 runs, all fp8: ${sources.join('; ')}`,
      asOf: latest(SERVING_FAMILIES),
      role: 'Level of decode rates',
    },
    {
      name: 'Serving: share of the peak that prompts reach',
      value: formatEstimate(serving.prompts, formatPercent),
      provenance: 'derived',
      source: 'published first-token times (fp8), joined with the level of training times this run’s prefill over training',
      asOf: latest(SERVING_FAMILIES),
      role: 'Time to first token',
    },
    fromSource('Memory for weights and caches in serving', SERVING_MEMORY, formatPercent, 'GPUs of a replica'),
    own('Requests served together', formatWhole(assumptions.serving_batch), 'Batch of a replica, always full'),
  ];
}

function ofMoney({ prices, assumptions, gpuHourDollars }: Basis): readonly LedgerEntry[] {
  const perHour = {
    name: 'Cost of a GPU-hour',
    value: formatEstimate(gpuHourDollars, formatDollars),
    asOf: assumptions.price_date,
  };
  if (assumptions.acquisition === 'rented') {
    return [
      estimated('H100, rented, per hour', prices.rental, formatDollars, 'Price of a GPU-hour'),
      { ...perHour, provenance: 'derived', source: 'the rental price', role: 'Dollars of training and serving' },
      estimated('Power per GPU, cooling included', POWER_PER_GPU, formatPower, 'Energy'),
    ];
  }
  return [
    { ...estimated('H100, bought', prices.card, formatDollars, 'Price of one card'), value: priceOf(prices.card.value) },
    estimated(
      'Installed price over the card’s',
      INSTALLED_OVER_CARD,
      formatRatio,
      'Server, network and cables on top of the card; no building',
    ),
    own('Lifetime of the hardware', `${assumptions.lifetime_years} years`, 'Spreads its price over hours'),
    estimated('Electricity, per kWh', prices.electricity, formatDollars, 'Running cost'),
    estimated('Power per GPU, cooling included', POWER_PER_GPU, formatPower, 'Energy and running cost'),
    {
      ...perHour,
      provenance: 'derived',
      source: 'installed price over its hours, and electricity',
      role: 'Dollars of training and serving',
    },
  ];
}

/** The price as it was quoted, with the range of the quotes around it. */
function priceOf({ value, low, high }: Estimate): string {
  return low === high
    ? formatDollars(value, 5)
    : `${formatDollars(value, 5)} (${formatDollars(low, 3)}–${formatDollars(high, 3)})`;
}

function fromSource(
  name: string,
  { value, provenance, source, asOf }: Sourced<number>,
  format: Formatter,
  role: string,
): LedgerEntry {
  return { name, value: format(value), provenance, source, asOf, role };
}

function estimated(
  name: string,
  { value, provenance, source, asOf }: Sourced<Estimate>,
  format: Formatter,
  role: string,
): LedgerEntry {
  return { name, value: formatEstimate(value, format), provenance, source, asOf, role };
}

function supposed(name: string, value: string, source: string, role: string): LedgerEntry {
  return { name, value, provenance: 'assumption', source, asOf: '2026-11', role };
}

/** A dial of the reader's. */
function own(name: string, value: string, role: string): LedgerEntry {
  return { name, value, provenance: 'assumption', source: 'the reader’s dial', asOf: '2026-11', role };
}

function latest(families: readonly { readonly asOf: string }[]): string {
  return (
    families
      .map(({ asOf }) => asOf)
      .toSorted()
      .at(-1) ?? ''
  );
}
