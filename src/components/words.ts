// The words and signs that several elements share: phases, marks, months. Rests on contract/.
import { msg, str } from '@lit/localize';
import type { Phase } from '../contract/run.ts';
import type { PhaseSummary } from '../contract/summary.ts';
import type { MarkerShape } from '../chart/marker.ts';
import { formatCount, formatPercent } from '../units/format.ts';

/** How a point came to be, as far as one sign can say it. */
export type Mark = 'measured' | 'in-part' | 'projected';

export const PHASE_SHAPES: Readonly<Record<Phase, MarkerShape>> = { prefill: 'circle', decode: 'square', train: 'triangle' };

export function markOf(phase: PhaseSummary): Mark {
  if (phase.kind === 'projected') return 'projected';
  return phase.kind === 'measured' && !phase.is_sliced ? 'measured' : 'in-part';
}

export function markSign(mark: Mark): string {
  switch (mark) {
    case 'measured':
      return '✓';
    case 'in-part':
      return '◐';
    case 'projected':
      return '~';
    default:
      return mark satisfies never;
  }
}

/** What exactly the sign stands for at this point. */
export function markWords(phase: PhaseSummary): string {
  if (phase.kind === 'projected') return msg('projected');
  if (phase.kind === 'measured') return phase.is_sliced ? msg('measured on a slice') : msg('measured');
  const share = formatPercent(phase.measured_share_of_time, 2);
  return phase.is_sliced ? msg(str`${share} of the time measured, on slices`) : msg(str`${share} of the time measured`);
}

export function phaseName(phase: Phase): string {
  switch (phase) {
    case 'prefill':
      return msg('Prefill');
    case 'decode':
      return msg('Decode');
    case 'train':
      return msg('Training');
    default:
      return phase satisfies never;
  }
}

export function phaseMeaning(phase: Phase): string {
  switch (phase) {
    case 'prefill':
      return msg('reading a prompt');
    case 'decode':
      return msg('writing one token at a time');
    case 'train':
      return msg('one training step, forward and backward');
    default:
      return phase satisfies never;
  }
}

const MONTHS = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `2023-04` as `April 2023`. */
export function monthName(month: string): string {
  return MONTHS.format(new Date(`${month}-01T00:00:00Z`));
}

/** An ISO time as `23 November 2026`. */
export function dayName(time: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(time),
  );
}

/** A count of things that are counted one by one: `10,000`. */
export function wholeNumber(count: number): string {
  return count.toLocaleString('en-US');
}

/** `69 B parameters`. */
export function parameterWords(parameters: number): string {
  return msg(str`${formatCount(parameters, 2)} parameters`);
}
