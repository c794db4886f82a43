// The training job that a row of training.csv describes, with what it gives of the layout. Missing columns take documented
// defaults, each said in the notes. Rests on model-from-row.ts and cluster/accelerators.ts; never reads measured columns.
import type { BytesPerSecond } from '../units/units.ts';
import { ACCELERATORS, findAccelerator } from '../cluster/accelerators.ts';
import type { Accelerator } from '../cluster/accelerator.ts';
import type { Precision, TrainingJob } from '../cluster/job.ts';
import type { GivenLayout } from '../cluster/layout-search.ts';
import { usualYear } from '../cluster/maturity.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import { activeParameters, totalParameters } from '../cluster/parameters.ts';
import { count, degree } from './row-numbers.ts';
import type { Row } from './evidence.ts';
import { kernelsOf, layoutFromRow } from './layout-from-row.ts';
import { modelFromRow } from './model-from-row.ts';

export type JobFromRow =
  | {
      readonly kind: 'job';
      readonly job: TrainingJob;
      readonly given: GivenLayout;
      readonly tokens: number | undefined;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'no-job'; readonly reason: string };

export function jobFromRow(row: Row): JobFromRow {
  const hardware = row['hardware'] ?? '';
  const found = findAccelerator(hardware);
  if (found === undefined) return { kind: 'no-job', reason: `unknown hardware ${JSON.stringify(hardware)}` };
  const shape = modelFromRow(row);
  if (shape.kind === 'no-model') return { kind: 'no-job', reason: shape.reason };
  const notes: string[] = shape.note === '' ? [] : [shape.note];
  const accelerator = asDescribed(found, row['precision'] ?? '', row['interconnect'] ?? '');
  const tokens = count(row, 'total_tokens');
  const softwareYear = softwareYearOf(row, accelerator, notes);
  const sequenceLength = count(row, 'seq_len') ?? assumedSequence(shape.model, softwareYear, notes);
  const gpuCount = count(row, 'n_gpus') ?? assumedGpus(row, shape.model, accelerator, tokens, notes);
  const globalBatch = batchOf(row, shape.model, gpuCount, sequenceLength, notes);
  const job: TrainingJob = {
    model: shape.model,
    accelerator,
    gpuCount,
    precision: precisionOf(row['precision'] ?? '', row['framework'] ?? '', accelerator, notes),
    sequenceLength,
    globalBatch,
    softwareYear,
    kernels: kernelsOf(row['framework'] ?? ''),
    isAdaptation: /\b(q?lora|peft|adapter)/i.test(`${row['model'] ?? ''} ${row['row_kind'] ?? ''} ${row['framework'] ?? ''}`),
  };
  return { kind: 'job', job, given: layoutFromRow(row, job), tokens, notes };
}

/** Rates fall with the power limit more slowly than it, as clock and voltage fall together. */
const POWER_EXPONENT = 0.6;

/**
 * A card with less power than its data sheet’s, products in float32 (they run in TF32 at half the rate of bf16), and the
 * network that the row states.
 */
function asDescribed(accelerator: Accelerator, precision: string, interconnect: string): Accelerator {
  const sheet = ACCELERATORS.find(({ name }) => name === accelerator.name);
  const power = sheet === undefined ? 1 : accelerator.boardPower / sheet.boardPower;
  const isWide = /tf32|fp32|float32/i.test(precision) && !/bf16|mixed|fp16|amp/i.test(precision);
  const share = Math.min(1, power ** POWER_EXPONENT) * (isWide ? 0.5 : 1);
  const scaled = (rate: number | undefined): number | undefined => (rate === undefined ? undefined : rate * share);
  return {
    ...accelerator,
    peak: { bf16: accelerator.peak.bf16 * share, fp8: scaled(accelerator.peak.fp8), fp4: scaled(accelerator.peak.fp4) },
    bestMatmul: scaled(accelerator.bestMatmul),
    networkBandwidth: statedNetwork(interconnect) ?? accelerator.networkBandwidth,
  };
}

/** `400 Gb/s IB per GPU`; `1600 Gb/s per node` or `8x400 Gb/s per node`, of eight GPUs; of a range the lower end. */
function statedNetwork(text: string): BytesPerSecond | undefined {
  const speed =
    /(?:(\d+)\s*[x×]\s*)?(\d[\d.]*)(?:\s*[-–]\s*[\d.]+)?\s*Gb(?:\/s|ps|it\/s)[^,;+()]*\bper (GPU|node|server|host)\b/i;
  const found = speed.exec(text);
  if (found === null) return undefined;
  const links = Number(found[1] ?? 1) / (found[3]?.toLowerCase() === 'gpu' ? 1 : 8);
  const gigabits = Number(found[2]) * links;
  return gigabits > 0.5 && gigabits < 10_000 ? (gigabits / 8) * 1e9 : undefined;
}

