// The Assumptions: what is supposed about the cluster, the prices and the training, the reader's dials.
// The only schema of it; every field has a default, so `{}` parses. Rests on zod alone.
import { z } from 'zod';

export const assumptionsSchema = z.strictObject({
  /** Training tokens per parameter; 20 is compute-optimal by Hoffmann et al., 2022. */
  tokens_per_parameter: z.number().min(1).max(100_000).default(20),
  /** H100s in the training cluster. */
  gpu_count: z.int().min(1).max(100_000).default(10_000),
  acquisition: z.enum(['bought', 'rented']).default('bought'),
  /** Month of the prices, YYYY-MM. */
  price_date: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
    .default('2023-04'),
  /** Overrides of the dated price; null takes the sourced one. */
  price_dollars_per_gpu: z.number().positive().max(1e7).nullable().default(null),
  price_dollars_per_gpu_hour: z.number().positive().max(1e4).nullable().default(null),
  /** Model FLOP utilisation of the cluster; null derives it from the measurement and published runs. */
  utilisation: z.number().gt(0).max(1).nullable().default(null),
  /** Years over which bought hardware is written off. */
  lifetime_years: z.number().min(0.5).max(20).default(5),
  electricity_dollars_per_kilowatt_hour: z.number().min(0).max(10).nullable().default(null),
  /** Requests served together on one replica. */
  serving_batch: z.int().min(1).max(4096).default(64),
  /** The size the headline speaks of: an id of the ladder. */
  focus_size: z.string().max(120).default('llama-2-70b'),
});
export type Assumptions = z.infer<typeof assumptionsSchema>;

export const DEFAULT_ASSUMPTIONS: Assumptions = assumptionsSchema.parse({});
