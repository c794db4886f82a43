// The time of one training step under a layout: kernels, recomputation, exposed transfers, bubble, optimizer, jitter.
// Rests on operations.ts, training-traffic.ts and training-memory.ts. The parts are those of an average GPU and sum to the step.
// Neglected: data loading and logging (under 1 % where tuned), and imbalance of experts.
import type { Fraction, Seconds } from '../units/units.ts';
import type { StepPart, TrainingJob, TrainingLayout, TrainingMisfit, TrainingStep } from './job.ts';
import { kernelRates, type KernelRates } from './kernel-rates.ts';
import { immaturitySlowdown } from './maturity.ts';
import { modelWork, type ModelWork, type Work } from './operations.ts';
import { parameterCounts } from './parameters.ts';
import type { TrainingConstants } from './training-constants.ts';
import { trainingMemory } from './training-memory.ts';
import { hopSeconds, layerTraffic, weightTraffic, type LayerTraffic } from './training-traffic.ts';

/** Step time under a layout whose degrees multiply to the job’s GPUs; a misfit where memory refuses it. */
export function trainingStep(
  job: TrainingJob,
  layout: TrainingLayout,
  constants: TrainingConstants,
): TrainingStep | TrainingMisfit {
  const memory = trainingMemory(job, layout);
  if (memory.total > memory.available) return { kind: 'does-not-fit', layout, memory, fewestGpus: undefined };
  return { ...stepTime(job, layout, constants), memory };
}

/** The same without asking memory: for layouts that are known to have run. */
export function stepTime(job: TrainingJob, layout: TrainingLayout, constants: TrainingConstants): Omit<TrainingStep, 'memory'> {
  return assembleStep(job, layout, constants, stageWork(job, layout, constants));
}

/** What depends on the micro-batch’s cut alone, so that a search computes it once for many layouts. */
export interface StageWork {
  readonly rates: KernelRates;
  readonly work: ModelWork;
  readonly traffic: LayerTraffic;
}

export function stageWork(
  job: TrainingJob,
  cut: Pick<TrainingLayout, 'tensor' | 'context' | 'expert' | 'microBatch'>,
  constants: TrainingConstants,
): StageWork {
  const rates = kernelRates(job, constants);
  return { rates, work: modelWork(job, cut, rates, constants.expertOverhead), traffic: layerTraffic(job, cut) };
}

/** Lost to the slowest of many GPUs: 0.8 % a doubling beyond one server. */
const JITTER_A_DOUBLING: Fraction = 0.008;

/** Of the all-to-all that no computation hides: it stands between router, experts and sum. */
const EXPERT_EXPOSURE: Fraction = 0.4;

/** Data, logging and the host’s own work between steps that no GPU work hides. */
export const STEP_OVERHEAD: Seconds = 0.02;

/** Bytes the optimizer moves a weight: reads gradient, master and moments, writes them and the bf16 weight. */
const OPTIMIZER_TRAFFIC = 30;

export function assembleStep(
  job: TrainingJob,
  layout: TrainingLayout,
  constants: TrainingConstants,
  { rates, work, traffic }: StageWork,
): Omit<TrainingStep, 'memory'> {
  const { pipeline, virtualStages, data, microBatch } = layout;
  const microBatches = Math.max(1, Math.ceil(job.globalBatch / (data * microBatch) - 1e-9));
  const layers = layerSeconds(work, traffic, layout.recomputation, job.kernels ?? 'vendor', constants);
  const head = workSeconds(work.head);
  const average = (layers.total + head) / pipeline;
  const slowest = slowestStage(job.model.layers, pipeline, layers.total, head);
  const hop = 2 * constants.modelExposure * virtualStages * hopSeconds(job, layout);
  const share = microBatches / pipeline;
  const dataNetwork = dataExposed(job, layout, constants, microBatches, layers.compute / pipeline);
  const bubble = ((pipeline - 1) / virtualStages) * average + microBatches * (slowest - average);
  const optimizer = job.isAdaptation ? 0 : (OPTIMIZER_TRAFFIC * optimizedParameters(job, layout)) / rates.memory;
  const parts: Record<StepPart, Seconds> = {
    matmul: share * (work.layersForward.matmul + work.layersBackward.matmul + work.head.matmul),
    attention: share * (work.layersForward.attention + work.layersBackward.attention),
    'element-wise': share * (work.layersForward.elementWise + work.layersBackward.elementWise + work.head.elementWise),
    experts: share * (work.layersForward.experts + work.layersBackward.experts),
    recomputation: share * layers.recomputed,
    launch: STEP_OVERHEAD + share * (work.layersForward.gaps + work.layersBackward.gaps + work.head.gaps),
    optimizer,
    'tensor-network': share * layers.tensor,
    'data-network': dataNetwork,
    'pipeline-network': (microBatches + (pipeline - 1) / virtualStages) * hop,
    'expert-network': share * layers.expert,
    'context-network': share * layers.context,
    bubble,
    jitter: 0,
  };
  return withSlowdowns(job, layout, constants, parts);
}

const STEP_PARTS: readonly StepPart[] = [
  'matmul',
  'attention',
  'element-wise',
  'experts',
  'recomputation',
  'launch',
  'optimizer',
  'tensor-network',
  'data-network',
  'pipeline-network',
  'expert-network',
  'context-network',
  'bubble',
];

