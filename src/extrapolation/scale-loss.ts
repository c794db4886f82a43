// What a training step loses as more GPUs share it, beyond what its own operations say. Rests on units/.
import type { Estimate } from '../units/estimate.ts';

/**
 * Share of the rate lost with every doubling above one node, from jitter and from collectives that are not hidden:
 * .8 % from published weak-scaling pairs (data/training-runs.json; a test recomputes their median), 0 to 2 % between them.
 */
export const SCALE_LOSS_PER_DOUBLING: Estimate = { value: 0.008, low: 0.0005, high: 0.02 };

const GPUS_PER_NODE = 8;

/** Rate on `gpus` relative to one node; 1 up to 8 GPUs, falling and positive above. */
export function scaleFactor(gpus: number, lossPerDoubling: number): number {
  return (1 - lossPerDoubling) ** Math.max(0, Math.log2(gpus / GPUS_PER_NODE));
}
