// What a row of inference.csv asks for, read from its columns: load, precision, layout, batch, latency bound. Rests on
// cluster/. Measured columns are never read. Odd or missing values get a default that is said in the note, or a reason.
import { findAccelerator } from '../cluster/accelerators.ts';
import type { Accelerator } from '../cluster/accelerator.ts';
import type { ServingPrecision } from '../cluster/job.ts';
import type { Seconds } from '../units/units.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import type { Row } from './evidence.ts';
import { modelFromRow } from './model-from-row.ts';

/**
 * saturated – as many requests as memory takes; static – one batch from first prompt to last token; online – a number of
 * readers; bounded – the most throughput within latency bounds; prefill, decode – one half of a split service.
 */
export type ServingScenario = 'saturated' | 'static' | 'online' | 'bounded' | 'prefill' | 'decode';

export interface ServingRequest {
  readonly kind: 'request';
  readonly scenario: ServingScenario;
  readonly isMlperf: boolean;
  readonly model: ModelShape;
  readonly accelerator: Accelerator;
  readonly precision: ServingPrecision;
  /** GPUs the row counts; a replica may be smaller. */
  readonly gpuCount: number;
  /** Undefined where the layout is not given. */
  readonly tensor: number | undefined;
  readonly pipeline: number;
  readonly expert: number | undefined;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** A plain number in the batch column; undefined for words such as "saturated". */
  readonly batch: number | undefined;
  /** The engine's limit where the batch column names one: "saturated (max batch to 8192; …)". */
  readonly mostBatch: number | undefined;
  /** Requests of an offline run that ends when the last is answered; undefined where the load goes on. */
  readonly requestCount: number | undefined;
  /** The run kept attention data-parallel over its GPUs. */
  readonly isAttentionSpread: boolean;
  /** Most seconds between two tokens, 99th percentile. */
  readonly bound: Seconds | undefined;
  readonly softwareYear: number;
  readonly cacheBits: 8 | 16 | undefined;
  readonly note: string;
}

export interface NoRequest {
  readonly kind: 'no-request';
  readonly reason: string;
}

/** Where a row states no lengths: a chat turn of about this much in and out. */
const DEFAULT_INPUT_TOKENS = 1024;
const DEFAULT_OUTPUT_TOKENS = 1024;
const DEFAULT_PROMPT_TOKENS = 4096;

/** Engines whose cache is in 16 bit unless told otherwise (`kv_cache_dtype: auto` of vLLM and SGLang, and others alike). */
const SIXTEEN_BIT_CACHE = /vllm|sglang|lmdeploy|tgi|text.generation|transformers|hugging|deepspeed|sarathi/i;

/**
 * Most seconds between two tokens, 99th percentile, server and interactive, of MLPerf Inference 4.1 to 5.1 (MLCommons,
 * "LLM inference v5", 2025-04, for Llama 2 and Llama 3.1 405B; the others as the rules of the rounds are remembered). Bounds on
 * the first token are not modelled: prompts of these data sets are short against them.
 */
const MLPERF_BOUNDS: readonly { readonly model: RegExp; readonly server: Seconds; readonly interactive: Seconds }[] = [
  { model: /llama.?2.*70b|mixtral/i, server: 0.2, interactive: 0.04 },
  { model: /llama.?3.*8b/i, server: 0.1, interactive: 0.03 },
  { model: /llama.?3.*405b/i, server: 0.175, interactive: 0.08 },
  { model: /deepseek/i, server: 0.08, interactive: 0.015 },
];
/** Mean prompt of the data set by model, tokens: OpenOrca and CNN as data/published has them, the others MLCommons' posts. */
const MLPERF_PROMPTS: readonly (readonly [RegExp, number])[] = [
  [/llama.?2.*70b|mixtral/i, 294],
  [/llama.?3.*8b|gpt.?j/i, 778],
  [/405b/i, 9400],
  [/deepseek/i, 800],
];
const OTHER_BOUNDS = { server: 0.2, interactive: 0.04 };

export function servingRequest(row: Row): ServingRequest | NoRequest {
  const hardware = row['hardware'] ?? '';
  const accelerator = findAccelerator(hardware);
  if (accelerator === undefined) return { kind: 'no-request', reason: `unknown hardware ${JSON.stringify(hardware)}` };
  const read = modelFromRow(row);
  if (read.kind === 'no-model') return { kind: 'no-request', reason: read.reason };
  const notes = [read.note];
  const scenario = scenarioOf(row);
  const precision = precisionOf(row['precision'] ?? '', accelerator);
  if (precision.note !== '') notes.push(precision.note);
  const given = { input: countOf(row, 'isl', 0), output: countOf(row, 'osl', 0) };
  const isMlperf = /mlperf/i.test(`${row['scenario'] ?? ''} ${row['family'] ?? ''} ${row['source'] ?? ''}`);
  const usual = isMlperf ? MLPERF_PROMPTS.find(([model]) => model.test(row['model'] ?? ''))?.[1] : undefined;
  const inputTokens = given.input ?? usual ?? (scenario === 'prefill' ? DEFAULT_PROMPT_TOKENS : DEFAULT_INPUT_TOKENS);
  // A decode row that names its context alone is read at that context.
  const isContextAlone = scenario === 'decode' && given.input !== undefined;
  const outputTokens =
    scenario === 'prefill' || isContextAlone ? (given.output ?? 1) : Math.max(1, given.output ?? DEFAULT_OUTPUT_TOKENS);
  if (given.input === undefined) notes.push(`isl assumed ${inputTokens}`);
  if (given.output === undefined && scenario !== 'prefill' && !isContextAlone) notes.push(`osl assumed ${outputTokens}`);
  const tensor = countOf(row, 'tp', 1);
  const pipeline = countOf(row, 'pp', 1) ?? 1;
  const expert = countOf(row, 'ep', 1);
  const gpuCount = countOf(row, 'n_gpus', 1) ?? (tensor ?? 1) * pipeline;
  return {
    kind: 'request',
    scenario,
    isMlperf,
    model: read.model,
    accelerator,
    precision: precision.value,
    gpuCount,
    tensor,
    pipeline,
    expert,
    inputTokens,
    outputTokens,
    batch: batchOf(row['batch_or_concurrency'] ?? ''),
    mostBatch: mostBatchOf(row['batch_or_concurrency'] ?? ''),
    requestCount: requestCountOf(row['batch_or_concurrency'] ?? '', inputTokens + outputTokens),
    isAttentionSpread:
      read.model.mixture !== undefined && scenario === 'saturated' && /tensorrt|trt.?llm/i.test(row['engine'] ?? ''),
    bound: scenario === 'bounded' ? boundOf(row) : undefined,
    softwareYear: yearOf(row['date'] ?? ''),
    cacheBits: !isMlperf && SIXTEEN_BIT_CACHE.test(row['engine'] ?? '') ? 16 : undefined,
    note: notes.filter((note) => note !== '').join('; '),
  };
}

