// The Run: what was measured, on what, how, with every raw sample. The only schema of it; types are inferred.
// Durations are seconds, sizes bytes, FLOP counts a fused multiply-add as 2.
// Nothing derived stands here except each cell's composition (which trial stands for which operation).
import { z } from 'zod';
import { orderedObject } from './ordered-object.ts';

export const RUN_SCHEMA_VERSION = 1;

export const PHASES = ['prefill', 'decode', 'train'] as const;
export const phaseSchema = z.enum(PHASES);
export type Phase = z.infer<typeof phaseSchema>;

export const precisionSchema = z.enum(['f32', 'f16']);
export const lengthSchema = z.enum(['quick', 'full']);
export type RunLength = z.infer<typeof lengthSchema>;

const count = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const positive = z.number().positive().finite();
const seconds = z.number().nonnegative().finite().max(1e6);
const text = z.string().max(200);
const name = z.string().min(1).max(120);

const dimension = z
  .int()
  .min(1)
  .max(2 ** 31);
const attentionExtents = {
  queries: dimension,
  keys: dimension,
  queryOffset: count,
  /** Absent where the mask is causal, as in every run so far. */
  mask: z.literal('full').exactOptional(),
  heads: dimension,
  kvHeads: dimension,
  headDim: dimension,
};
const quantisedExtents = {
  m: dimension,
  n: dimension,
  k: dimension,
  bits: z.union([z.literal(4), z.literal(8)]),
  group: z.union([z.literal(32), z.literal(64), z.literal(128)]),
};
/** The operations of workload/operation.ts, on the wire; a type test holds the two equal. */
export const operationSchema = z.discriminatedUnion('kind', [
  orderedObject({
    kind: z.literal('matmul'),
    batch: dimension.optional(),
    m: dimension,
    n: dimension,
    k: dimension,
    transpose: z.enum(['nn', 'nt', 'tn']),
  }),
  orderedObject({ kind: z.literal('matmul-quantised'), ...quantisedExtents }),
  orderedObject({ kind: z.literal('matmul-quantised-int8'), ...quantisedExtents }),
  orderedObject({ kind: z.literal('matvec'), n: dimension, k: dimension }),
  orderedObject({
    kind: z.literal('attention'),
    ...attentionExtents,
  }),
  orderedObject({
    kind: z.literal('attention-decode'),
    keys: dimension,
    heads: dimension,
    kvHeads: dimension,
    headDim: dimension,
  }),
  orderedObject({ kind: z.literal('rmsnorm'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('layernorm'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('rotary'), rows: dimension, heads: dimension, headDim: dimension }),
  orderedObject({ kind: z.literal('swiglu'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('gelu'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('residual'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('embedding'), rows: dimension, width: dimension, vocabulary: dimension }),
  orderedObject({ kind: z.literal('rmsnorm-backward'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('layernorm-backward'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('gain-backward'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('swiglu-backward'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('gelu-backward'), rows: dimension, width: dimension }),
  orderedObject({ kind: z.literal('rotary-backward'), rows: dimension, heads: dimension, headDim: dimension }),
  orderedObject({ kind: z.literal('embedding-backward'), rows: dimension, width: dimension, vocabulary: dimension }),
  orderedObject({ kind: z.literal('cross-entropy'), rows: dimension, vocabulary: dimension }),
  orderedObject({ kind: z.literal('cross-entropy-backward'), rows: dimension, vocabulary: dimension }),
  orderedObject({ kind: z.literal('adamw'), elements: count.min(1), step: dimension }),
  orderedObject({ kind: z.literal('attention-backward-rows'), ...attentionExtents }),
  orderedObject({ kind: z.literal('attention-backward-queries'), ...attentionExtents }),
  orderedObject({ kind: z.literal('attention-backward-keys'), ...attentionExtents }),
  orderedObject({ kind: z.literal('copy'), elements: count.min(1) }),
  orderedObject({ kind: z.literal('fma'), invocations: dimension, iterations: dimension }),
  orderedObject({ kind: z.literal('empty') }),
]);

export const deviceSchema = orderedObject({
  gpu: orderedObject({ vendor: text, architecture: text, device: text, description: text, is_fallback: z.boolean() }),
  host: orderedObject({
    kind: z.enum(['browser', 'node']),
    /** Family and major version only, e.g. `Chromium 156`; never a user agent. */
    browser: text,
    os: text,
    is_isolated: z.boolean(),
    is_headless: z.boolean(),
  }),
  features: z.array(text).max(64),
  limits: z.record(z.string().max(64), z.number().nonnegative()),
  subgroup_min: count,
  subgroup_max: count,
});
export type DeviceProfile = z.infer<typeof deviceSchema>;

export const clockSchema = orderedObject({
  kind: z.enum(['timestamp-query', 'performance-now']),
  /** Smallest step seen between two readings in this run. */
  resolution_seconds: z.number().positive().max(1),
});
export type Clock = z.infer<typeof clockSchema>;

/** The comparison of one kernel's output with the float64 reference, on this adapter, at this shape. */
export const verificationSchema = orderedObject({
  elements_checked: z.int().min(1).max(1e9),
  /** max over elements of |output − reference| / bound; at most 1 where the kernel is right. */
  worst_error_over_bound: z.number().nonnegative().finite(),
  max_abs_error: z.number().nonnegative().finite(),
});
export type Verification = z.infer<typeof verificationSchema>;

/** One timing: `duration_seconds` of k dispatches. A non-positive span or a changed output voids it. */
export const sampleSchema = orderedObject({
  duration_seconds: z.number().finite().min(-1).max(1e6),
  at_seconds: seconds,
  voided: z.enum(['non-positive', 'output-changed', 'gpu-error', 'hidden-tab']).nullable(),
});
export type Sample = z.infer<typeof sampleSchema>;

export const trialOutcomeSchema = z.discriminatedUnion('kind', [
  orderedObject({
    kind: z.literal('measured'),
    verification: verificationSchema,
    clock: clockSchema.shape.kind,
    dispatches_per_sample: z.int().min(1).max(1e7),
    warmup_dispatches: count,
    /** Distinct operand copies that the dispatches of a sample rotate through, so that weights come from memory as in a model. */
    operand_copies: z.int().min(1).max(1e6),
    samples: z.array(sampleSchema).min(1).max(10_000),
    stopped_because: z.enum(['precise', 'out-of-time', 'stopped', 'trouble', 'eliminated']),
  }),
  orderedObject({
    kind: z.literal('skipped'),
    reason: z.enum(['missing-feature', 'over-limit', 'out-of-time', 'stopped', 'not-planned']),
    detail: text,
  }),
  orderedObject({
    kind: z.literal('failed'),
    reason: z.enum(['wrong-output', 'compile', 'out-of-memory', 'device-lost', 'gpu-error', 'too-slow']),
    detail: z.string().max(1000),
  }),
]);
export type TrialOutcome = z.infer<typeof trialOutcomeSchema>;

export const trialSchema = orderedObject({
  /** Operation key, precision and role; unique in the run. */
  id: name,
  role: z.enum(['probe', 'ladder']),
  operation: operationSchema,
  kernel: name,
  precision: precisionSchema,
  outcome: trialOutcomeSchema,
});
export type Trial = z.infer<typeof trialSchema>;

/**
 * Which kernel runs an operation class at a size class, and among which it was chosen: by timing (`measured`), from an
 * earlier run on the same adapter and verified again (`cache`), or as the first of the static order that verified (`default`).
 */
export const tuningSchema = orderedObject({
  class: name,
  size_class: name,
  kernel: name,
  from: z.enum(['measured', 'cache', 'default']),
  /** Trials of this run, in the order in which they were taken on; the chosen kernel's is one of them. */
  candidates: z.array(name).min(1).max(64),
});
export type Tuning = z.infer<typeof tuningSchema>;

/**
 * One operation of one size in one phase: it happens `count` times a step; `trial` measured it, whole
 * (share 1) or on a slice that holds `share` of its FLOP and bytes. Without a trial it is projected
 * from the device model.
 */
export const partSchema = orderedObject({
  name,
  operation: operationSchema,
  count: positive,
  trial: name.nullable(),
  share: z.number().positive().max(1),
  /** What was cut, e.g. `rows 1024 → 64, columns 28672 → 512`; empty when whole. */
  slice: text,
});
export type Part = z.infer<typeof partSchema>;

export const cellSchema = orderedObject({
  size: name,
  phase: phaseSchema,
  tokens: z.int().min(1),
  parts: z.array(partSchema).min(1).max(64),
});
export type Cell = z.infer<typeof cellSchema>;

export const FLAG_KINDS = [
  'fallback-adapter',
  'coarse-clock',
  'hidden-tab',
  'drift',
  'throttling-suspected',
  'on-battery',
  'not-isolated',
  'device-lost',
  'out-of-memory',
  'wall-clock',
  'headless',
] as const;
export const flagSchema = orderedObject({ kind: z.enum(FLAG_KINDS), at_seconds: seconds, detail: text });
export type Flag = z.infer<typeof flagSchema>;

export const runSchema = orderedObject({
  schema_version: z.literal(RUN_SCHEMA_VERSION),
  suite: orderedObject({
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    /** SHA-256 of every shader file the run used. */
    shaders: z.array(orderedObject({ file: name, sha256: z.string().regex(/^[0-9a-f]{64}$/) })).max(200),
  }),
  started_at: z.iso.datetime(),
  duration_seconds: seconds,
  length: lengthSchema,
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  precision: precisionSchema,
  /** Tokens of the sequence that prefill and train run over and decode looks back on. */
  sequence_length: dimension,
  requested: orderedObject({ sizes: z.array(name).max(100), phases: z.array(phaseSchema).max(3), budget_seconds: positive }),
  device: deviceSchema,
  clock: clockSchema,
  completion: orderedObject({ kind: z.enum(['complete', 'out-of-time', 'stopped', 'device-lost', 'failed']), detail: text }),
  flags: z.array(flagSchema).max(200),
  trials: z.array(trialSchema).max(5_000),
  /** Absent in runs of suites before 0.2.0, which did not say it. */
  tuning: z.array(tuningSchema).max(200).optional(),
  cells: z.array(cellSchema).max(500),
});
export type Run = z.infer<typeof runSchema>;
