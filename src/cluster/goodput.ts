// Goodput: the share of wall time that trains. Failures grow with the cluster; each loses half a checkpoint interval and a
// restart; checkpoints and evaluation stop the step. Neglected: idle months between attempts, which no model predicts.
import type { Fraction, Seconds } from '../units/units.ts';
import { SECONDS_PER_DAY } from '../units/units.ts';

export interface Goodput {
  readonly share: Fraction;
  /** Lost shares of wall time. */
  readonly lost: {
    readonly failures: Fraction;
    readonly checkpoints: Fraction;
    readonly evaluation: Fraction;
  };
  readonly secondsBetweenFailures: Seconds;
  readonly secondsBetweenCheckpoints: Seconds;
}

/**
 * One interruption in 2,100 GPU-days: Llama 3 405B had 419 unexpected ones in 54 days on 16,384 H100 (Grattafiori et al.,
 * 2024, table 5). BLOOM’s log gives 1,800 on A100 (1–2 a week on 384), OPT-175B’s about 600.
 */
export const GPU_SECONDS_BETWEEN_FAILURES: Seconds = 2_100 * SECONDS_PER_DAY;

/** To notice, exclude the node, reload and warm up: MegaScale reports under 15 minutes (Jiang et al., 2024). */
const RESTART: Seconds = 15 * 60;

/** The step stands while state is copied to host memory; writing goes on beside it. */
const CHECKPOINT_PAUSE: Seconds = 15;

/** Held-out losses and logging; 1–3 % in public logs. */
export const EVALUATION: Fraction = 0.02;

/** Share of wall time spent in steps on `gpuCount` GPUs; checkpoints at Young’s interval √(2·pause·time between failures). */
export function goodput(gpuCount: number): Goodput {
  const between = GPU_SECONDS_BETWEEN_FAILURES / Math.max(1, gpuCount);
  const interval = Math.sqrt(2 * CHECKPOINT_PAUSE * between);
  // Time lost beside a second of steps.
  const failures = (RESTART + interval / 2) / between;
  const checkpoints = CHECKPOINT_PAUSE / interval;
  const evaluation = EVALUATION;
  const share = 1 / (1 + failures + checkpoints + evaluation);
  return {
    share,
    lost: { failures: failures * share, checkpoints: checkpoints * share, evaluation: evaluation * share },
    secondsBetweenFailures: between,
    secondsBetweenCheckpoints: interval,
  };
}

/** Parameters at which the exploration of a full run is stated. */
const EXPLORATION_PARAMETERS = 10e9;
const EXPLORATION_EXPONENT = 0.35;

/**
 * GPU-hours that a published full run counts over those of its steps and lost time: what was tried besides (ablations,
 * repeats, cool-downs). Falls slowly with size: a 1 B run is repeated at will, a 400 B run is not.
 */
export function explorationFactor(parameters: number, exploration: Fraction): number {
  return 1 + exploration * (EXPLORATION_PARAMETERS / parameters) ** EXPLORATION_EXPONENT;
}
