// The leaves under the explained numbers: money, transfer, data sheets, the law, the model's constants.
// Rests on cluster/, extrapolation/.
import { SERVING_CONSTANTS } from '../cluster/serving-constants.ts';
import { TRAINING_CONSTANTS } from '../cluster/training-constants.ts';
import { SERVING, TRAINING } from '../extrapolation/calibration.ts';
import { deliveryWeeks } from '../extrapolation/delivery.ts';
import { AVERAGE_LOAD, SERVER_OVER_BOARD } from '../extrapolation/energy.ts';
import type { Estimate, Sourced } from '../units/estimate.ts';
import {
  formatBandwidth,
  formatBytes,
  formatCount,
  formatDollars,
  formatEnergy,
  formatEstimate,
  formatPercent,
  formatRate,
  formatRatio,
  formatWhole,
  type Formatter,
} from '../units/format.ts';
import { AS_OF, derived, dial, sourced, type Shown } from './explained.ts';
import type { ExplorationBasis } from './exploration-basis.ts';
import type { SizedPoint } from './exploration-points.ts';
import type { Explained } from './exploration-report.ts';

export function ofMoney(
  { gpuHourDollars, exploration, deliveryWeeks: weeks, focus }: Shown,
  basis: ExplorationBasis,
): readonly Explained[] {
  const { money, accelerator } = basis;
  const { inputs, hour } = money;
  const priced = (id: string, name: string, from: Sourced<Estimate> | undefined, format: Formatter): readonly Explained[] =>
    from === undefined ? [] : [sourced(id, name, from, formatEstimate(from.value, format))];
  const isBought = hour.kind === 'bought';
  const delivery = deliveryWeeks(exploration.price_date, exploration.gpu_count, accelerator.generation);
  const power = { ...SERVER_OVER_BOARD, value: undefined };
  return [
    derived(
      'gpu-hour',
      'A GPU-hour',
      formatEstimate(gpuHourDollars, formatDollars),
      isBought ? '(card × server × network · (1 − residual)) / hours at work + building + operations + electricity' : 'the rent',
      isBought ? ['card', 'electricity', 'power'] : ['rental'].filter(() => inputs.rental !== undefined),
    ),
    ...priced('card', 'One card, bought', inputs.card, formatDollars),
    ...priced('rental', 'One GPU-hour, rented', inputs.rental, formatDollars),
    ...priced('electricity', 'Electricity, a kWh', inputs.electricity, formatDollars),
    ...priced('pue', 'Power usage effectiveness', inputs.powerUsageEffectiveness, formatRatio),
    ...priced('carbon-intensity', 'Grams of CO₂ a kWh', inputs.carbonGrams, formatRatio),
    {
      ...sourced(
        'power',
        'Energy of a GPU-hour',
        power,
        formatEnergy(money.joules[0] ?? 0),
        'board power × server over board × average load × power usage effectiveness',
      ),
      provenance: 'derived',
      inputs: ['board-power', 'average-load', 'pue'],
    },
    sourced('average-load', 'Average over rated power', AVERAGE_LOAD, formatEstimate(AVERAGE_LOAD.value, formatPercent)),
    sourced('delivery', 'Weeks to delivery', delivery, formatEstimate(weeks, formatRatio)),
    ...(focus.lifeDollars === undefined
      ? []
      : [
          derived(
            'life',
            'Dollars over its life',
            formatEstimate(focus.lifeDollars, formatDollars),
            'dollars to train + served tokens × dollars a token',
            ['dollars', 'served', 'output-dollars', 'input-dollars'],
          ),
        ]),
    dial('served', 'Tokens served over its life', formatCount(exploration.served_tokens)),
  ];
}

export function ofTransfer({ terms }: ExplorationBasis): readonly Explained[] {
  const names = {
    overhead: 'Launches that an operation costs beyond its work',
    depth: 'Tile depths that a product loses',
    wave: 'Share of the last wave that is lost',
  };
  return Object.values(terms).map(({ name, reason, value, weight, trialCount, measured }) => ({
    id: name,
    name: names[name],
    value: formatEstimate(value, formatRatio),
    formula: `${reason} ${measured === undefined ? 'No run tells it here: what was believed before speaks alone.' : `This GPU’s ${formatEstimate(measured, formatRatio)} from ${trialCount} products counts for ${formatPercent(weight, 2)}, what was believed before for the rest.`}`,
    inputs: [],
    provenance: measured === undefined ? 'assumption' : 'derived',
    source:
      measured === undefined
        ? 'published runs of small models are consistent with it'
        : 'this run, shrunk towards what was believed before',
    asOf: AS_OF,
  }));
}

export function ofHardware({ accelerator }: ExplorationBasis): readonly Explained[] {
  const { source, asOf } = accelerator;
  const sheet = { provenance: 'data-sheet' as const, source, asOf, value: undefined };
  return [
    sourced('peak', `Dense bf16 peak of ${accelerator.name}`, sheet, formatRate(accelerator.peak.bf16)),
    sourced('bandwidth', 'Memory bandwidth', sheet, formatBandwidth(accelerator.memoryBandwidth)),
    sourced('gpu-memory', 'Memory', sheet, formatBytes(accelerator.memory)),
    sourced('board-power', 'Board power', sheet, `${formatWhole(accelerator.boardPower)} W`),
    sourced(
      'best-matmul',
      'Best matrix product measured',
      { ...sheet, provenance: 'published-run' },
      accelerator.bestMatmul === undefined
        ? 'none published; the generation’s usual share of the peak'
        : formatRate(accelerator.bestMatmul),
    ),
  ];
}

export function ofLaw({ focus, exploration }: Shown, { lawSize }: SizedPoint, { law }: ExplorationBasis): readonly Explained[] {
  const { best } = law;
  const constants = `E ${best.irreducible}, A ${best.sizeConstant}, α ${best.sizeExponent}, B ${best.dataConstant}, β ${best.dataExponent}`;
  const leaf: Explained = {
    id: 'law',
    name: best.name,
    value: constants,
    formula: 'L = E + A / N^α + B / D^β',
    inputs: [],
    provenance: 'published-run',
    source: best.source,
    asOf: best.asOf,
  };
  if (focus.training.kind !== 'fits') return [leaf];
  const isMixture = exploration.sparsity > 1;
  const size: Explained = {
    id: 'law-size',
    name: 'Parameters of the dense model with its loss',
    value: formatCount(lawSize),
    formula: 'geometric mean of all parameters and of those a token passes',
    inputs: ['parameters'],
    provenance: 'assumption',
    source: 'a mixture’s loss lies between those of dense models of either size; no published law is taken',
    asOf: AS_OF,
  };
  return [
    leaf,
    ...(isMixture ? [size] : []),
    derived(
      'loss',
      'Loss, nats a token',
      formatEstimate(focus.training.loss, formatRatio),
      'E + A / N^α + B / D^β, in 64 joint draws of the constants',
      ['law', isMixture ? size.id : 'parameters', 'tokens'],
    ),
  ];
}

export function ofConstants(): readonly Explained[] {
  const values: Readonly<Record<string, number>> = { ...TRAINING, ...SERVING };
  return [...TRAINING_CONSTANTS, ...SERVING_CONSTANTS].map(({ name, meaning, unit, source }) => ({
    id: name,
    name: meaning,
    value: `${(values[name] ?? NaN).toPrecision(3)}${unit === '1' ? '' : ` ${unit}`}`,
    formula: '',
    inputs: [],
    provenance: 'fitted',
    source: `fitted to published runs; believed before: ${source}`,
    asOf: AS_OF,
  }));
}
