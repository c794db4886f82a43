// What the page offers to a program that drives it (the command line, a test), and what the URL holds.
// The only schemas of both. Rests on run.ts, api.ts and assumptions.ts.
import { z } from 'zod';
import type { Submission } from './api.ts';
import { lengthSchema, phaseSchema } from './run.ts';

/** What a visitor or the command line asks of a run. */
export const runRequestSchema = z.strictObject({
  length: lengthSchema.default('quick'),
  /** Ids of the ladder; empty means all. */
  sizes: z.array(z.string()).default([]),
  phases: z.array(phaseSchema).min(1).default(['prefill', 'decode', 'train']),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  /** Seconds to measure for; null takes the length's own. */
  budget_seconds: z.number().min(1).max(3600).nullable().default(null),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

/** Where a run stands; sent often, shown by page and terminal alike. */
export interface RunProgress {
  readonly stage: 'opening' | 'probing' | 'verifying' | 'measuring' | 'finishing';
  /** Name of the size at work and its phase, where there is one. */
  readonly size?: string;
  readonly phase?: string;
  readonly operation?: string;
  readonly fraction: number;
  readonly elapsed_seconds: number;
}

/** `window.scalewall`, for programs. */
export interface PageApi {
  readonly suiteVersion: string;
  run(request: unknown, onProgress?: (progress: RunProgress) => void): Promise<Submission>;
  stop(): void;
}
