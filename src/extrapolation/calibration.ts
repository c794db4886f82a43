// The cluster model's constants, and how far its predictions missed published runs, by kind of run. Rests on evidence/.
// Half-widths are logarithmic and hold 90 % of the runs of left-out families.
import type { Accelerator } from '../cluster/accelerator.ts';
import type { ModelShape } from '../cluster/model-shape.ts';
import type { Precision } from '../cluster/job.ts';
import { SERVING_CONSTANTS, type ServingConstants } from '../cluster/serving-constants.ts';
import { TRAINING_CONSTANTS, type TrainingConstants } from '../cluster/training-constants.ts';
import type { EvidenceGroup } from '../evidence/evidence.ts';
import { fittedConstants, openHalfWidth } from '../evidence/fitted.ts';

export const TRAINING: TrainingConstants = fittedConstants(TRAINING_CONSTANTS);
export const SERVING: ServingConstants = fittedConstants(SERVING_CONSTANTS);

/** 90 % half-width of a kind of run whose layout the model chose; that of unknown kinds where nothing was published. */
export const halfWidthOf: (group: EvidenceGroup) => number = openHalfWidth;

/**
 * 90 % half-width of what a whole run has besides its steps: that of published whole runs, less that of the steps' rate on
 * the GPUs that nearly all of them ran on, as independent errors. At least what failures and checkpoints leave open.
 */
export function wholeRunHalfWidth(): number {
  const [whole, steps] = [halfWidthOf('full-run'), halfWidthOf('dense-a100')];
  return Math.max(LEAST_WHOLE_RUN, Math.sqrt(Math.max(0, whole ** 2 - steps ** 2)));
}

/** A tenth: about the time that failures, checkpoints and evaluation take of a large run. */
const LEAST_WHOLE_RUN = 0.1;

/** The kind of published serving. */
export function servingGroup({ mixture }: ModelShape): EvidenceGroup {
  return mixture === undefined ? 'serving-dense' : 'serving-moe';
}

/** Sizes between which runs were published: GPT-2 small to a trillion for training, half a billion to DeepSeek-V3 for serving. */
const PUBLISHED = { training: { from: 1.2e8, to: 1e12 }, serving: { from: 5e8, to: 6.7e11 } } as const;

/**
 * 90 % half-width, per factor e of size, by which a rate may drift beyond the published sizes: that of a device's efficiency
 * beyond its measured work (device-model/predict.ts), for the same reason.
 */
const DRIFT = 0.08;

/** The half-width for a size, wider the further it lies beyond what was published. */
export function halfWidthAt(group: EvidenceGroup, parameters: number, of: keyof typeof PUBLISHED): number {
  const { from, to } = PUBLISHED[of];
  const beyond = Math.max(0, Math.log(parameters / to), Math.log(from / parameters));
  return Math.hypot(halfWidthOf(group), DRIFT * beyond);
}

/** The kind of published run that a training is judged by. */
export function trainingGroup({ generation }: Accelerator, precision: Precision, isMixture: boolean): EvidenceGroup {
  if (generation === 'hopper') return isMixture ? 'moe-h100' : precision === 'bf16' ? 'dense-h100-bf16' : 'dense-h100-fp8';
  if (generation === 'blackwell') return isMixture ? 'moe-blackwell' : 'dense-blackwell';
  if (generation === 'ampere' && !isMixture) return 'dense-a100';
  return 'other';
}
