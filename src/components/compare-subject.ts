// What can be compared against model size: throughput of each phase, and the cost to train and to serve. Rests on report/.
import { msg, str } from '@lit/localize';
import type { Suffixes } from '../chart/ticks.ts';
import type { Phase } from '../contract/run.ts';
import type { Report } from '../report/report-document.ts';
import { formatDollars, formatTokenRate, type Formatter } from '../units/format.ts';
import { basisOf, costOf } from './cost-layout.ts';
import type { FigureOf } from './compare-layout.ts';
import { phaseOf } from './throughput-layout.ts';
import { markOf, phaseName, wholeNumber } from './words.ts';

export type CompareSubject =
  | { readonly kind: 'throughput'; readonly phase: Phase }
  | { readonly kind: 'training' }
  | { readonly kind: 'serving' };

export interface SubjectWords {
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
  readonly interval: string;
  readonly suffixes: Suffixes;
  readonly prefix: string;
  readonly format: Formatter;
}

export function figureOf(subject: CompareSubject): FigureOf {
  return (size) => {
    if (subject.kind === 'throughput') {
      const summary = phaseOf(size, subject.phase);
      return summary && { estimate: summary.tokens_per_second, mark: markOf(summary) };
    }
    const cost = costOf(size, subject.kind);
    return cost && { estimate: cost, mark: basisOf(size, subject.kind) };
  };
}

export function subjectWords(subject: CompareSubject, report: Report | undefined): SubjectWords {
  const money = { suffixes: 'count', prefix: '$', format: formatDollars, interval: msg('90 % interval') } as const;
  switch (subject.kind) {
    case 'throughput':
      return {
        title: msg('Throughput against model size'),
        subtitle: msg(str`${phaseName(subject.phase)}, one line for each entry. Both axes are logarithmic.`),
        axis: msg('tokens/s'),
        interval: msg('95 % interval'),
        suffixes: 'count',
        prefix: '',
        format: formatTokenRate,
      };
    case 'training':
      return {
        ...money,
        title: msg('Dollars to train'),
        subtitle:
          report === undefined
            ? ''
            : msg(
                str`${wholeNumber(report.assumptions.tokens_per_parameter)} tokens per parameter on ${wholeNumber(report.assumptions.gpu_count)} H100s, extrapolated from each entry. Lines that cover each other agree.`,
              ),
        axis: msg('US dollars'),
      };
    case 'serving':
      return {
        ...money,
        title: msg('Dollars to serve'),
        subtitle: msg('A million output tokens from H100s, extrapolated from each entry. Lines that cover each other agree.'),
        axis: msg('US dollars per million output tokens'),
      };
    default:
      return subject satisfies never;
  }
}
