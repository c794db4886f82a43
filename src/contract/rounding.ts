// How many digits the derived numbers of a Summary carry. Rests on summary.ts.
// Engines differ in the last place of exp, log and hypot (2e-16), and a fit amplifies that. Rounded to seven digits, far
// inside any interval, they agree, so that a summary can be compared for equality and the smallest change of it shows.
import type { Estimate } from '../units/estimate.ts';
import type { Summary } from './summary.ts';

const SIGNIFICANT_DIGITS = 7;

/** A copy whose estimates and shares are rounded; counts, FLOP and what is copied from the run are exact as they are. */
export function roundSummary(summary: Summary): Summary {
  return {
    peak_flop_per_second: roundEstimate(summary.peak_flop_per_second),
    bandwidth_bytes_per_second: roundEstimate(summary.bandwidth_bytes_per_second),
    launch_seconds: roundEstimate(summary.launch_seconds),
    sizes: summary.sizes.map((size) => ({
      ...size,
      phases: size.phases.map((phase) => ({
        ...phase,
        measured_share_of_time: round(phase.measured_share_of_time),
        seconds_per_step: roundEstimate(phase.seconds_per_step),
        tokens_per_second: roundEstimate(phase.tokens_per_second),
        flop_per_second: roundEstimate(phase.flop_per_second),
      })),
    })),
  };
}

function roundEstimate({ value, low, high }: Estimate): Estimate {
  return { value: round(value), low: round(low), high: round(high) };
}

function round(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}
