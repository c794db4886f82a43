// A computed figure of a claim: named quantities, what they speak for, where they come from. Rests on units/, data/claims.json.
// Which figures there are and what each is made of is said once, in FigureValues; the words stand in components/claim-words.ts.
import data from '../../data/claims.json' with { type: 'json' };
import { exact, type Estimate } from '../units/estimate.ts';
import {
  formatCount,
  formatDollars,
  formatEstimate,
  formatPercent,
  formatPower,
  formatRatio,
  formatWhole,
  type Formatter,
} from '../units/format.ts';
import type { Run } from './claims-context.ts';

export interface Quantity {
  readonly value: Estimate;
  /** With unit and interval. */
  readonly text: string;
}

/** The figures and the quantities that each is told with. */
export interface FigureValues {
  readonly 'halving-cost': 'factor' | 'before' | 'here';
  readonly 'tenfold-budget': 'from' | 'to' | 'excessLeft';
  readonly 'same-run-then-and-now': 'april' | 'today' | 'ratio';
  readonly 'gpus-for-ninety-days': 'gpus' | 'claimed';
  readonly 'reported-gpus': 'gpus';
  readonly 'serving-gpus': 'gpus' | 'prompts' | 'claimed';
  readonly 'quotes-of-the-month': 'article' | 'low' | 'high';
  readonly 'card-today': 'article' | 'today';
  readonly 'card-share': 'share' | 'hour';
  readonly 'size-for-budget': 'parameters' | 'budget';
  readonly 'run-cost': 'dollars' | 'published';
  readonly pooling: 'from' | 'to' | 'idle' | 'pooled';
  readonly 'serving-price': 'cost' | 'price';
  readonly 'serving-measured': 'cost' | 'price';
  readonly 'gross-margins': 'first' | 'second';
  readonly 'losses-a-dollar': 'loss';
  readonly 'operating-profit': 'profit';
  readonly lever: 'factor' | 'saved' | 'excessLeft';
  readonly 'serving-lever': 'factor';
  readonly 'models-since': 'models';
  readonly overpaid: 'factor' | 'best' | 'parameters';
  readonly 'life-size': 'size' | 'trainingSize' | 'served';
  readonly 'flat-valley': 'from' | 'to' | 'factor';
  readonly 'size-against-data': 'size' | 'data';
  readonly 'size-along-optimum': 'excessLeft' | 'dollars';
  readonly 'cluster-price': 'cards' | 'installed' | 'power';
  readonly 'cluster-trains': 'parameters' | 'tokens' | 'loss';
  readonly 'larger-order': 'gpus';
  readonly waiting: 'weeks';
  readonly 'waiting-is-progress': 'weeks' | 'factor';
  readonly 'budget-buys': 'budget' | 'parameters' | 'loss';
  readonly revenue: 'revenue';
}

export type FigureId = keyof FigureValues;
/** For the claim, against it, or beside it. */
export type Side = 'for' | 'against' | 'beside';

export type Figure = {
  readonly [Id in FigureId]: {
    readonly id: Id;
    readonly side: Side;
    /** Which of several figures of this kind: a model, a month, a lever. */
    readonly subject: string;
    readonly values: Readonly<Record<FigureValues[Id], Quantity>>;
    readonly sources: readonly string[];
  };
}[FigureId];

type FigureOf<Id extends FigureId> = Extract<Figure, { readonly id: Id }>;

/** A figure, or none where one of its quantities could not be had. */
export function figure<Id extends FigureId>(
  id: Id,
  subject: string,
  values: Readonly<Record<FigureValues[Id], Quantity | undefined>>,
  side: (values: FigureOf<Id>['values']) => Side,
  sources: readonly string[],
): readonly Figure[] {
  if (Object.values(values).some((quantity) => quantity === undefined)) return [];
  const complete = values as FigureOf<Id>['values'];
  return [{ id, subject, values: complete, side: side(complete), sources } as FigureOf<Id>];
}

/** For a claim that says `more than bound`: by the whole interval, beside where it lies on both sides. */
export function overOrUnder({ value: { low, high } }: Quantity, bound: number): Side {
  return low > bound ? 'for' : high < bound ? 'against' : 'beside';
}

export function opposite(side: Side): Side {
  return side === 'for' ? 'against' : side === 'against' ? 'for' : 'beside';
}

const quantity =
  (format: Formatter) =>
  (value: Estimate | number | undefined): Quantity | undefined => {
    if (value === undefined) return undefined;
    const estimate = typeof value === 'number' ? exact(value) : value;
    return { value: estimate, text: formatEstimate(estimate, format) };
  };

export const dollars = quantity(formatDollars);
/** A quoted price, to the dollar. */
export const price = (value: number): Quantity => ({ value: exact(value), text: formatDollars(value, 5) });
export const count = quantity(formatCount);
export const ratio = quantity(formatRatio);
export const share = quantity(formatPercent);
/** Things that are counted one by one: GPUs. */
export const whole = quantity(formatWhole);
export const watts = quantity(formatPower);

export type FactId = keyof typeof data.facts;
export type RunId = keyof typeof data.runs;

export function factOf(id: FactId): Estimate {
  const { value, low, high } = data.facts[id];
  return { value, low, high };
}

export function runOf(id: RunId): Run {
  const { name, parameters, active, tokens } = data.runs[id];
  return { name, parameters, active, tokens };
}

/** Source and date of facts and runs. */
export function sourcesOf(...ids: readonly (FactId | RunId)[]): readonly string[] {
  const rows: Readonly<Record<string, { readonly source: string; readonly as_of: string }>> = { ...data.facts, ...data.runs };
  return ids.flatMap((id) => {
    const row = rows[id];
    return row ? [`${row.source} (${row.as_of})`] : [];
  });
}
