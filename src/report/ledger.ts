// The ledger: every number that a report rests on, with its value, where it comes from, when, and what for.
// Rests on extrapolation/, cluster/ and units/. `measured` stands only where this run's own samples do.
import { EVALUATION, GPU_SECONDS_BETWEEN_FAILURES, goodput } from '../cluster/goodput.ts';
import { SERVING_CONSTANTS } from '../cluster/serving-constants.ts';
import { TRAINING_CONSTANTS } from '../cluster/training-constants.ts';
import { halfWidthOf, SERVING, TRAINING, wholeRunHalfWidth } from '../extrapolation/calibration.ts';
import { MOST_BATCH_TOKENS_AT_70B } from '../extrapolation/training-plan.ts';
import type { Term } from '../extrapolation/transfer.ts';
import type { EvidenceGroup } from '../evidence/evidence.ts';
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
import { SECONDS_PER_DAY } from '../units/units.ts';
import type { LedgerEntry } from './report-document.ts';
import { deviceTrainingRate, focusOf, type Basis } from './basis.ts';

export function ledgerOf(basis: Basis): readonly LedgerEntry[] {
  return [...ofThisRun(basis), ...ofTraining(basis), ...ofServing(basis), ...ofMoney(basis)];
}

function ofThisRun(basis: Basis): readonly LedgerEntry[] {
  const { run, model, engine, summary } = basis;
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
    ...Object.values(engine.terms).map(ofTransfer(asOf)),
  ];
}

const TERMS: Readonly<Record<Term['name'], { readonly name: string; readonly role: string }>> = {
  overhead: {
    name: 'Overhead of an operation, in launches',
    role: 'Shape of efficiency against work, carried to the H100; matters below about 1 B parameters',
  },
  depth: { name: 'Depth that a product loses, in tiles', role: 'Shape of efficiency against k; matters for narrow models' },
  wave: {
    name: 'Share of the last wave of tiles that is lost',
    role: 'Shape of efficiency against tiles; matters for small models',
  },
};

const ofTransfer =
  (asOf: string) =>
  ({ name, prior, value, measured, trialCount, weight }: Term): LedgerEntry => ({
    ...TERMS[name],
    asOf,
    value: formatEstimate(value, formatRatio),
    provenance: measured === undefined ? 'assumption' : 'derived',
    source:
      measured === undefined
        ? 'this run could not tell (too few products, or too alike); supposed'
        : `${formatEstimate(measured, formatRatio)} by ${trialCount} matrix products of this run, which counts for ${formatPercent(weight, 2)}; ${formatEstimate(prior, formatRatio)} supposed before`,
  });

function ofTraining({ engine, assumptions }: Basis): readonly LedgerEntry[] {
  const { accelerator } = engine;
  const sheet = <T>(value: T): Sourced<T> => ({
    value,
    provenance: 'data-sheet',
    source: accelerator.source,
    asOf: accelerator.asOf,
  });
  const { share } = goodput(assumptions.gpu_count);
  return [
    fromSource(
      'H100 dense bf16 peak',
      sheet(accelerator.peak.bf16),
      formatRate,
      'Ceiling of arithmetic; denominator of the utilisation',
    ),
    fromSource('H100 memory bandwidth', sheet(accelerator.memoryBandwidth), formatBandwidth, 'Ceiling of traffic'),
    fromSource('H100 memory', sheet(accelerator.memory), formatBytes, 'What fits'),
    fromSource('NVLink, per GPU one way', sheet(accelerator.fabricBandwidth), formatBandwidth, 'Transfers within a server'),
    fromSource('Network, per GPU', sheet(accelerator.networkBandwidth), formatBandwidth, 'Transfers between servers'),
    ...(accelerator.bestMatmul === undefined
      ? []
      : [
          fromSource(
            'Best matrix product on an H100',
            { ...sheet(accelerator.bestMatmul), provenance: 'published-run' },
            formatRate,
            'What the share of products is of',
          ),
        ]),
    ...TRAINING_CONSTANTS.filter(({ name }) => name !== 'exploration').map(({ name, meaning, unit }) =>
      fitted(meaning, TRAINING[name], unit, 'published training runs', 'Time of a step'),
    ),
    calibrated('Training: what published runs leave open', 'dense-h100-bf16', 'Interval of hours and dollars'),
    {
      name: 'Goodput of a whole run on the cluster',
      value: formatPercent(share),
      provenance: 'published-run',
      source: `a failure in ${formatWhole(GPU_SECONDS_BETWEEN_FAILURES / SECONDS_PER_DAY)} GPU-days (Llama 3 405B, table 5), checkpoints at Young’s interval, ${formatPercent(EVALUATION, 1)} evaluation; within ${formatRatio(Math.exp(wholeRunHalfWidth()))} either way of published whole runs`,
      asOf: '2024-07',
      role: 'Days and GPU-hours of full runs',
    },
    ...(assumptions.utilisation === null
      ? []
      : [own('Utilisation', formatPercent(assumptions.utilisation), 'Replaces the derived utilisation, goodput included')]),
    fromSource(
      'Largest batch at 70 B, tokens',
      MOST_BATCH_TOKENS_AT_70B,
      formatWhole,
      'How many GPUs a step can feed; grows as the cube root of the parameters below, the square root above',
    ),
    supposed(
      'Training sequence, tokens',
      formatWhole(engine.exploration.sequence_length),
      'context of Llama 2 and most published runs; GPT-2 1024, GPT-3 2048',
      'Arithmetic of attention',
    ),
    own(
      'Tokens per parameter',
      formatWhole(assumptions.tokens_per_parameter),
      'Length of the training (20: compute-optimal, Hoffmann et al., 2022)',
    ),
    own('GPUs of the cluster', formatWhole(assumptions.gpu_count), 'Size of the cluster'),
  ];
}

