// Every number of the chosen point, opened: formula, inputs, provenance, source. Rests on the files beside it.
// A formula is written in ids of other numbers or in words; the explorer follows `inputs` down to the leaves.
import { SERVING_CONSTANTS } from '../cluster/serving-constants.ts';
import { TRAINING_CONSTANTS } from '../cluster/training-constants.ts';
import { totalParameters } from '../cluster/parameters.ts';
import { halfWidthAt, servingGroup, trainingGroup } from '../extrapolation/calibration.ts';
import {
  formatBytes,
  formatCount,
  formatDays,
  formatDollars,
  formatDuration,
  formatEnergy,
  formatEstimate,
  formatPercent,
  formatRatio,
  formatWhole,
} from '../units/format.ts';
import { derived, dial, type Shown } from './explained.ts';
import type { ExplorationBasis } from './exploration-basis.ts';
import { ofConstants, ofHardware, ofLaw, ofMoney, ofTransfer } from './exploration-leaves.ts';
import type { SizedPoint } from './exploration-points.ts';
import type { Explained } from './exploration-report.ts';
import { planOf } from './exploration-training.ts';

export function explain(report: Shown, size: SizedPoint, basis: ExplorationBasis): readonly Explained[] {
  return [
    ...ofShape(size, basis),
    ...ofTraining(report, size, basis),
    ...ofServing(report, size),
    ...ofMoney(report, basis),
    ...ofTransfer(basis),
    ...ofHardware(basis),
    ...ofLaw(report, size, basis),
    ...ofConstants(),
  ];
}

function ofShape({ parameters }: SizedPoint, basis: ExplorationBasis): readonly Explained[] {
  const { job } = planOf(parameters, basis);
  const shape = `${job.model.layers} layers, width ${job.model.width}, ${job.model.heads} heads, feed-forward ${job.model.feedForward}`;
  return [
    dial('parameters', 'Parameters', formatCount(parameters)),
    derived(
      'shape',
      'Shape',
      shape,
      'log-log between the published families of the ladder; the feed-forward width meets the count',
      ['parameters'],
    ),
  ];
}

function ofTraining({ focus, exploration }: Shown, { trained }: SizedPoint, basis: ExplorationBasis): readonly Explained[] {
  const { training } = focus;
  if (training.kind !== 'fits' || trained.kind !== 'fits') return [];
  const { job } = trained.plan;
  const { rate } = trained;
  const group = trainingGroup(job.accelerator, job.precision, job.model.mixture !== undefined);
  return [
    derived('tokens', 'Tokens seen', formatCount(training.tokens), tokensFormula(exploration.hold), [
      'parameters',
      ...heldInputs(exploration.hold),
    ]),
    derived(
      'flop',
      'Model FLOP',
      `${training.flop.toExponential(2)} FLOP`,
      'tokens × (6 · weights that a token passes + 6 · layers · context · heads · head width)',
      ['tokens', 'shape'],
    ),
    derived(
      'gpus',
      'GPUs at work',
      formatWhole(training.gpuCount),
      exploration.hold === 'time' || exploration.hold === 'gpus'
        ? 'at most the cluster’s, as many as the global batch can feed and compute half of a step'
        : 'at most the cluster’s, as many as see 1,024 tokens each and compute two thirds of a step',
      ['gpu-count', 'batch'],
    ),
    {
      ...derived(
        'batch',
        'Global batch',
        `${formatWhole(job.globalBatch)} sequences of ${formatWhole(job.sequenceLength)}`,
        '4 M tokens at 70 B parameters, growing as the cube root of the parameters below and the square root above, split evenly',
        ['parameters'],
      ),
      provenance: 'assumption',
      source: 'batches of GPT-3, Llama 2 and Llama 3',
    },
    derived(
      'layout',
      'Layout',
      training.layout,
      'fastest of all degrees of tensor, pipeline, context, expert and data parallelism that fit the memory',
      ['shape', 'gpus', 'memory'],
    ),
    derived(
      'step',
      'One step',
      formatDuration(rate.seconds),
      Object.entries(rate.parts)
        .filter(([, seconds]) => seconds > 0)
        .map(([part, seconds]) => `${part} ${formatDuration(seconds)}`)
        .join(' + '),
      ['layout', 'peak', 'bandwidth', 'best-matmul', 'overhead', 'depth', 'wave', ...TRAINING_CONSTANTS.map(({ name }) => name)],
    ),
    derived(
      'goodput',
      'Share of the time that steps take',
      formatPercent(rate.goodputShare),
      '1 / (1 + failures + checkpoints + evaluation); its width is what published whole runs leave open beyond their steps',
      ['gpus'],
    ),
    {
      ...derived(
        'calibration',
        'What published runs leave open',
        `× or ÷ ${formatRatio(Math.exp(halfWidthAt(group, totalParameters(job.model), 'training')))} (90 %)`,
        'half-width that held 90 % of the runs of left-out families; wider beyond the sizes that were published',
        [],
      ),
      provenance: 'published-run',
      source: `published runs of the kind ${group}`,
    },
    derived(
      'utilisation',
      'Model FLOP utilisation',
      formatEstimate(training.utilisation, formatPercent),
      'flop / (gpu-hours · peak); over the whole run',
      ['flop', 'gpu-hours', 'peak'],
    ),
    derived(
      'gpu-hours',
      'GPU-hours',
      formatEstimate(training.gpuHours, formatCount),
      'tokens · step · gpus / (batch · goodput) / 3600, within the calibration',
      ['tokens', 'step', 'gpus', 'batch', 'goodput', 'calibration'],
    ),
    derived('days', 'Days', formatEstimate(training.days, formatDays), 'gpu-hours / gpus / 24', ['gpu-hours', 'gpus']),
    derived('dollars', 'Dollars to train', formatEstimate(training.dollars, formatDollars), 'gpu-hours × gpu-hour', [
      'gpu-hours',
      'gpu-hour',
    ]),
    derived('energy', 'Energy', formatEstimate(training.energy, formatEnergy), 'gpu-hours × power', ['gpu-hours', 'power']),
    derived(
      'carbon',
      'Carbon',
      `${formatEstimate({ value: training.carbon.value / 1000, low: training.carbon.low / 1000, high: training.carbon.high / 1000 }, formatCount)} t CO₂`,
      'energy × grams a kWh',
      ['energy', 'carbon-intensity'],
    ),
    derived(
      'memory',
      'Memory a GPU',
      `${formatBytes(focus.memory.needed)} of ${formatBytes(focus.memory.available)}`,
      'weights, gradients, optimizer state, activations, 3 GB for the runtime',
      ['shape', 'gpus', 'gpu-memory'],
    ),
    dial('gpu-count', 'GPUs of the cluster', formatWhole(basis.exploration.gpu_count)),
    dial('held', 'What is held', heldWords(basis)),
  ];
}

