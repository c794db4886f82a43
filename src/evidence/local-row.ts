// Predictions for rows of local.csv: decode_tok_s and prefill_tok_s of one reader on a local device. Rests on cluster/.
// Measured columns are never read; what is missing gets a default that is said in the note, or a reason.
import { findAccelerator } from '../cluster/accelerators.ts';
import type { Accelerator } from '../cluster/accelerator.ts';
import { localDecodeRate, localMatmulRate, localPrefillRate, type LocalBackend, type LocalJob } from '../cluster/local-decode.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import { activeParameters, totalParameters } from '../cluster/parameters.ts';
import type { ServingConstantName, ServingConstants } from '../cluster/serving-constants.ts';
import type { EvidenceGroup, Predicted, Predictor, Quantity, Row, Unpredicted } from './evidence.ts';
import { modelFromRow } from './model-from-row.ts';

/** Bits a weight of llama.cpp's formats, tables at 6 or 8 bit included (ggml-common.h and its k-quants, PR 1684). */
const QUANT_BITS: readonly (readonly [RegExp, number])[] = [
  [/q4f(?:16|32)|q4_?0|iq4/i, 4.55],
  [/q3f(?:16|32)/i, 3.6],
  [/\bf32|fp32|float32/i, 32],
  [/bf16|fp?16|half|float16/i, 16],
  [/q8|int8|fp8|8.?bit/i, 8.5],
  [/q6/i, 6.59],
  [/q5/i, 5.7],
  [/q4_?1/i, 5],
  [/q4|int4|fp4|awq|gptq|4.?bit/i, 4.85],
  [/q3|3.?bit/i, 3.9],
  [/q2|2.?bit/i, 3],
];
const DEFAULT_BITS = 4.85;
const DEFAULT_TOKENS = 512;

export const localPredictor: Predictor<ServingConstantName> = {
  predict(row: Row, constants: ServingConstants): readonly (Predicted | Unpredicted)[] {
    const read = localJob(row);
    if (read.kind === 'no-job') return [{ kind: 'unpredicted', quantity: 'decode_tok_s', reason: read.reason }];
    const { job, group, note } = read;
    const prompt = numberIn(row, 'prefill_tokens') ?? DEFAULT_TOKENS;
    const output = numberIn(row, 'decode_tokens') ?? DEFAULT_TOKENS;
    const layout = job.deviceCount > 1 ? `${job.backend}, layers over ${job.deviceCount} devices in turn` : job.backend;
    const predicted = (of: EvidenceGroup, quantity: Quantity, value: number, limitedBy: string): Predicted => ({
      kind: 'predicted',
      group: of,
      quantity,
      value,
      layout,
      limitedBy,
      note,
    });
    const decode = localDecodeRate(job, constants, output / 2);
    const unlaunched = localDecodeRate({ ...job, layers: 0 }, constants, output / 2);
    const limit = decode > unlaunched / 2 ? 'memory bandwidth' : 'kernel launches';
    const prefill = localPrefillRate(job, constants, prompt);
    return [
      predicted(group, 'decode_tok_s', decode, limit),
      prefill === undefined
        ? { kind: 'unpredicted', quantity: 'prefill_tok_s', reason: `no arithmetic peak is known of ${row['hardware'] ?? ''}` }
        : predicted('local-prefill', 'prefill_tok_s', prefill, 'matrix products'),
    ];
  },
};

type LocalRead =
  | { readonly kind: 'job'; readonly job: LocalJob; readonly group: EvidenceGroup; readonly note: string }
  | { readonly kind: 'no-job'; readonly reason: string };

function localJob(row: Row): LocalRead {
  const hardware = row['hardware'] ?? '';
  const accelerator = findAccelerator(hardware);
  const bandwidth = (numberIn(row, 'mem_bw_gb_s') ?? 0) * 1e9 || accelerator?.memoryBandwidth;
  if (bandwidth === undefined) {
    return { kind: 'no-job', reason: `no mem_bw_gb_s, and the hardware ${JSON.stringify(hardware)} is unknown` };
  }
  const read = modelFromRow(row);
  if (read.kind === 'no-model') return { kind: 'no-job', reason: read.reason };
  const { model } = read;
  const notes = [read.note];
  const quant = row['quant'] ?? row['precision'] ?? '';
  const bits = QUANT_BITS.find(([pattern]) => pattern.test(quant))?.[1];
  if (bits === undefined) notes.push(`quantisation ${quant === '' ? 'not given' : quant}: ${DEFAULT_BITS} bits assumed`);
  const parameters = numberIn(row, 'params_total') ?? totalParameters(model);
  const active = numberIn(row, 'params_active') ?? (model.mixture === undefined ? parameters : activeParameters(model));
  const file = (numberIn(row, 'model_file_gb') ?? 0) * 1e9 || (parameters * (bits ?? DEFAULT_BITS)) / 8;
  const backend = backendOf(row, accelerator);
  return {
    kind: 'job',
    group: groupOf(backend),
    note: notes.filter((note) => note !== '').join('; '),
    job: {
      backend,
      readBytes: (file * Math.min(active, parameters)) / parameters,
      parameters: active,
      layers: model.layers,
      cacheBytesPerToken: cacheBytes(model),
      bandwidth,
      isHighBandwidthMemory: bandwidth > 1.2e12 && accelerator !== undefined && accelerator.fabricGpus > 1,
      matmulRate: accelerator === undefined ? undefined : localMatmulRate(accelerator),
      quantisation: (bits ?? DEFAULT_BITS) >= 16 ? 'none' : /q\d_?k|iq\d/i.test(quant) ? 'sub-block' : 'block',
      softwareYear: yearIn(row['date'] ?? ''),
      isFused: /web.?llm|mlc|tvm/i.test(row['engine'] ?? ''),
      deviceCount: Math.max(1, Math.round(numberIn(row, 'n_devices') ?? 1)),
    },
  };
}

function backendOf(row: Row, accelerator: Accelerator | undefined): LocalBackend {
  const text = `${row['backend'] ?? ''} ${row['browser'] ?? ''} ${row['engine'] ?? ''}`.toLowerCase();
  if (/webgpu|webllm|web-llm|wgpu|chrom|firefox|safari|wasm/.test(text)) return 'webgpu';
  if (/metal|mlx|mps/.test(text)) return 'metal';
  if (/cuda|rocm|hip|tensorrt|exllama/.test(text)) return 'cuda';
  if (/vulkan|opencl|sycl/.test(text)) return 'vulkan';
  if (/\bcpu\b/.test(text)) return 'cpu';
  return accelerator?.generation === 'apple' ? 'metal' : 'cuda';
}

function groupOf(backend: LocalBackend): EvidenceGroup {
  if (backend === 'webgpu') return 'local-decode-webgpu';
  if (backend === 'metal') return 'local-decode-metal';
  return backend === 'cuda' ? 'local-decode-cuda' : 'other';
}

/** Keys and values in 16 bit, as llama.cpp keeps them. */
function cacheBytes(model: ModelShape): number {
  return model.attentionLayers * 2 * model.kvHeads * model.headDim * 2;
}

/** "2024-05" → 2024.38, the middle of the month; 2025.5 where no date is given. */
function yearIn(text: string): number {
  const found = /(20\d\d)(?:-(\d\d))?/.exec(text);
  return found === null ? 2025.5 : Number(found[1]) + (Number(found[2] ?? 6.5) - 0.5) / 12;
}

function numberIn(row: Row, column: string): number | undefined {
  const text = row[column] ?? '';
  const value = Number(text);
  return text !== '' && value > 0 && value < 1e16 ? value : undefined;
}
