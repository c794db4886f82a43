// What there is to say about one size, as named, formatted values with the ids of their explanations. Rests on report/.
import { msg, str } from '@lit/localize';
import type { CurvePoint, ExplorationReport, ServingCurvePoint, TrainingPoint } from '../report/exploration-report.ts';
import {
  formatCount,
  formatDays,
  formatDollars,
  formatDuration,
  formatEnergy,
  formatEstimate,
  formatMass,
  formatPercent,
  formatRatio,
  formatScientific,
  formatTokenRate,
} from '../units/format.ts';
import type { Hold } from './explore-words.ts';
import type { NumberFact } from './sw-numbers.ts';
import { wholeNumber } from './words.ts';

export type Subject = 'training' | 'serving';

/** The first three say most; a size out of reach has one fact: why. */
export function pointFacts(point: CurvePoint, subject: Subject, hold: Hold): readonly NumberFact[] {
  const part = subject === 'training' ? point.training : point.serving;
  if (part.kind === 'unreachable') return [{ name: msg('Out of reach'), value: part.reason, id: undefined }];
  return subject === 'training' ? trainingFacts(part as TrainingPoint, hold) : servingFacts(part as ServingCurvePoint);
}

function trainingFacts(training: TrainingPoint, hold: Hold): readonly NumberFact[] {
  const dollars = fact('dollars', msg('Cost'), formatEstimate(training.dollars, formatDollars));
  const days = fact('days', msg('Time'), formatEstimate(training.days, formatDays));
  const loss = fact('loss', msg('Loss, nats a token'), formatEstimate(training.loss, formatRatio));
  const tokens = fact('tokens', msg('Tokens'), formatCount(training.tokens));
  const isLossShown = hold === 'budget' || hold === 'time';
  return [
    ...(isLossShown ? [loss, tokens, hold === 'budget' ? days : dollars] : [dollars, days, loss]),
    ...(isLossShown ? [hold === 'budget' ? dollars : days] : [tokens]),
    fact('gpus', msg('GPUs'), wholeNumber(training.gpuCount)),
    fact('gpu-hours', msg('GPU hours'), formatEstimate(training.gpuHours, formatCount)),
    fact('utilisation', msg('Utilisation'), formatEstimate(training.utilisation, formatPercent)),
    fact('flop', msg('FLOP'), formatScientific(training.flop)),
    fact('energy', msg('Energy'), formatEstimate(training.energy, formatEnergy)),
    fact('carbon', msg('CO₂'), formatEstimate(training.carbon, formatMass)),
  ];
}

function servingFacts(serving: ServingCurvePoint): readonly NumberFact[] {
  return [
    fact(
      'output-dollars',
      msg('Output, per million tokens'),
      formatEstimate(serving.dollarsPerMillionOutputTokens, formatDollars),
    ),
    fact('input-dollars', msg('Input, per million tokens'), formatEstimate(serving.dollarsPerMillionInputTokens, formatDollars)),
    fact('output-rate', msg('Output per GPU'), formatEstimate(serving.outputTokensPerSecondPerGpu, formatTokenRate)),
    fact('ttft', msg('To the first token'), formatEstimate(serving.ttft, formatDuration)),
    fact('itl', msg('Between two tokens'), formatEstimate(serving.itl, formatDuration)),
    fact('replica', msg('GPUs of a replica'), wholeNumber(serving.gpusPerReplica)),
    fact('serving-batch', msg('Requests together'), msg(str`${wholeNumber(serving.batch)}, ${limitWords(serving.batchLimit)}`)),
  ];
}

/** What the chosen size rests on and leads to besides its training: an hour's price, its whole life, a delivery. */
export function lifeFacts({ focus, deliveryWeeks, exploration, gpuHourDollars }: ExplorationReport): readonly NumberFact[] {
  const served = formatCount(exploration.served_tokens, 2);
  const life = focus.lifeDollars;
  return [
    fact('gpu-hour', msg('A GPU hour'), formatEstimate(gpuHourDollars, formatDollars)),
    ...(life === undefined
      ? []
      : [fact('life', msg(str`Over its life, ${served} tokens served`), formatEstimate(life, formatDollars))]),
    fact(
      'delivery',
      msg(str`Delivery of ${wholeNumber(exploration.gpu_count)} GPUs`),
      msg(str`${formatEstimate(deliveryWeeks, formatRatio)} weeks`),
    ),
  ];
}

function fact(id: string, name: string, value: string): NumberFact {
  return { id, name, value };
}

function limitWords(limit: ServingCurvePoint['batchLimit']): string {
  switch (limit) {
    case 'memory':
      return msg('bounded by memory');
    case 'interactivity':
      return msg('bounded by interactivity');
    case 'asked':
      return msg('as asked');
    default:
      return limit satisfies never;
  }
}
