// What is written down of the model against published runs: the fitted constants with the widths of their intervals, and
// every run's prediction beside what its source says. The only schemas of data/fitted-constants.json and
// public/validation.json. Rests on zod alone. Errors are ratios: 0.1 is off by 10 %, too high or too low alike.
import { z } from 'zod';

const positive = z.number().positive();
const count = z.int().min(0);

const intervalSchema = z.strictObject({
  /** ln(high / predicted) at 90 %. */
  half_width: positive,
  families: count,
  rows: count,
});

export const fittedConstantsSchema = z.strictObject({
  fitted_at: z.iso.date(),
  /** Rows that the fit saw, by file. */
  row_counts: z.record(z.string(), count),
  constants: z.record(z.string(), z.strictObject({ value: positive, spread: z.number().min(0) })),
  intervals: z.record(z.string(), intervalSchema),
  /** Half-width of a group without rows. */
  unknown_half_width: positive,
  /** By what a training interval widens where the layout is not told. */
  layout_factor: z.number().min(1),
  /** What the rows of a group were measured on and with; anything else widens the interval. */
  familiar: z.record(z.string(), z.array(z.string())),
});
export type FittedConstants = z.infer<typeof fittedConstantsSchema>;

/** Constants fitted without a family, by family. */
export const leftOutConstantsSchema = z.record(z.string(), z.record(z.string(), positive));
export type LeftOutConstants = z.infer<typeof leftOutConstantsSchema>;

const scoredRowSchema = z.strictObject({
  id: z.string(),
  family: z.string(),
  group: z.string(),
  model: z.string(),
  hardware: z.string(),
  source: z.string(),
  date: z.string(),
  flag: z.string(),
  quantity: z.string(),
  observed: positive,
  /** Made with constants fitted without the row's family; the interval from the other families' residuals. */
  predicted: positive,
  low: positive,
  high: positive,
  error: z.number().min(0),
  inside: z.boolean(),
  /** The same by one constant utilisation; null where the row has none. */
  baseline: positive.nullable(),
  layout: z.string(),
  limited_by: z.string(),
  note: z.string(),
});
export type ScoredRow = z.infer<typeof scoredRowSchema>;

const figuresSchema = z.strictObject({
  families: count,
  rows: count,
  /** Median of the families' median errors, and their 90th percentile; null without rows. */
  median: z.number().nullable(),
  ninetieth: z.number().nullable(),
});
export type Figures = z.infer<typeof figuresSchema>;

const groupSchema = z.strictObject({
  name: z.string(),
  meaning: z.string(),
  bar: z.strictObject({ median: z.number().nullable(), ninetieth: z.number().nullable(), inside: z.number().nullable() }),
  model: figuresSchema,
  /** On the rows that have a baseline: the model, and the baseline. */
  against_baseline: z.strictObject({ model: figuresSchema, baseline: figuresSchema }).nullable(),
  with_flagged: figuresSchema,
  /** Share of rows inside their interval, each family weighing the same. */
  coverage: z.number().nullable(),
  /** Whether that share is held to 85–95 %: only of enough families, in groups that have a bar. */
  coverage_is_judged: z.boolean(),
  /** Plain share of rows inside. */
  inside: z.number().nullable(),
  /** Median of ln(high / predicted). */
  median_half_width: z.number().nullable(),
  holds: z.strictObject({
    median: z.boolean().nullable(),
    ninetieth: z.boolean().nullable(),
    coverage: z.boolean().nullable(),
    inside: z.boolean().nullable(),
    baseline: z.boolean().nullable(),
  }),
});
export type ScoredGroup = z.infer<typeof groupSchema>;

export const validationSchema = z.strictObject({
  fitted_at: z.iso.date(),
  groups: z.array(groupSchema),
  constants: z.array(
    z.strictObject({
      name: z.string(),
      meaning: z.string(),
      unit: z.string(),
      prior: positive,
      prior_spread: z.number().min(0),
      prior_source: z.string(),
      value: positive,
      spread: z.number().min(0),
    }),
  ),
  /** Worst first. */
  rows: z.array(scoredRowSchema),
  /** Rows that nothing is scored by, and why. */
  unscored: z.array(z.strictObject({ id: z.string(), family: z.string(), reason: z.string() })),
});
export type Validation = z.infer<typeof validationSchema>;