function scenarioOf(row: Row): ServingScenario {
  const text = (row['scenario'] ?? '').toLowerCase();
  if (/prefill|first.?token|ttft/.test(text) || Number(row['osl']) === 1) return 'prefill';
  if (/decode/.test(text)) return 'decode';
  if (/server|interactive|sla\b|slo\b/.test(text) || /\bsl[ao]\b/i.test(row['batch_or_concurrency'] ?? '')) return 'bounded';
  if (/static/.test(text)) return 'static';
  if (/offline|saturat|max.?throughput/.test(text)) return 'saturated';
  return batchOf(row['batch_or_concurrency'] ?? '') === undefined ? 'saturated' : 'online';
}

/** "64", "64 concurrent", "concurrency=64", "bs 8"; undefined for "saturated (max batch to 8192)" and the like. */
function batchOf(text: string): number | undefined {
  if (/saturat|sla|slo|max/i.test(text)) return undefined;
  const value = Number(/\d[\d,]*(?:\.\d+)?/.exec(text)?.[0]?.replaceAll(',', ''));
  return value > 0 ? value : undefined;
}

function mostBatchOf(text: string): number | undefined {
  const found = /max(?:imum)?[\s_-]*(?:batch|concurrency)\D*(\d+)/i.exec(text);
  return found === null ? undefined : Math.max(1, Number(found[1]));
}

/**
 * "3000 requests" is that many. "1000-30000 requests" are TensorRT-LLM's published runs: the longer the sequence the fewer, as
 * its perf-overview.md lists them by length (commit 00f3768); the same page has attention data-parallel in mixtures.
 */
function requestCountOf(text: string, sequenceTokens: number): number | undefined {
  const found = /(\d+)(?:\s*[-–]\s*(\d+))?\s*requests/i.exec(text);
  if (found === null) return undefined;
  const [, least, most] = found;
  if (most === undefined) return Number(least);
  const listed = sequenceTokens <= 256 ? 30_000 : sequenceTokens <= 2500 ? 3000 : sequenceTokens <= 5500 ? 1500 : 1000;
  return Math.min(Number(most), Math.max(Number(least), listed));
}

function precisionOf(text: string, accelerator: Accelerator): { readonly value: ServingPrecision; readonly note: string } {
  const known: readonly (readonly [RegExp, ServingPrecision])[] = [
    [/(?:nv|mx)?fp4|e2m1/i, 'fp4'],
    [/int4|w4a|awq|gptq|\bq4|4.?bit/i, 'int4'],
    [/fp8|e4m3|e5m2/i, 'fp8'],
    [/int8|w8a|smoothquant|\bq8|8.?bit/i, 'int8'],
    [/b?f(?:loat)?p?.?16|half|fp32|f32/i, 'bf16'],
  ];
  const found = known.find(([pattern]) => pattern.test(text));
  if (found !== undefined) return { value: found[1], note: '' };
  const value = accelerator.peak.fp8 === undefined ? 'bf16' : 'fp8';
  return { value, note: `precision ${text === '' ? 'not given' : JSON.stringify(text)}: ${value} assumed` };
}

function boundOf(row: Row): Seconds {
  const bounds = MLPERF_BOUNDS.find(({ model }) => model.test(row['model'] ?? '')) ?? OTHER_BOUNDS;
  return /interactive/i.test(row['scenario'] ?? '') ? bounds.interactive : bounds.server;
}

/** A count at least `least`; undefined where the cell is empty, no number or below it. */
function countOf(row: Row, column: string, least: number): number | undefined {
  const text = row[column] ?? '';
  const value = text === '' ? Number.NaN : Number(text);
  return value >= least && value < 1e7 ? value : undefined;
}

/** "2025-09" → 2025.67; undefined dates count as the middle of 2025. */
function yearOf(text: string): number {
  const found = /(20\d\d)(?:-(\d\d))?/.exec(text);
  return found === null ? 2025.5 : Number(found[1]) + (Number(found[2] ?? 7) - 1) / 12;
}
