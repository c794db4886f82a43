// Runs that were kept out of every fit: does the engine that stands behind page, terminal and explorer hold them?
import { describe, expect, it } from 'vitest';
import runs from '../../data/held-out-runs.json' with { type: 'json' };
import { findAccelerator } from '../../src/cluster/accelerators.ts';
import { explorationFactor } from '../../src/cluster/goodput.ts';
import { shapeOf } from '../../src/cluster/model-shape.ts';
import { halfWidthOf, TRAINING } from '../../src/extrapolation/calibration.ts';
import { bestOf, sharedDraws } from '../../src/extrapolation/draws.ts';
import { planTraining } from '../../src/extrapolation/training-plan.ts';
import { drawTransfer, trainingRate } from '../../src/extrapolation/training-rate.ts';
import { transferOf } from '../../src/extrapolation/transfer.ts';
import { median } from '../../src/statistics/summary.ts';
import { SECONDS_PER_HOUR } from '../../src/units/units.ts';
import { parameterCount, type Architecture } from '../../src/workload/transformer.ts';

type HeldOut = (typeof runs)[number];

/** Logarithm of predicted over published, with the half-width that the engine states for it. */
function missOf(run: HeldOut): { readonly miss: number; readonly halfWidth: number } {
  const accelerator = findAccelerator('H100 SXM5 80GB');
  if (accelerator === undefined) throw new Error('no H100');
  const draws = sharedDraws();
  const [year = NaN, month = NaN] = run.date.split('-').map(Number);
  const architecture = run.architecture as Architecture;
  const plan = planTraining({
    model: shapeOf(architecture, run.name),
    accelerator,
    gpuCount: run.gpus ?? 16_384,
    crowding: run.gpus === null ? 'efficient' : 'all',
    precision: 'bf16',
    sequenceLength: run.sequence,
    softwareYear: year + (month - 0.5) / 12,
  });
  if (plan.outcome.kind === 'does-not-fit') throw new Error(`${run.name} does not fit`);
  const rate = trainingRate(plan, plan.outcome, drawTransfer(transferOf(undefined), draws), draws);
  const seconds = bestOf(rate.gpuSecondsPerToken);
  if (run.quantity === 'gpu-hours') {
    const once = (seconds * (run.tokens ?? NaN)) / SECONDS_PER_HOUR;
    const hours = once * explorationFactor(parameterCount(architecture), TRAINING.exploration);
    return { miss: Math.log(hours / run.value), halfWidth: halfWidthOf('full-run') };
  }
  const tokens = bestOf(rate.timeBesideSteps) / seconds;
  return { miss: Math.log(tokens / run.value), halfWidth: halfWidthOf('dense-h100-bf16') };
}

describe('runs kept out of all fits', () => {
  it('lie within their 90 % interval, but for at most one of the four', () => {
    const outside = runs.filter((run) => Math.abs(missOf(run).miss) > missOf(run).halfWidth).map(({ name }) => name);
    expect(outside.length, outside.join(', ')).toBeLessThanOrEqual(1);
  });

  it('are off by at most a quarter in the median, though layouts and batches are not told', () => {
    expect(median(runs.map((run) => Math.abs(missOf(run).miss)))).toBeLessThan(Math.log(1.25));
  });
});