/** DeepSpeed and Hugging Face trainers have no fp8 products of their own, whatever the GPU could do. */
function isWithoutFp8(framework: string): boolean {
  return /deepspeed|hugging|transformers/i.test(framework) && !/megatron|transformer.?engine/i.test(framework);
}

function precisionOf(text: string, framework: string, accelerator: Accelerator, notes: string[]): Precision {
  const isFp8 = /fp8|float8|e4m3/i.test(text) && !isWithoutFp8(framework);
  const asked: Precision = isFp8 ? 'fp8' : /fp4/i.test(text) ? 'fp4' : 'bf16';
  if (asked !== 'bf16' && accelerator.peak.fp8 === undefined) {
    notes.push(`${accelerator.name} has no ${asked}: bf16`);
    return 'bf16';
  }
  if (text === '') notes.push('precision assumed bf16');
  return asked;
}

/** Megatron, OPT and GLM trained in fp16 in 2021–22; bf16 took over with BLOOM and LLaMA. */
const HALF_PRECISION_YEAR = 2021.6;

/** Mid-month of the row’s date; without one, what the GPU generation and precision suggest. */
function softwareYearOf(row: Row, accelerator: Accelerator, notes: string[]): number {
  const parts = /(20\d\d)(?:[-/.](\d{1,2}))?/.exec(row['date'] ?? '');
  if (parts !== null) {
    const month = parts[2] === undefined ? 6.5 : Number(parts[2]);
    return Number(parts[1]) + (Math.min(12, Math.max(1, month)) - 0.5) / 12;
  }
  const isHalf = accelerator.generation === 'ampere' && /fp16|half/i.test(row['precision'] ?? '');
  notes.push(isHalf ? 'date assumed 2021, when A100 runs were in fp16' : 'date assumed two years after the GPU generation');
  return isHalf ? HALF_PRECISION_YEAR : usualYear(accelerator);
}

/** Contexts of their time: 2,048 tokens until 2023, 4,096 until mid-2024, 8,192 since; large vocabularies came with 8,192. */
function assumedSequence({ vocabulary }: ModelShape, softwareYear: number, notes: string[]): number {
  const tokens = vocabulary > 100_000 && softwareYear > 2024 ? 8192 : vocabulary > 45_000 && vocabulary < 55_000 ? 2048 : 4096;
  notes.push(`sequence length assumed ${tokens}`);
  return tokens;
}

/** Without a count: the product of the degrees, else the power of two that ends the run in about 30 days at 40 % of peak. */
function assumedGpus(row: Row, model: ModelShape, accelerator: Accelerator, tokens: number | undefined, notes: string[]): number {
  const product = ['tp', 'pp', 'cp', 'dp'].reduce((total, column) => total * (degree(row, column) ?? 1), 1);
  if (degree(row, 'dp') !== undefined && product > 1) return product;
  const flop = 6 * activeParameters(model) * (tokens ?? 20 * totalParameters(model));
  const wanted = flop / (0.4 * accelerator.peak.bf16) / (30 * 86_400);
  const gpus = Math.min(16_384, Math.max(8, 2 ** Math.round(Math.log2(wanted))));
  notes.push(`${gpus} GPUs assumed`);
  return gpus;
}

/**
 * Sequences of a step. Without a column: half a million tokens at 125 M parameters growing with N^0.28 (Brown et al., 2020,
 * table 2.1: 3.2 M at 175 B), at least one sequence a GPU of a data-parallel group of eight.
 */
function batchOf(row: Row, model: ModelShape, gpuCount: number, sequenceLength: number, notes: string[]): number {
  const stated = count(row, 'global_batch_seqs');
  if (stated !== undefined) return Math.max(1, Math.round(stated));
  const micro = count(row, 'micro_batch');
  const accumulated = count(row, 'grad_accum');
  const ranks = gpuCount / ((degree(row, 'tp') ?? 1) * (degree(row, 'pp') ?? 1) * (degree(row, 'cp') ?? 1));
  if (micro !== undefined && accumulated !== undefined) return Math.max(1, Math.round(micro * accumulated * ranks));
  const tokens = 5e5 * (totalParameters(model) / 125e6) ** 0.28;
  // Pipelines are fed four micro-batches a stage and rank.
  const fed = 4 * (degree(row, 'pp') ?? 0) * ranks;
  const wanted = Math.max(tokens / sequenceLength, gpuCount / 8, fed, 8);
  const batch = 2 ** Math.round(Math.log2(wanted));
  const even = gpuCount % 2 === 0 && Math.log2(gpuCount) % 1 !== 0 ? Math.ceil(batch / gpuCount) * gpuCount : batch;
  notes.push(`batch of ${even} sequences assumed`);
  return even;
}