/** Immature software slows every part; jitter comes on top. */
function withSlowdowns(
  job: TrainingJob,
  layout: TrainingLayout,
  constants: TrainingConstants,
  parts: Record<StepPart, Seconds>,
): Omit<TrainingStep, 'memory'> {
  const slowdown = immaturitySlowdown(job.accelerator, job.softwareYear, constants.immaturity);
  let busy = 0;
  for (const part of STEP_PARTS) {
    parts[part] *= slowdown;
    busy += parts[part];
  }
  parts.jitter = busy * JITTER_A_DOUBLING * Math.max(0, Math.log2(job.gpuCount / 8));
  const seconds = busy + parts.jitter;
  const tokensPerSecondPerGpu = (job.globalBatch * job.sequenceLength) / seconds / job.gpuCount;
  return {
    kind: 'fits',
    layout,
    parts,
    seconds,
    tokensPerSecondPerGpu,
    modelFlopUtilisation: (tokensPerSecondPerGpu * modelFlopPerToken(job)) / job.accelerator.peak.bf16,
  };
}

/** Forward and backward FLOP a token, nothing recomputed: 6 a weight it passes, and causal attention. */
export function modelFlopPerToken({ model, sequenceLength, isAdaptation }: TrainingJob): number {
  const rotary = model.latent?.rotaryDim ?? 0;
  const attention = 3 * model.attentionLayers * sequenceLength * model.heads * (2 * model.headDim + rotary);
  return (isAdaptation ? 4 : 6) * parameterCounts(model).multiplied + attention;
}

interface LayerSeconds {
  readonly compute: Seconds;
  readonly recomputed: Seconds;
  readonly tensor: Seconds;
  readonly context: Seconds;
  readonly expert: Seconds;
  readonly total: Seconds;
}

/** One micro-batch through the whole depth, forward and backward, exposed transfers included. */
function layerSeconds(
  { layersForward, layersBackward }: ModelWork,
  traffic: LayerTraffic,
  recomputation: TrainingLayout['recomputation'],
  kernels: 'vendor' | 'portable',
  constants: TrainingConstants,
): LayerSeconds {
  const recomputed = recomputedSeconds(layersForward, recomputation, kernels);
  const compute = workSeconds(layersForward) + workSeconds(layersBackward) + recomputed;
  const again = recomputation === 'full' ? 1 : 0;
  const tensor = constants.modelExposure * traffic.tensorForward * (2 + again);
  const context = constants.modelExposure * traffic.contextForward * (3 + again);
  const expert = EXPERT_EXPOSURE * traffic.expertForward * (2 + again);
  return { compute, recomputed, tensor, context, expert, total: compute + tensor + context + expert };
}

/** Of the products, computed again under `selective`: every other one in torchtitan, none in Megatron. */
const SELECTIVE_PRODUCTS: Readonly<Record<'vendor' | 'portable', Fraction>> = { vendor: 0, portable: 0.5 };

function recomputedSeconds(
  forward: Work,
  recomputation: TrainingLayout['recomputation'],
  kernels: 'vendor' | 'portable',
): Seconds {
  if (recomputation === 'none') return 0;
  if (recomputation === 'full') return workSeconds(forward);
  return forward.elementWise + SELECTIVE_PRODUCTS[kernels] * forward.matmul + forward.gaps / 2;
}

function workSeconds({ matmul, attention, elementWise, experts, gaps }: Work): Seconds {
  return matmul + attention + elementWise + experts + gaps;
}

/** The fullest stage: whole layers only, and the head with the last, which gets the fewer layers where they do not divide. */
function slowestStage(layerCount: number, pipeline: number, layers: Seconds, head: Seconds): Seconds {
  if (pipeline === 1) return layers + head;
  const layer = layers / layerCount;
  return Math.max(Math.ceil(layerCount / pipeline) * layer, Math.floor(layerCount / pipeline) * layer + head);
}

/**
 * Data-parallel transfers that computation does not hide. Fully sharded weights are gathered twice and their gradients
 * scattered once a micro-batch; otherwise both happen once a step, beside one micro-batch’s work.
 */
function dataExposed(
  job: TrainingJob,
  layout: TrainingLayout,
  constants: TrainingConstants,
  microBatches: number,
  computeOfMicroBatch: Seconds,
): Seconds {
  if (job.isAdaptation && layout.sharding !== 'weights') return 0;
  const { gather, scatter } = weightTraffic(job, layout);
  // Under a pipeline gathered weights stay for the whole step: gathering for each micro-batch would be for nothing.
  const isSharded = layout.sharding === 'weights' && layout.pipeline === 1;
  const seconds = isSharded ? 2 * gather + (job.isAdaptation ? 0 : scatter) : gather + scatter;
  const exposed = constants.dataExposure * seconds;
  const once = exposed + Math.max(0, seconds - exposed - computeOfMicroBatch);
  return isSharded ? microBatches * once : once;
}

function optimizedParameters({ model }: TrainingJob, layout: TrainingLayout): number {
  const { unrouted, routed } = parameterCounts(model);
  const dense = unrouted / (layout.tensor * layout.pipeline);
  const experts = routed / (layout.expert * layout.pipeline);
  if (layout.sharding === 'none') return dense + experts;
  const ranks = layout.data * layout.context;
  return dense / ranks + experts / Math.max(1, (ranks * layout.tensor) / layout.expert);
}
