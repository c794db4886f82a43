// How long an order of GPUs takes to arrive: dated lead times in data/price-series.json, and the time that its makers need to
// make so many. Rests on units/. Where large orders stand in the queue nobody publishes: the lead time itself is taken as the
// same for every order, and only what exceeds the makers' whole output adds to it.
import data from '../../data/price-series.json' with { type: 'json' };
import { scale, type Estimate, type Sourced } from '../units/estimate.ts';
import { monthOf } from './price-series.ts';

const { quotes, supply } = data.delivery;

/** A range that one source told exactly, widened to what others told in the same season. */
const LEAST_SPREAD = 1.25;

/**
 * Weeks from order to delivery of `gpuCount` GPUs ordered in the month `date` (YYYY-MM): between the two quotes around it by
 * time, the nearest one outside them. `generation` is the accelerator's; others than Blackwell take the Hopper quotes.
 */
export function deliveryWeeks(date: string, gpuCount: number, generation = 'hopper'): Sourced<Estimate> {
  const own = quotes
    .filter((quote) => quote.generation === (generation === 'blackwell' ? 'blackwell' : 'hopper'))
    .toSorted((a, b) => monthOf(a.date) - monthOf(b.date));
  const at = monthOf(date);
  const before = own.findLast((quote) => monthOf(quote.date) <= at) ?? own[0];
  const after = own.find((quote) => monthOf(quote.date) >= at) ?? own.at(-1);
  if (before === undefined || after === undefined) throw new RangeError('data/price-series.json has no delivery times');
  const span = monthOf(after.date) - monthOf(before.date);
  const position = span > 0 ? (at - monthOf(before.date)) / span : 0;
  // In logarithms, as from 39 weeks to 10 is a factor, and an end is never below another's.
  const between = (from: number, to: number) => from * (to / from) ** position;
  const value = between(before.weeks, after.weeks);
  const lead = {
    value,
    low: Math.min(between(before.low, after.low), value / LEAST_SPREAD),
    high: Math.max(between(before.high, after.high), value * LEAST_SPREAD),
  };
  const making = weeksOfOutput(gpuCount);
  const total = { value: lead.value + making, low: lead.low + making, high: lead.high + making };
  const told = [...new Set([before, after])].map((quote) => `${quote.date}: ${quote.source}`).join('; ');
  return {
    value: total,
    provenance: 'quoted-price',
    asOf: after.date,
    source: `${told}; and ${making.toPrecision(2)} weeks of ${supply.source}`,
  };
}

/** Weeks that all makers' output of such GPUs takes to fill an order by itself. */
export function weeksOfOutput(gpuCount: number): number {
  return gpuCount / supply.gpus_per_week;
}

/** The same waiting as months of 30.44 days. */
export function inMonths(weeks: Estimate): Estimate {
  return scale(weeks, 7 / 30.44);
}
