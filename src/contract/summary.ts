// The Summary: what a Run says about every size and phase, derived from it and nothing else.
// It travels with a submission so that a reader of the JSON need not derive it; the server recomputes it
// and refuses one that differs. The only schema of it. Rests on run.ts.
import { z } from 'zod';
import { clockSchema, phaseSchema } from './run.ts';

/** An Estimate on the wire: 95 % interval, SI units named by the field that holds it. */
export const estimateSchema = z.strictObject({
  value: z.number().nonnegative().finite(),
  low: z.number().nonnegative().finite(),
  high: z.number().nonnegative().finite(),
});

export const phaseSummarySchema = z.strictObject({
  phase: phaseSchema,
  /** measured: at least 90 % of the step's time stands on trials of this run; projected: none of it does. */
  kind: z.enum(['measured', 'partly', 'projected']),
  /** Whether any of those trials ran on a labelled slice of the real operation. */
  is_sliced: z.boolean(),
  measured_share_of_time: z.number().min(0).max(1),
  tokens_per_step: z.int().min(1),
  flop_per_step: z.number().positive(),
  seconds_per_step: estimateSchema,
  tokens_per_second: estimateSchema,
  flop_per_second: estimateSchema,
  /** The trials behind it: the fewest raw samples of any, the worst verification of any, the clock. */
  fewest_samples: z.int().nonnegative(),
  worst_error_over_bound: z.number().nonnegative().nullable(),
  clock: clockSchema.shape.kind,
  trials: z.array(z.string()),
});
export type PhaseSummary = z.infer<typeof phaseSummarySchema>;

export const sizeSummarySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  parameters: z.number().positive(),
  phases: z.array(phaseSummarySchema),
});
export type SizeSummary = z.infer<typeof sizeSummarySchema>;

export const summarySchema = z.strictObject({
  peak_flop_per_second: estimateSchema,
  bandwidth_bytes_per_second: estimateSchema,
  launch_seconds: estimateSchema,
  sizes: z.array(sizeSummarySchema),
});
export type Summary = z.infer<typeof summarySchema>;
