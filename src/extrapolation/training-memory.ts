// Whether a training run fits the memory of a cluster. Rests on workload/, units/.
// Deliberately lenient: published layouts must fit (a test holds them), and state is taken as fully sharded.
import type { Sourced } from '../units/estimate.ts';
import type { Bytes } from '../units/units.ts';
import { parameterCount, type Architecture } from '../workload/transformer.ts';
import type { Accelerator } from './hardware.ts';

/** bf16 weights and gradients, float32 master weights and the two moments of Adam: 2 + 2 + 4 + 4 + 4. */
export const STATE_BYTES_PER_PARAMETER: Sourced<Bytes> = {
  value: 16,
  provenance: 'published-run',
  asOf: '2020-05',
  source: 'Rajbhandari et al., 2020, ZeRO, section 3.1: mixed-precision Adam',
};

/** Of a GPU's memory; the rest holds the driver, communication buffers and fragments. */
export const USABLE_MEMORY: Sourced<number> = {
  value: 0.94,
  provenance: 'assumption',
  asOf: '2026-11',
  source: 'Driver, communication buffers and fragmentation take about 5 GB of 80 GB',
};

/** Columns of the model's width that a GPU keeps at least: splitting tensors further costs more than it brings. */
export const LEAST_COLUMNS_PER_GPU: Sourced<number> = {
  value: 1024,
  provenance: 'assumption',
  asOf: '2026-11',
  source: 'Tensor-parallel degrees of published layouts (Megatron-LM, NeMo, Llama 3): 8 at width 8192 and above, 1 at 1024',
};

/** GPUs that split one sequence among them: within a node, each keeping LEAST_COLUMNS_PER_GPU columns. */
export function mostGpusPerSequence({ width }: Architecture, gpu: Accelerator): number {
  return Math.max(1, Math.min(gpu.gpusPerNode, Math.floor(width / LEAST_COLUMNS_PER_GPU.value)));
}

/** Bytes needed on `gpuCount` GPUs together: sharded state, and one sequence's activations on each group of GPUs. */
export function neededBytes(architecture: Architecture, sequenceLength: number, gpuCount: number, gpu: Accelerator): Bytes {
  const state = STATE_BYTES_PER_PARAMETER.value * parameterCount(architecture);
  const groupSize = Math.min(gpuCount, mostGpusPerSequence(architecture, gpu));
  return state + (gpuCount * activationBytes(architecture, sequenceLength)) / groupSize;
}

export function availableBytes(gpuCount: number, gpu: Accelerator): Bytes {
  return gpuCount * gpu.memory.value * USABLE_MEMORY.value;
}

/**
 * Fewest GPUs that hold the run; Infinity where a sequence's activations alone fill a GPU, however many there are.
 * What a GPU must hold falls with the count, so all larger counts fit too.
 */
export function fewestGpus(architecture: Architecture, sequenceLength: number, gpu: Accelerator): number {
  const fits = (count: number) => neededBytes(architecture, sequenceLength, count, gpu) <= availableBytes(count, gpu);
  let most = 1;
  while (!fits(most)) {
    most *= 2;
    if (most > 2 ** 40) return Infinity;
  }
  let least = Math.floor(most / 2) + 1;
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (fits(middle)) most = middle;
    else least = middle + 1;
  }
  return most;
}

/**
 * Activations of one sequence with every layer recomputed: each layer's bf16 input, one layer's intermediates at 34
 * bytes per token and column (Korthikanti et al., 2022, equation 2, without the scores that fused attention never
 * stores), and the logits in bf16 and float32.
 */
function activationBytes({ layers, width, vocabulary }: Architecture, sequenceLength: number): Bytes {
  const inputs = 2 * layers * width;
  const intermediates = 34 * width;
  const logits = 6 * vocabulary;
  return sequenceLength * (inputs + intermediates + logits);
}