function ofServing({ assumptions, run }: Basis): readonly LedgerEntry[] {
  return [
    ...SERVING_CONSTANTS.map(({ name, meaning, unit }) =>
      fitted(meaning, SERVING[name], unit, 'published serving benchmarks', 'Time of a decode step and of a prompt'),
    ),
    calibrated('Serving: what published benchmarks leave open', 'serving-dense', 'Interval of rates and dollars'),
    calibrated('First token: what published benchmarks leave open', 'first-token', 'Interval of the time to first token'),
    own(
      'Requests served together',
      formatWhole(assumptions.serving_batch),
      'Batch of a replica, always full, as far as memory holds it',
    ),
    supposed(
      'Tokens of a prompt, and of its answer',
      formatWhole(run.sequence_length),
      'the run’s sequence length for both',
      'Load of serving; prompts enter between decoded tokens',
    ),
  ];
}

function ofMoney({ engine, assumptions }: Basis): readonly LedgerEntry[] {
  const { inputs, hour, power } = engine.money;
  const powered: LedgerEntry = {
    name: 'Power per GPU, cooling included',
    value: formatEstimate(power, formatPower),
    provenance: 'derived',
    source: `board power × server over board × average load × power usage effectiveness (${inputs.powerUsageEffectiveness.source})`,
    asOf: inputs.powerUsageEffectiveness.asOf,
    role: 'Energy, and the electricity of bought GPUs',
  };
  if (hour.kind === 'unpriced') return [powered];
  const perHour = {
    name: 'Cost of a GPU-hour',
    value: formatEstimate(hour.dollars, formatDollars),
    asOf: assumptions.price_date,
    provenance: 'derived' as const,
    role: 'Dollars of training and serving',
  };
  if (hour.kind === 'rented') {
    return [
      ...(inputs.rental === undefined
        ? []
        : [estimated('H100, rented, per hour', inputs.rental, formatDollars, 'Price of a GPU-hour')]),
      { ...perHour, source: 'the rental price' },
      powered,
    ];
  }
  const { exploration } = engine;
  return [
    ...(inputs.card === undefined
      ? []
      : [{ ...estimated('H100, bought', inputs.card, formatDollars, 'Price of one card'), value: priceOf(inputs.card.value) }]),
    {
      name: 'One H100 installed, with its server and network',
      value: formatEstimate(hour.installed, formatDollars),
      provenance: 'derived',
      source: 'card × server over card × network over server, by size of the cluster',
      asOf: assumptions.price_date,
      role: 'What is written off; no building',
    },
    own('Lifetime of the hardware', `${assumptions.lifetime_years} years`, 'Spreads its price over hours'),
    supposed(
      'Worth at its end',
      formatPercent(exploration.residual_share),
      'as the explorer’s default',
      'What of the hardware’s price is not written off',
    ),
    supposed(
      'Hours that it works',
      formatPercent(exploration.use_share),
      'as the explorer’s default',
      'Share of its life over which the price is spread',
    ),
    estimated('Electricity, per kWh', inputs.electricity, formatDollars, 'Running cost'),
    powered,
    { ...perHour, source: 'hardware, building, operations and electricity over its hours at work' },
  ];
}

/** What neither a source nor a dial says. */
function supposed(name: string, value: string, source: string, role: string): LedgerEntry {
  return { name, value, provenance: 'assumption', source, asOf: '2026-11', role };
}

function fitted(meaning: string, value: number, unit: string, from: string, role: string): LedgerEntry {
  return {
    name: meaning,
    value: `${value.toPrecision(3)}${unit === '1' ? '' : ` ${unit}`}`,
    provenance: 'published-run',
    source: `fitted to ${from} (data/fitted-constants.json)`,
    asOf: '2026-11',
    role,
  };
}

/** How far runs of families that were left out of the fit lay off. */
function calibrated(name: string, group: EvidenceGroup, role: string): LedgerEntry {
  return {
    name,
    value: `× or ÷ ${formatRatio(Math.exp(halfWidthOf(group)))}`,
    provenance: 'published-run',
    source: `holds 90 % of the runs of left-out families, ${group}`,
    asOf: '2026-11',
    role,
  };
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

/** A dial of the reader's. */
function own(name: string, value: string, role: string): LedgerEntry {
  return { name, value, provenance: 'assumption', source: 'the reader’s dial', asOf: '2026-11', role };
}
