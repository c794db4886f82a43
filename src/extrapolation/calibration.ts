// The constants of the cluster model, and how far its predictions have missed published runs, by kind of run.
// Rests on cluster/, evidence/. Half-widths are logarithmic and hold 90 % of left-out rows.
import { priorsOf } from '../cluster/constant.ts';
import type { Accelerator } from '../cluster/accelerator.ts';
import type { Precision } from '../cluster/job.ts';
import { SERVING_CONSTANTS, type ServingConstants } from '../cluster/serving-constants.ts';
import { TRAINING_CONSTANTS, type TrainingConstants } from '../cluster/training-constants.ts';
import type { EvidenceGroup } from '../evidence/evidence.ts';

export const TRAINING: TrainingConstants = priorsOf(TRAINING_CONSTANTS);
export const SERVING: ServingConstants = priorsOf(SERVING_CONSTANTS);

/** Of a first model's left-out rows; the fitted ones take their place with data/fitted-constants.json. */
const HALF_WIDTHS: Readonly<Partial<Record<EvidenceGroup, number>>> = {
  'dense-h100-bf16': 0.2,
  'dense-h100-fp8': 0.25,
  'dense-a100': 0.34,
  'dense-blackwell': 0.25,
  'moe-h100': 0.4,
  'moe-blackwell': 0.44,
  'full-run': 0.5,
  'serving-dense': 0.6,
  'serving-moe': 0.6,
  'first-token': 0.8,
};
/** A kind of run that nobody has published. */
const UNKNOWN_HALF_WIDTH = 0.7;

export function halfWidthOf(group: EvidenceGroup): number {
  return HALF_WIDTHS[group] ?? UNKNOWN_HALF_WIDTH;
}

/** The kind of published run that a training is judged by. */
export function trainingGroup({ generation }: Accelerator, precision: Precision, isMixture: boolean): EvidenceGroup {
  if (generation === 'hopper') return isMixture ? 'moe-h100' : precision === 'bf16' ? 'dense-h100-bf16' : 'dense-h100-fp8';
  if (generation === 'blackwell') return isMixture ? 'moe-blackwell' : 'dense-blackwell';
  if (generation === 'ampere' && !isMixture) return 'dense-a100';
  return 'other';
}
