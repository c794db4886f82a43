// What travels between page, command line and server. The only schemas of it. Rests on run.ts and summary.ts.
import { z } from 'zod';
import { verificationSchema } from './proof.ts';
import { runSchema } from './run.ts';
import { estimateSchema, summarySchema } from './summary.ts';

/** Largest body the server reads; a full run is well under it. */
export const MAX_SUBMISSION_BYTES = 4 * 1024 * 1024;

/** The result document: what `bench --json` writes, what the page shows before it asks, what is submitted. */
export const submissionSchema = z.strictObject({
  schema_version: z.literal(1),
  kind: z.literal('scalewall-result'),
  /** SHA-256 of the canonical JSON of `run` (contract/canonical.ts). */
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  run: runSchema,
  summary: summarySchema,
});
export type Submission = z.infer<typeof submissionSchema>;

export const storedSchema = z.strictObject({
  id: z.string(),
  /** Permalink of the result's page. */
  url: z.string(),
  created_at: z.string(),
});

/** The answer to a submission. */
export const submittedSchema = z.strictObject({
  ...storedSchema.shape,
  /** Null where the run came without a proof, or with none that holds. */
  verification: verificationSchema.nullable(),
  /** Whoever has this link can delete the run. It is given once and not stored: only its hash is. */
  delete_url: z.string(),
});
export type Submitted = z.infer<typeof submittedSchema>;

/**
 * Where a stored run stands. Held runs wait for a person and count nowhere; their page says why. Hidden and deleted ones are
 * tombstones (410): their document is no longer shown, their reason is in the log.
 */
export const STANDINGS = ['listed', 'held', 'hidden', 'deleted'] as const;
export const standingSchema = z.strictObject({ kind: z.enum(['listed', 'held']), reason: z.string().nullable() });
export type Standing = (typeof STANDINGS)[number];

/** A stored result as GET /api/v1/runs/:id answers it. */
export const storedRunSchema = z.strictObject({
  ...storedSchema.shape,
  standing: standingSchema,
  verification: verificationSchema.nullable(),
  submission: submissionSchema,
});
export type StoredRun = z.infer<typeof storedRunSchema>;

export const runListItemSchema = z.strictObject({
  ...storedSchema.shape,
  /** Grouping key and name of the GPU, e.g. `nvidia ada-lovelace`. */
  gpu: z.string(),
  is_fallback: z.boolean(),
  browser: z.string(),
  os: z.string(),
  length: z.string(),
  precision: z.string(),
  suite_version: z.string(),
  peak_flop_per_second: estimateSchema,
  bandwidth_bytes_per_second: estimateSchema,
  sizes_measured: z.int(),
  /** What the run's proof shows was done, at the least; null where it is unverified. */
  verified_flop_per_second: z.number().positive().nullable(),
});
export type RunListItem = z.infer<typeof runListItemSchema>;

export const runListSchema = z.strictObject({ runs: z.array(runListItemSchema), next_cursor: z.string().nullable() });
export type RunList = z.infer<typeof runListSchema>;

export const gpuListSchema = z.strictObject({ gpus: z.array(z.strictObject({ gpu: z.string(), runs: z.int() })) });
export type GpuList = z.infer<typeof gpuListSchema>;

export const healthSchema = z.strictObject({
  status: z.literal('ok'),
  suite_version: z.string(),
  database: z.enum(['sqlite', 'postgresql']),
  runs: z.int(),
});

export const ERROR_CODES = [
  'malformed-json',
  'wrong-media-type',
  'too-large',
  'invalid-schema',
  'digest-mismatch',
  'summary-mismatch',
  'impossible',
  'already-stored',
  'not-found',
  'method-not-allowed',
  'bad-query',
  'storage-unavailable',
  'too-many-requests',
  'gone',
  'wrong-secret',
  'challenge-unknown',
  'challenge-over',
  'challenge-order',
  'proof-refused',
  'proof-mismatch',
  'busy',
  'internal',
] as const;
export const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(ERROR_CODES),
    message: z.string(),
    /** Where in the document, e.g. `run.trials[3].outcome.samples[0]`. */
    path: z.string().optional(),
    /** Permalink of the stored run, with `already-stored`. */
    url: z.string().optional(),
  }),
});
export type ApiError = z.infer<typeof errorSchema>;
