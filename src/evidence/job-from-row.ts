// The training job that a row of training.csv describes, with what it gives of the layout. Missing columns take documented
// defaults, each said in the notes. Rests on model-from-row.ts and cluster/accelerators.ts; never reads measured columns.
import { ACCELERATORS, findAccelerator } from '../cluster/accelerators.ts';
import type { Accelerator } from '../cluster/accelerator.ts';
import type { Precision, Recomputation, Sharding, TrainingJob } from '../cluster/job.ts';
import type { GivenLayout } from '../cluster/layout-search.ts';
import { FUSED_ATTENTION_YEAR } from '../cluster/kernel-rates.ts';
import { usualYear } from '../cluster/maturity.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import { activeParameters, totalParameters } from '../cluster/parameters.ts';
import type { Row } from './evidence.ts';
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
  const accelerator = asDescribed(found, hardware);
  const given = withinFramework(givenLayout(row), row['framework'] ?? '');
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
  return { kind: 'job', job, given: ofItsTime(consistent(given, job), job), tokens, notes };
}

/** A positive number of a column; thousands separators are tolerated, everything else is as if empty. */
function count(row: Row, column: string): number | undefined {
  const text = (row[column] ?? '').replaceAll(/[\s_]/g, '');
  if (text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function degree(row: Row, column: string): number | undefined {
  const value = count(row, column);
  return value === undefined ? undefined : Math.max(1, Math.round(value));
}

/** Rates fall with the power limit more slowly than it, as clock and voltage fall together. */
const POWER_EXPONENT = 0.6;

/** A card with less power or bandwidth than its data sheet’s, where the text says so. */
function asDescribed(accelerator: Accelerator, text: string): Accelerator {
  const sheet = ACCELERATORS.find(({ name }) => name === accelerator.name);
  const power = sheet === undefined ? 1 : accelerator.boardPower / sheet.boardPower;
  const slower = Math.min(1, power ** POWER_EXPONENT);
  const terabytes = /([\d.]+)\s*TB\/s/i.exec(text)?.[1];
  const bandwidth = terabytes === undefined ? accelerator.memoryBandwidth : Number(terabytes) * 1e12;
  const isPlausible = bandwidth > accelerator.memoryBandwidth / 3 && bandwidth < accelerator.memoryBandwidth * 3;
  return {
    ...accelerator,
    peak: {
      bf16: accelerator.peak.bf16 * slower,
      fp8: accelerator.peak.fp8 === undefined ? undefined : accelerator.peak.fp8 * slower,
      fp4: accelerator.peak.fp4 === undefined ? undefined : accelerator.peak.fp4 * slower,
    },
    bestMatmul: accelerator.bestMatmul === undefined ? undefined : accelerator.bestMatmul * slower,
    memoryBandwidth: isPlausible ? bandwidth : accelerator.memoryBandwidth,
  };
}

function givenLayout(row: Row): GivenLayout {
  return {
    tensor: degree(row, 'tp'),
    pipeline: degree(row, 'pp'),
    virtualStages: degree(row, 'vpp'),
    context: degree(row, 'cp') ?? (degree(row, 'tp') === undefined ? undefined : 1),
    expert: degree(row, 'ep'),
    microBatch: degree(row, 'micro_batch'),
    sharding: shardingOf(row['sharding'] ?? ''),
    recomputation: recomputationOf(row['act_ckpt'] ?? ''),
  };
}

function shardingOf(text: string): Sharding | undefined {
  if (/hybrid|fsdp|full_?shard|zero[-_ ]?3|stage[-_ ]?3/i.test(text)) return 'weights';
  if (/shard_?grad|zero[-_ ]?2|stage[-_ ]?2/i.test(text)) return 'gradients';
  if (/distributed.?optim|zero[-_ ]?1|stage[-_ ]?1/i.test(text)) return 'optimizer';
  return /\bddp\b|no_?shard|^none$|zero[-_ ]?0/i.test(text) ? 'none' : undefined;
}

function recomputationOf(text: string): Recomputation | undefined {
  if (/none|^no$|^off$|false|disabled/i.test(text)) return 'none';
  if (/selective|minimal|partial|core|some/i.test(text)) return 'selective';
  return /full|true|^yes$|^on$|block|every|all/i.test(text) ? 'full' : undefined;
}

/** Frameworks that bring their own attention and norms; the others, and those not named, use the vendor’s fused ones. */
function kernelsOf(framework: string): 'vendor' | 'portable' {
  if (/megatron|nemo|transformer.?engine|maxtext|jax|xla|megascale/i.test(framework)) return 'vendor';
  const portable =
    /torch|fsdp|composer|foundry|deepspeed|hugging|transformers|accelerate|axolotl|lightning|litgpt|olmo|levanter/i;
  return portable.test(framework) ? 'portable' : 'vendor';
}

/** What a framework offers: FSDP trainers shard weights and have no pipeline; DeepSpeed shards by ZeRO. */
function withinFramework(given: GivenLayout, framework: string): GivenLayout {
  const isFullySharded = /fsdp|composer|llm-foundry|axolotl|accelerate|lightning|litgpt|deepspeed|hugging|transformers/i.test(
    framework,
  );
  if (kernelsOf(framework) === 'portable' && (given.pipeline ?? 1) > 1 && given.virtualStages === undefined)
    return { ...given, virtualStages: 1 };
  if (/torchtitan/i.test(framework)) return { ...given, sharding: given.sharding ?? 'weights' };
  if (!isFullySharded || (given.pipeline ?? 1) > 1) return given;
  const fullySharded = { ...given, sharding: given.sharding ?? ('weights' as const), pipeline: 1, tensor: given.tensor ?? 1 };
  // Tuning scripts on DeepSpeed and Hugging Face compute every layer again and know no context parallelism.
  if (!/deepspeed|hugging|transformers|axolotl/i.test(framework)) return fullySharded;
  return { ...fullySharded, context: given.context ?? 1, recomputation: given.recomputation ?? 'full' };
}

/** Until selective recomputation (Korthikanti et al., May 2022) large models computed every layer again. */
function ofItsTime(given: GivenLayout, { softwareYear, model }: TrainingJob): GivenLayout {
  const isUsual = softwareYear < FUSED_ATTENTION_YEAR && totalParameters(model) > 1e9;
  return isUsual ? { ...given, recomputation: given.recomputation ?? 'full' } : given;
}

/**
 * A micro-batch that leaves fewer micro-batches than stages is a rank’s whole batch: torchtitan cuts it in as many as it has
 * stages; elsewhere it is left open.
 */
function consistent(given: GivenLayout, { gpuCount, globalBatch, kernels }: TrainingJob): GivenLayout {
  const { pipeline = 1, tensor = 1, context = 1, microBatch } = given;
  if (microBatch === undefined) return given;
  const perRank = globalBatch / (gpuCount / (tensor * pipeline * context));
  const isWholeBatch = pipeline > 1 && microBatch > 1 && perRank / microBatch < pipeline;
  if (isWholeBatch && kernels === 'portable') return { ...given, microBatch: Math.max(1, Math.floor(perRank / pipeline)) };
  return isWholeBatch || microBatch > perRank ? { ...given, microBatch: undefined } : given;
}

function precisionOf(text: string, framework: string, accelerator: Accelerator, notes: string[]): Precision {
  const isFp8 = /fp8|float8|e4m3|mxfp8|int8/i.test(text) && !/deepspeed|hugging|transformers/i.test(framework);
  const asked: Precision = isFp8 ? 'fp8' : /fp4|nvfp4|mxfp4/i.test(text) ? 'fp4' : 'bf16';
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
