// Laws of plans and rates of training, whatever the constants are fitted to.
import { describe, expect, it } from 'vitest';
import { findAccelerator } from '../../src/cluster/accelerators.ts';
import type { Accelerator } from '../../src/cluster/accelerator.ts';
import { goodput } from '../../src/cluster/goodput.ts';
import { totalParameters } from '../../src/cluster/parameters.ts';
import { bestOf, sharedDraws, type Draws } from '../../src/extrapolation/draws.ts';
import { shapeOfSize } from '../../src/extrapolation/shape-of-size.ts';
import { evenCount, planTraining, type PlanQuestion } from '../../src/extrapolation/training-plan.ts';
import { drawTransfer, trainingRate, type DrawnTransfer } from '../../src/extrapolation/training-rate.ts';
import { transferOf } from '../../src/extrapolation/transfer.ts';

const found = findAccelerator('H100 SXM5 80GB');
if (found === undefined) throw new Error('no H100');
const H100: Accelerator = found;
const DRAWS = sharedDraws();
const PRIOR = drawTransfer(transferOf(undefined), DRAWS);

const question = (parameters: number, change: Partial<PlanQuestion> = {}): PlanQuestion => ({
  model: shapeOfSize(parameters),
  accelerator: H100,
  gpuCount: 1024,
  crowding: 'efficient',
  precision: 'bf16',
  sequenceLength: 4096,
  softwareYear: 2026.8,
  ...change,
});

function secondsOf(asked: PlanQuestion, transfer: DrawnTransfer = PRIOR, draws: Draws = DRAWS) {
  const plan = planTraining(asked);
  if (plan.outcome.kind === 'does-not-fit') throw new Error('does not fit');
  return trainingRate(plan, plan.outcome, transfer, draws);
}

describe('the shape of a size', () => {
  it('has its parameters to within 2 %, a mixture to within 6 %, from 1 M to 100 T', () => {
    for (let power = 6; power <= 14; power += 0.25) {
      const parameters = 10 ** power;
      expect(Math.abs(totalParameters(shapeOfSize(parameters)) / parameters - 1)).toBeLessThan(0.02);
      expect(Math.abs(totalParameters(shapeOfSize(parameters, 16)) / parameters - 1)).toBeLessThan(0.06);
    }
  });

  it('grows: neither layers nor width fall as the size rises by a magnitude', () => {
    for (let power = 6; power <= 13; power += 0.5) {
      const [small, large] = [shapeOfSize(10 ** power), shapeOfSize(10 ** (power + 1))];
      expect(large.layers).toBeGreaterThanOrEqual(small.layers);
      expect(large.width).toBeGreaterThan(small.width);
    }
  });
});

describe('a plan', () => {
  it('leaves at most one GPU in 32 out, so that the others divide', () => {
    for (let count = 1; count < 20_000; count = Math.ceil(count * 1.07)) {
      expect(evenCount(count)).toBeLessThanOrEqual(count);
      expect(evenCount(count)).toBeGreaterThan(count * (31 / 32) - 1e-9);
    }
  });

  it('never works with more GPUs than there are, and splits the work over all it works with', () => {
    for (const gpuCount of [1, 3, 8, 100, 1000, 10_000]) {
      for (const crowding of ['all', 'efficient'] as const) {
        const { job, outcome } = planTraining(question(1e9, { gpuCount, crowding }));
        expect(job.gpuCount).toBeLessThanOrEqual(gpuCount);
        if (outcome.kind !== 'fits') continue;
        const { tensor, pipeline, context, data } = outcome.layout;
        expect(tensor * pipeline * context * data).toBe(job.gpuCount);
      }
    }
  });

  it('refuses 175 B on one server, and names a count that would hold it', () => {
    const { outcome } = planTraining(question(175e9, { gpuCount: 8 }));
    expect(outcome.kind).toBe('does-not-fit');
    if (outcome.kind === 'fits') return;
    expect(outcome.memory.total).toBeGreaterThan(outcome.memory.available);
    expect(outcome.fewestGpus).toBeGreaterThan(8);
  });

  it('does not depend on the name of a shape, nor on what was planned before', () => {
    const model = shapeOfSize(7e9);
    const renamed = planTraining(question(7e9, { model: { ...model, name: 'another name' } }));
    expect(renamed.outcome).toEqual(planTraining(question(7e9)).outcome);
  });
});

describe('the rate', () => {
  it('takes no shape from the priors that the cluster model does not have: the best value is its own step for wide models', () => {
    const plan = planTraining(question(70e9));
    if (plan.outcome.kind === 'does-not-fit') throw new Error('70 B must fit');
    const { seconds } = trainingRate(plan, plan.outcome, PRIOR, DRAWS);
    expect(Math.abs(seconds / plan.outcome.seconds - 1)).toBeLessThan(0.02);
  });

  it('slows with every term, small models most where launches and depth count', () => {
    for (const term of ['overhead', 'depth', 'wave'] as const) {
      const doubled = { ...PRIOR, [term]: PRIOR[term].map((value) => (term === 'wave' ? Math.min(1, 2 * value) : 2 * value)) };
      const slower = (parameters: number) =>
        bestOf(secondsOf(question(parameters), doubled).gpuSecondsPerToken) /
        bestOf(secondsOf(question(parameters)).gpuSecondsPerToken);
      expect(slower(3e6), term).toBeGreaterThan(1);
      expect(slower(70e9), term).toBeGreaterThanOrEqual(1);
      if (term !== 'wave') expect(slower(3e6), term).toBeGreaterThan(slower(70e9));
    }
  });

  it('loses by goodput what goodput says, and never reaches the best matrix product', () => {
    for (const parameters of [1e8, 1e10, 4e11]) {
      const rate = secondsOf(question(parameters, { gpuCount: 4096, crowding: 'all' }));
      const { job } = planTraining(question(parameters, { gpuCount: 4096, crowding: 'all' }));
      expect(1 / bestOf(rate.timeBesideSteps)).toBeCloseTo(goodput(job.gpuCount).share, 9);
      expect(bestOf(rate.utilisation)).toBeLessThan((H100.bestMatmul ?? H100.peak.bf16) / H100.peak.bf16);
      for (const seconds of rate.timeBesideSteps) expect(seconds).toBeGreaterThanOrEqual(1);
    }
  });

  it('needs fewer GPU-seconds on an accelerator that is faster in everything', () => {
    const faster: Accelerator = {
      ...H100,
      name: 'twice an H100',
      peak: { bf16: 2 * H100.peak.bf16, fp8: undefined, fp4: undefined },
      bestMatmul: 2 * (H100.bestMatmul ?? 0.8 * H100.peak.bf16),
      memoryBandwidth: 2 * H100.memoryBandwidth,
      fabricBandwidth: 2 * H100.fabricBandwidth,
      networkBandwidth: 2 * H100.networkBandwidth,
      boardPower: 2 * H100.boardPower,
    };
    const ratio =
      bestOf(secondsOf(question(13e9)).gpuSecondsPerToken) /
      bestOf(secondsOf(question(13e9, { accelerator: faster })).gpuSecondsPerToken);
    expect(ratio).toBeGreaterThan(1.6);
    expect(ratio).toBeLessThanOrEqual(2.001);
  });
});