function heldInputs(hold: ExplorationBasis['exploration']['hold']): readonly string[] {
  switch (hold) {
    case 'budget':
      return ['held', 'gpu-hour', 'step'];
    case 'time':
      return ['held', 'step', 'gpus'];
    case 'loss':
      return ['held', 'law'];
    default:
      return ['held'];
  }
}

function tokensFormula(hold: ExplorationBasis['exploration']['hold']): string {
  switch (hold) {
    case 'tokens':
    case 'gpus':
      return 'tokens a parameter × parameters';
    case 'budget':
      return 'budget / (GPU-seconds a token × dollars a GPU-second)';
    case 'time':
      return 'days × GPUs at work / GPU-seconds a token';
    case 'loss':
      return '(B / (L − E − A / N^α))^(1/β)';
    default:
      return hold satisfies never;
  }
}

function heldWords({ exploration }: ExplorationBasis): string {
  const { hold, tokens_per_parameter: tokens, budget_dollars: budget, days, gpu_count: gpus, target_loss: loss } = exploration;
  switch (hold) {
    case 'tokens':
    case 'gpus':
      return `${formatRatio(tokens)} tokens a parameter`;
    case 'budget':
      return formatDollars(budget);
    case 'time':
      return `${formatDays(days)} on ${formatWhole(gpus)} GPUs`;
    case 'loss':
      return `a loss of ${loss} nats a token`;
    default:
      return hold satisfies never;
  }
}

function ofServing({ focus: { serving }, exploration }: Shown, { served }: SizedPoint): readonly Explained[] {
  if (serving.kind !== 'fits' || served.kind !== 'fits') return [];
  const { model } = served.plan.job;
  const constants = SERVING_CONSTANTS.map(({ name }) => name);
  return [
    dial(
      'load',
      'Load',
      `${formatWhole(exploration.input_tokens)} tokens in, ${formatWhole(exploration.output_tokens)} out, ${exploration.serving_precision}`,
    ),
    derived(
      'replica',
      'Replica',
      `${formatWhole(serving.gpusPerReplica)} GPUs, ${serving.layout}`,
      'the layout that delivers most tokens a GPU within the interactivity asked for',
      ['load', 'gpu-memory', 'shape'],
    ),
    derived('serving-batch', 'Readers at once', formatWhole(serving.batch), `as many as the ${serving.batchLimit} allows`, [
      'replica',
    ]),
    derived(
      'itl',
      'Between two tokens',
      formatEstimate(serving.itl, formatDuration),
      'weights + cache + products + attention + network + launches + scheduler, prompts of the others included',
      ['replica', 'serving-batch', 'bandwidth', 'peak', 'overhead', 'serving-calibration', ...constants],
    ),
    derived(
      'ttft',
      'To the first token',
      formatEstimate(serving.ttft, formatDuration),
      'one prompt through the model while the others decode; waiting in a queue apart',
      ['replica', 'peak', ...constants],
    ),
    derived(
      'output-rate',
      'Tokens out',
      formatEstimate(serving.outputTokensPerSecondPerGpu, formatCount),
      'readers / itl / GPUs, per GPU and second',
      ['serving-batch', 'itl', 'replica'],
    ),
    derived(
      'output-dollars',
      'Dollars a million tokens out',
      formatEstimate(serving.dollarsPerMillionOutputTokens, formatDollars),
      'GPU-seconds of a request without its prompt × gpu-hour',
      ['output-rate', 'gpu-hour'],
    ),
    derived(
      'input-dollars',
      'Dollars a million tokens in',
      formatEstimate(serving.dollarsPerMillionInputTokens, formatDollars),
      'GPU-seconds of the prompt × gpu-hour',
      ['ttft', 'gpu-hour'],
    ),
    {
      ...derived(
        'serving-calibration',
        'What published servings leave open',
        `× or ÷ ${formatRatio(Math.exp(halfWidthAt(servingGroup(model), totalParameters(model), 'serving')))} (90 %)`,
        'half-width that held 90 % of the rows of left-out families; wider beyond the sizes that were published',
        [],
      ),
      provenance: 'published-run',
      source: 'published serving benchmarks',
    },
  ];
}
