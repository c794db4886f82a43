// Published H100 serving rates of dense models as evidence, from data/serving-runs.json. Rests on serving-law.ts.
// All of them are fp8; what is taken from them is the share of the law's rate, not the rate.
import documents from '../../data/serving-runs.json' with { type: 'json' };
import { median } from '../statistics/summary.ts';
import type { Estimate } from '../units/estimate.ts';
import type { Fraction } from '../units/units.ts';
import type { Architecture } from '../workload/transformer.ts';
import { predictionOfFamily } from './family-spread.ts';
import { H100 } from './hardware.ts';
import { decodeStepSeconds, firstTokenParts, firstTokenSeconds, type Replica } from './serving-law.ts';

interface FirstToken {
  readonly kind: 'first-token';
  readonly gpus: number;
  readonly prompt: number;
  readonly seconds: number;
}
interface Throughput {
  readonly kind: 'throughput';
  readonly gpus: number;
  readonly batch: number;
  readonly prompt: number;
  readonly output: number;
  readonly output_tokens_per_second: number;
}

export interface ServingFamily {
  readonly family: string;
  readonly source: string;
  readonly asOf: string;
  readonly architecture: Architecture;
  readonly rows: readonly (FirstToken | Throughput)[];
}

export const SERVING_FAMILIES: readonly ServingFamily[] = documents.map((family) => ({
  family: family.family,
  source: `${family.source} (${family.source_ref})`,
  asOf: family.date,
  architecture: { ...family.architecture, family: family.architecture.family === 'llama' ? 'llama' : 'gpt' },
  rows: family.rows as readonly (FirstToken | Throughput)[],
}));

/**
 * Share of the peak that arithmetic must reach for a family's prompts to take as long as they did; undefined where it
 * reports no first token. Launches and collectives, which the law knows, are taken off first.
 */
export function promptShare({ architecture, rows }: ServingFamily, overheadLaunches: number): Fraction | undefined {
  const shares = rows.flatMap((row) => {
    if (row.kind !== 'first-token' || row.prompt < FEWEST_PROMPT_TOKENS) return [];
    const atPeak = firstTokenParts(architecture, fp8Replica(row.gpus, overheadLaunches, 1), row.prompt);
    return [atPeak.arithmetic / (row.seconds - atPeak.overhead)];
  });
  return shares.length > 0 ? median(shares) : undefined;
}

/** Shorter prompts read weights for longer than they compute. */
const FEWEST_PROMPT_TOKENS = 1024;

/**
 * Share of the law's decode rate that a family reaches, prompts taken off. Rows that spend more than half of their time
 * on prompts say little of decoding and are left out; undefined where none is left.
 */
export function decodeShare(
  { architecture, rows }: ServingFamily,
  overheadLaunches: number,
  arithmeticShare: Fraction,
): Fraction | undefined {
  const shares = rows.flatMap((row) => {
    if (row.kind !== 'throughput') return [];
    const replica = fp8Replica(row.gpus, overheadLaunches, arithmeticShare);
    const seconds = (row.batch * row.output) / row.output_tokens_per_second;
    const decoding = seconds - row.batch * firstTokenSeconds(architecture, replica, row.prompt);
    if (decoding < seconds / 2) return [];
    return [(row.output * decodeStepSeconds(architecture, replica, row.batch, row.prompt + row.output / 2)) / decoding];
  });
  return shares.length > 0 ? median(shares) : undefined;
}

export interface ServingLevels {
  /** Share of the peak that arithmetic reaches, in prompts as in large batches. */
  readonly arithmetic: Estimate<Fraction>;
  /** Share of the law's decode rate. */
  readonly decode: Estimate<Fraction>;
}

/** Predictions for a family not seen; overheads at `overheadLaunches`. */
export function servingLevels(overheadLaunches: number, families: readonly ServingFamily[] = SERVING_FAMILIES): ServingLevels {
  const prompts = families.flatMap((family) => promptShare(family, overheadLaunches) ?? []);
  const arithmetic = predictionOfFamily(prompts, [prompts]);
  const decodes = families.flatMap((family) => decodeShare(family, overheadLaunches, arithmetic.value) ?? []);
  return { arithmetic, decode: predictionOfFamily(decodes, [decodes]) };
}

function fp8Replica(gpuCount: number, overheadLaunches: number, arithmeticShare: Fraction): Replica {
  if (H100.fp8 === undefined) throw new RangeError('data/hardware.json has no fp8 peak of the H100');
  return { gpuCount, bytesPerElement: 1, peak: H100.fp8.value, overheadLaunches, arithmeticShare };
}
