// What there is to say about the cost of one size, as named, formatted values. Rests on report/ and units/format.
import { msg, str } from '@lit/localize';
import type { SizeReport } from '../report/report-document.ts';
import {
  formatBytes,
  formatCount,
  formatDays,
  formatDollars,
  formatDuration,
  formatEnergy,
  formatEstimate,
  formatPercent,
  formatTokenRate,
} from '../units/format.ts';
import type { CostSubject } from './cost-layout.ts';
import { wholeNumber } from './words.ts';

export interface CostFact {
  readonly name: string;
  readonly value: string;
}

/** A size that does not fit has one fact: why. */
export function costFacts(size: SizeReport, subject: CostSubject): readonly CostFact[] {
  return subject === 'training' ? trainingFacts(size) : servingFacts(size);
}

function trainingFacts({ training }: SizeReport): readonly CostFact[] {
  if (training.kind === 'does-not-fit') {
    const needed = formatBytes(training.neededBytes);
    const available = formatBytes(training.availableBytes);
    return [
      {
        name: msg('Does not fit'),
        value: msg(str`needs ${needed}, the cluster has ${available}; ${wholeNumber(training.fewestGpus)} H100s would hold it`),
      },
    ];
  }
  return [
    { name: msg('Cost'), value: formatEstimate(training.dollars, formatDollars) },
    { name: msg('Time'), value: formatEstimate(training.days, formatDays) },
    { name: msg('Energy'), value: formatEstimate(training.energy, formatEnergy) },
    { name: msg('H100s at work'), value: wholeNumber(training.gpuCount) },
    { name: msg('Work'), value: msg(str`${formatEstimate(training.gpuHours, formatCount)} H100 hours`) },
    { name: msg('Utilisation'), value: formatEstimate(training.utilisation, formatPercent) },
  ];
}

function servingFacts({ serving }: SizeReport): readonly CostFact[] {
  return [
    { name: msg('Output, per million tokens'), value: formatEstimate(serving.dollarsPerMillionOutputTokens, formatDollars) },
    { name: msg('Input, per million tokens'), value: formatEstimate(serving.dollarsPerMillionInputTokens, formatDollars) },
    { name: msg('Output per H100'), value: formatEstimate(serving.outputTokensPerSecondPerGpu, formatTokenRate) },
    { name: msg('Between two tokens'), value: formatEstimate(serving.itl, formatDuration) },
    { name: msg('To the first token'), value: formatEstimate(serving.ttft, formatDuration) },
    { name: msg('H100s per replica'), value: wholeNumber(serving.gpusPerReplica) },
  ];
}
