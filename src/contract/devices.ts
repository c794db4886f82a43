// What many runs say together: the devices that were measured, one device, and several side by side.
// The only schemas of it. Rests on api.ts.
import { z } from 'zod';
import { runListItemSchema } from './api.ts';
import { sizeSummarySchema } from './summary.ts';

/** Runs in one ranking at the least: below that a device is shown, without a rank. */
export const LEAST_RUNS_TO_RANK = 5;
/** Runs and devices that can be compared at once. */
export const MOST_COMPARED = 5;

/** Verified and unverified runs never stand in one ranking; nor do runs of different suite majors. */
export const POPULATIONS = ['verified', 'unverified'] as const;
export const populationSchema = z.enum(POPULATIONS);
export type Population = z.infer<typeof populationSchema>;

/** What is counted of every run. `verified_flop_per_second` exists in the verified population only. */
export const METRICS = ['peak_flop_per_second', 'bandwidth_bytes_per_second', 'verified_flop_per_second'] as const;
export type Metric = (typeof METRICS)[number];

/** Quantiles of one metric over the runs of one population; read from counts in steps of 1 %, so each is right to ±0.5 %. */
export const spreadSchema = z.strictObject({
  runs: z.int().positive(),
  p10: z.number().positive(),
  median: z.number().positive(),
  p90: z.number().positive(),
});
export type Spread = z.infer<typeof spreadSchema>;

export const deviceRowSchema = z.strictObject({
  gpu: z.string(),
  is_fallback: z.boolean(),
  suite_major: z.int().nonnegative(),
  population: populationSchema,
  runs: z.int().positive(),
  /** From 1 within its population and major, by median: verified throughput, or the measured peak. Null below the least number of runs and for software. */
  rank: z.int().positive().nullable(),
  peak_flop_per_second: spreadSchema.nullable(),
  bandwidth_bytes_per_second: spreadSchema.nullable(),
  verified_flop_per_second: spreadSchema.nullable(),
});
export type DeviceRow = z.infer<typeof deviceRowSchema>;

/** GET /api/v1/devices: every device, best first within its population; at most 500 a population. */
export const deviceListSchema = z.strictObject({ suite_major: z.int().nonnegative(), devices: z.array(deviceRowSchema) });
export type DeviceList = z.infer<typeof deviceListSchema>;

/** GET /api/v1/devices/:gpu */
export const deviceSchema = z.strictObject({
  gpu: z.string(),
  /** By population, in every suite major that has runs, newest major first. */
  rows: z.array(deviceRowSchema).min(1),
  /** The listed run whose peak is nearest to the median of the newest major, verified before unverified; what charts of the device show. */
  representative: runListItemSchema,
  newest: z.array(runListItemSchema),
});
export type Device = z.infer<typeof deviceSchema>;

/** GET /api/v1/compare?run=…&run=…&gpu=…: in the order asked for. A GPU stands for its representative run. */
export const comparisonSchema = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        asked: z.strictObject({ kind: z.enum(['run', 'gpu']), value: z.string() }),
        run: runListItemSchema,
        sizes: z.array(sizeSummarySchema),
      }),
    )
    .min(1)
    .max(MOST_COMPARED),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** GET /api/v1/log: what was held, hidden, restored and deleted, newest first, and why. */
export const LOG_ACTIONS = ['held', 'hidden', 'restored', 'deleted'] as const;
export const logEntrySchema = z.strictObject({
  run_id: z.string(),
  at: z.string(),
  action: z.enum(LOG_ACTIONS),
  reason: z.string(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;
export const logSchema = z.strictObject({ entries: z.array(logEntrySchema), next_cursor: z.string().nullable() });
export type Log = z.infer<typeof logSchema>;
