// The explorer's dials: what is held fixed, on which cluster, at which prices, for which law and load. The only schema of
// it; every field has a default, so `{}` parses. Rests on zod alone. Names carry units; null takes the sourced value.
import { z } from 'zod';

export const explorationSchema = z.strictObject({
  /**
   * What is the same for every size on the curve:
   * tokens  – tokens_per_parameter;  budget – budget_dollars buys as many tokens as it can;
   * time    – most tokens that gpu_count GPUs see in `days`;  loss – as many tokens as target_loss needs;
   * gpus    – tokens_per_parameter on gpu_count GPUs (time follows), as `tokens`, but the y axis is days.
   */
  hold: z.enum(['tokens', 'budget', 'time', 'gpus', 'loss']).default('tokens'),
  tokens_per_parameter: z.number().min(0.1).max(100_000).default(20),
  budget_dollars: z.number().min(1).max(1e13).default(100e6),
  days: z.number().min(0.01).max(36_500).default(90),
  gpu_count: z.int().min(1).max(1_000_000).default(10_000),
  /** Nats a token above nothing (law’s own corpus); must exceed the law’s irreducible loss to be reachable. */
  target_loss: z.number().min(1.5).max(10).default(1.95),

  /** A name of data/accelerators.json. */
  accelerator: z.string().max(60).default('H100 SXM5 80GB'),
  training_precision: z.enum(['bf16', 'fp8']).default('bf16'),
  sequence_length: z.int().min(128).max(1_048_576).default(4096),
  /** Parameters over active parameters: 1 is dense; above it a mixture of experts. */
  sparsity: z.number().min(1).max(64).default(1),

  acquisition: z.enum(['bought', 'rented']).default('rented'),
  price_date: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
    .default('2026-11'),
  price_dollars_per_gpu: z.number().positive().max(1e7).nullable().default(null),
  price_dollars_per_gpu_hour: z.number().positive().max(1e4).nullable().default(null),
  electricity_dollars_per_kilowatt_hour: z.number().min(0).max(10).nullable().default(null),
  power_usage_effectiveness: z.number().min(1).max(3).nullable().default(null),
  lifetime_years: z.number().min(0.5).max(20).default(4),
  /** Of the purchase price, at the end of its life. */
  residual_share: z.number().min(0).max(0.9).default(0.1),
  /** Of its life that a bought GPU works. */
  use_share: z.number().gt(0).max(1).default(0.85),
  carbon_grams_per_kilowatt_hour: z.number().min(0).max(2000).nullable().default(null),

  serving_precision: z.enum(['bf16', 'fp8', 'int4']).default('fp8'),
  input_tokens: z.int().min(1).max(1_048_576).default(1000),
  output_tokens: z.int().min(1).max(131_072).default(500),
  /** Interactivity asked for: tokens a second for one reader; 0 asks for none. */
  least_tokens_per_second: z.number().min(0).max(2000).default(20),
  /** Tokens served over the model's life, in and out together; counts in the life cost. */
  served_tokens: z.number().min(0).max(1e18).default(1e12),

  law: z.enum(['besiroglu-2024', 'hoffmann-2022']).default('besiroglu-2024'),
  /** Parameters of the chosen point. */
  focus_parameters: z.number().min(1e5).max(1e14).default(70e9),
  /** A scenario's id, where the dials come from one; empty otherwise. */
  scenario: z.string().max(60).default(''),
});
export type Exploration = z.infer<typeof explorationSchema>;

export const DEFAULT_EXPLORATION: Exploration = explorationSchema.parse({});
