// The eleven claims by name and what was found of each: all that a page needs to show them, without what computes them.
import type { Figure } from './claims-figure.ts';

/** In the article's order. */
export const CLAIM_IDS = [
  'gpu-crisis',
  'chatgpt',
  'h100-price',
  'hundreds-of-millions',
  'economics',
  'ways-forward',
  'larger-than-necessary',
  'false-measure',
  'ten-thousand-gpus',
  'waiting',
  'big-budgets',
] as const;

export type ClaimId = (typeof CLAIM_IDS)[number];

/** What is computed for a claim, by side. Plain data: it travels between threads. */
export interface Verdict {
  readonly id: ClaimId;
  readonly supports: readonly Figure[];
  readonly contradicts: readonly Figure[];
  /** Figures that say nothing either way, or whose interval lies on both sides. */
  readonly beside: readonly Figure[];
}
