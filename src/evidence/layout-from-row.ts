// What a row of training.csv gives of a layout, by its columns and by what its framework offers; the rest is searched.
// Rests on cluster/. Frameworks tell what is possible, never how quick it is.
import type { Recomputation, Sharding, TrainingJob } from '../cluster/job.ts';
import { FUSED_ATTENTION_YEAR } from '../cluster/kernel-rates.ts';
import type { GivenLayout } from '../cluster/layout-search.ts';
import { totalParameters } from '../cluster/parameters.ts';
import { degree } from './row-numbers.ts';
import type { Row } from './evidence.ts';

/** The layout that a row gives for the job it describes; undefined entries are open. */
export function layoutFromRow(row: Row, job: TrainingJob): GivenLayout {
  const framework = row['framework'] ?? '';
  return ofItsTime(consistent(withinFramework(givenLayout(row), framework), job), job);
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
export function kernelsOf(framework: string): 'vendor' | 'portable' {
  if (/megatron|nemo|transformer.?engine|maxtext|jax|xla|megascale/i.test(framework)) return 'vendor';
  const portable =
    /torch|fsdp|composer|foundry|deepspeed|hugging|transformers|accelerate|axolotl|lightning|litgpt|olmo|levanter/i;
  return portable.test(framework) ? 'portable' : 'vendor';
}

/** What a framework offers: FSDP trainers shard weights and have no pipeline; DeepSpeed shards by ZeRO; Megatron has all. */
function withinFramework(given: GivenLayout, framework: string): GivenLayout {
  const isFullySharded = /fsdp|composer|llm-foundry|axolotl|accelerate|lightning|litgpt|deepspeed|hugging|transformers/i.test(
    framework,
  );
  if (kernelsOf(framework) === 'portable' && (given.pipeline ?? 1) > 1 && given.virtualStages === undefined)
    return { ...given, virtualStages: 1 };
  if (/megatron|nemo/i.test(framework)) return given;
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
