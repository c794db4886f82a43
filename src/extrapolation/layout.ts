// How a training step is spread over a cluster: how many GPUs can work, and on how many sequences each. Rests on
// step-time.ts, training-memory.ts. One rule each for memory, batch and launch; no search over layouts.
import type { Sourced } from '../units/estimate.ts';
import type { Bytes } from '../units/units.ts';
import { parameterCount, type Architecture } from '../workload/transformer.ts';
import { H100 } from './hardware.ts';
import { MOST_MICRO_TOKENS } from './published-training.ts';
import type { StepTime } from './step-time.ts';
import { availableBytes, fewestGpus, mostGpusPerSequence, neededBytes } from './training-memory.ts';

export type Layout =
  | { readonly kind: 'fits'; readonly gpuCount: number; readonly sequencesPerGpu: number }
  | { readonly kind: 'does-not-fit'; readonly neededBytes: Bytes; readonly availableBytes: Bytes; readonly fewestGpus: number };

/** Largest useful global batch of a model of 70 B parameters; it grows as the cube root of the parameters. */
export const MOST_BATCH_TOKENS_AT_70B: Sourced<number> = {
  value: 4e6,
  provenance: 'assumption',
  asOf: '2024-07',
  source:
    'Batches of published runs: .5 M tokens at 125 M parameters, 2 M at 13 B, 3.2 M at 175 B (Brown et al., 2020, table 2.1), 4 M (Llama 2), 16 M at 405 B (Llama 3)',
};

/** Context that models are pre-trained with here; less where positions are learned for less. */
export const TRAINING_SEQUENCE: Sourced<number> = {
  value: 4096,
  provenance: 'assumption',
  asOf: '2023-07',
  source: 'Context of Llama 2 and of most published benchmarks; GPT-2 1024 and GPT-3 2048 by their positions',
};

export function trainingSequence({ learnedPositions }: Architecture): number {
  return learnedPositions > 0 ? Math.min(learnedPositions, TRAINING_SEQUENCE.value) : TRAINING_SEQUENCE.value;
}

/** Tokens that one update may see before more of them stop helping. */
export function mostBatchTokens(parameters: number): number {
  return MOST_BATCH_TOKENS_AT_70B.value * Math.cbrt(parameters / 70e9);
}

/**
 * GPUs that work, of `gpuCount`: as many as the batch can feed with a share of a sequence each, and no more than keep at
 * least half of their time for work rather than launches (a cluster larger than that trains no faster).
 */
export function layOut(architecture: Architecture, sequenceLength: number, gpuCount: number, step: StepTime): Layout {
  const fewest = fewestGpus(architecture, sequenceLength, H100);
  if (gpuCount < fewest) {
    return {
      kind: 'does-not-fit',
      fewestGpus: fewest,
      neededBytes: neededBytes(architecture, sequenceLength, gpuCount, H100),
      availableBytes: availableBytes(gpuCount, H100),
    };
  }
  const batchSequences = Math.max(1, mostBatchTokens(parameterCount(architecture)) / sequenceLength);
  const mostSequences = Math.min(MOST_MICRO_TOKENS / sequenceLength, batchSequences);
  const leastSequences = Math.min(
    mostSequences,
    Math.max(1 / mostGpusPerSequence(architecture, H100), halfWork(step, mostSequences)),
  );
  const useful = Math.max(1, fewest, Math.floor(batchSequences / leastSequences));
  const working = Math.min(gpuCount, useful);
  return { kind: 'fits', gpuCount: working, sequencesPerGpu: Math.min(mostSequences, batchSequences / working) };
}

/** Sequences at which work takes as long as overhead, at most `most`: bisection on a rising function. */
function halfWork(step: StepTime, most: number): number {
  if (step.work(most) <= step.overhead) return most;
  let [low, high] = [0, most];
  for (let pass = 0; pass < 40; pass++) {
    const middle = (low + high) / 2;
    if (step.work(middle) < step.overhead) low = middle;
    else high = middle;
  }
  return high;
}
