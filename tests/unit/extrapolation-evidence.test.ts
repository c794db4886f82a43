// The published runs behind the extrapolation: are they sourced, do the intervals hold, are runs kept out reproduced?
import { describe, expect, it } from 'vitest';
import fullRuns from '../../data/full-runs.json' with { type: 'json' };
import hardware from '../../data/hardware.json' with { type: 'json' };
import prices from '../../data/prices.json' with { type: 'json' };
import servingRuns from '../../data/serving-runs.json' with { type: 'json' };
import trainingRuns from '../../data/training-runs.json' with { type: 'json' };
import { DEFAULT_ASSUMPTIONS } from '../../src/contract/assumptions.ts';
import { pricesFor } from '../../src/extrapolation/economics.ts';
import { predictionOfFamily } from '../../src/extrapolation/family-spread.ts';
import { H100 } from '../../src/extrapolation/hardware.ts';
import { layOut } from '../../src/extrapolation/layout.ts';
import { decodeShare, promptShare, servingLevels, SERVING_FAMILIES } from '../../src/extrapolation/published-serving.ts';
import {
  isHopper,
  modelUtilisation,
  runLevels,
  TRAINING_FAMILIES,
  type PublishedRun,
} from '../../src/extrapolation/published-training.ts';
import { SCALE_LOSS_PER_DOUBLING } from '../../src/extrapolation/scale-loss.ts';
import { findShape } from '../../src/extrapolation/shape.ts';
import { trainingStep } from '../../src/extrapolation/step-time.ts';
import { availableBytes, neededBytes } from '../../src/extrapolation/training-memory.ts';
import { trainingCost } from '../../src/extrapolation/training.ts';
import { GOODPUT, stepUtilisation, trainingLevel } from '../../src/extrapolation/utilisation.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { median } from '../../src/statistics/summary.ts';
import { parameterCount, trainingFlopPerToken, type Architecture } from '../../src/workload/transformer.ts';

const shape = findShape(undefined);
const overhead = shape.overhead.value;
const level = trainingLevel(overhead);

describe('every published fact', () => {
  it('names its source and its date, and none rests on memory', () => {
    const rows = [
      ...hardware,
      ...trainingRuns,
      ...servingRuns,
      ...fullRuns.goodput,
      ...fullRuns.held_out,
      ...prices.rental_dollars_per_gpu_hour,
      ...prices.purchase_dollars_per_gpu,
      { ...prices.installed_cluster },
      ...prices.electricity_dollars_per_kilowatt_hour.map((row) => ({ ...row, date: String(row.year) })),
    ];
    expect(rows.length).toBeGreaterThan(70);
    for (const row of rows) {
      expect(row.source.length, JSON.stringify(row)).toBeGreaterThan(3);
      expect(row.source_ref.length, JSON.stringify(row)).toBeGreaterThan(3);
      expect(row.date, JSON.stringify(row)).toMatch(/^20\d\d/);
      expect(['read', 'secondary'], JSON.stringify(row)).toContain(row.confidence);
    }
  });

  it('is physically possible: no run uses more of the peak than the best matrix product', () => {
    for (const { runs, hardware: name, family } of TRAINING_FAMILIES) {
      for (const run of runs) {
        expect(modelUtilisation(run, name), `${family} ${run.model}`).toBeGreaterThan(0.1);
        expect(modelUtilisation(run, name), `${family} ${run.model}`).toBeLessThan(0.8);
      }
    }
  });
});

describe('the level of training', () => {
  it('holds each H100 family that it was not fitted to within its 95 % interval, in at least 4 of 5', () => {
    const held = TRAINING_FAMILIES.filter(isHopper).filter((left) => {
      const { low, high } = trainingLevel(
        overhead,
        TRAINING_FAMILIES.filter((family) => family !== left),
      );
      const actual = median(runLevels(left, overhead));
      return low <= actual && actual <= high;
    });
    expect(TRAINING_FAMILIES.filter(isHopper)).toHaveLength(5);
    expect(held.length).toBeGreaterThanOrEqual(4);
  });

  it('holds single runs of left-out families too, in at least 90 %', () => {
    const outcomes = TRAINING_FAMILIES.filter(isHopper).flatMap((left) => {
      const { low, high } = trainingLevel(
        overhead,
        TRAINING_FAMILIES.filter((family) => family !== left),
      );
      return runLevels(left, overhead).map((actual) => low <= actual && actual <= high);
    });
    expect(outcomes.length).toBeGreaterThan(20);
    expect(outcomes.filter(Boolean).length / outcomes.length).toBeGreaterThanOrEqual(0.9);
  });

  it('comes from an interval that covers about 95 % of new families when spreads are log-normal, with as few families as here', () => {
    const random = createRandom(7);
    const trials = 2000;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const draw = (center: number) => center * Math.exp(0.15 * random.normal());
      const [own, other] = [Array.from({ length: 5 }, () => draw(0.45)), Array.from({ length: 3 }, () => draw(0.6))];
      const { low, high } = predictionOfFamily(own, [own, other]);
      const unseen = draw(0.45);
      if (low <= unseen && unseen <= high) covered++;
    }
    // 95 % ± 3 standard errors of 2,000 draws, and 1 % for the median, which is noisier than the mean.
    expect(covered / trials).toBeGreaterThan(0.925);
    expect(covered / trials).toBeLessThan(0.97);
  });
});

describe('the loss by scale', () => {
  it('agrees with published pairs that differ in GPUs only', () => {
    const losses = TRAINING_FAMILIES.filter(isHopper).flatMap(({ runs }) =>
      runs.flatMap((small, index) => runs.slice(index + 1).flatMap((large) => lossOf(small, large))),
    );
    expect(losses.length).toBeGreaterThanOrEqual(4);
    expect(median(losses)).toBeGreaterThan(SCALE_LOSS_PER_DOUBLING.low);
    expect(median(losses)).toBeLessThan(SCALE_LOSS_PER_DOUBLING.high);
    expect(median(losses)).toBeCloseTo(SCALE_LOSS_PER_DOUBLING.value, 2);
  });
});

/** Loss per doubling from the one with fewer GPUs to the one with more; none where the pair differs otherwise (eager or compiled: by more than 10 %). */
function lossOf(a: PublishedRun, b: PublishedRun): readonly number[] {
  if (a.model !== b.model || a.sequence !== b.sequence || a.gpus === b.gpus) return [];
  const [few, many] = a.gpus < b.gpus ? [a, b] : [b, a];
  const ratio = many.tokensPerSecondPerGpu / few.tokensPerSecondPerGpu;
  return Math.abs(Math.log(ratio)) < 0.1 ? [-Math.log(ratio) / Math.log2(many.gpus / few.gpus)] : [];
}

describe('memory', () => {
  it('fits every published H100 layout on the GPUs that ran it', () => {
    for (const { runs, family } of TRAINING_FAMILIES.filter(isHopper)) {
      for (const { architecture, sequence, gpus, model } of runs) {
        expect(neededBytes(architecture, sequence, gpus, H100), `${family} ${model} on ${gpus}`).toBeLessThanOrEqual(
          availableBytes(gpus, H100),
        );
      }
    }
  });
});

describe('runs that were kept out of the calibration', () => {
  for (const { name, quantity, value, gpus, tokens, sequence, architecture: shape_ } of fullRuns.held_out) {
    const architecture: Architecture = { ...shape_, family: shape_.family === 'llama' ? 'llama' : 'gpt' };
    it(`${name}: ${quantity} lie within the stated interval`, () => {
      if (quantity === 'gpu-hours') {
        const assumptions = {
          ...DEFAULT_ASSUMPTIONS,
          gpu_count: gpus,
          tokens_per_parameter: (tokens ?? NaN) / parameterCount(architecture),
        };
        const cost = trainingCost(architecture, assumptions, pricesFor(assumptions), level, shape);
        if (cost.kind !== 'fits') throw new Error(`${name} does not fit`);
        expect(value).toBeGreaterThan(cost.gpuHours.low);
        expect(value).toBeLessThan(cost.gpuHours.high);
        return;
      }
      const layout = layOut(architecture, sequence, gpus, trainingStep(architecture, sequence, H100, overhead));
      if (layout.kind !== 'fits') throw new Error(`${name} does not fit`);
      const utilisation = stepUtilisation(level, {
        architecture,
        sequenceLength: sequence,
        gpuCount: gpus,
        sequencesPerGpu: layout.sequencesPerGpu,
        overheadLaunches: shape.overhead,
      });
      const rate = (share: number) => (share * H100.bf16.value) / trainingFlopPerToken(architecture, sequence);
      expect(value).toBeGreaterThan(rate(utilisation.low));
      expect(value).toBeLessThan(rate(utilisation.high));
    });
  }

  it('are none of those it was fitted to', () => {
    const fitted = TRAINING_FAMILIES.flatMap(({ runs }) => runs.map(({ model }) => model));
    for (const { name } of fullRuns.held_out) expect(fitted).not.toContain(name);
  });
});

describe('goodput', () => {
  it('is what whole runs keep of the rate of their steps', () => {
    const ratios = fullRuns.goodput.map((run) => run.whole_run / run.while_stepping);
    for (const ratio of ratios) {
      expect(ratio).toBeGreaterThan(GOODPUT.value.low);
      expect(ratio).toBeLessThan(GOODPUT.value.high * 1.005);
    }
  });
});

describe('the levels of serving', () => {
  it('hold each family that they were not fitted to, in at least nine of ten', () => {
    const outcomes = SERVING_FAMILIES.flatMap((left) => {
      const { arithmetic, decode } = servingLevels(
        overhead,
        SERVING_FAMILIES.filter((family) => family !== left),
      );
      const prompts = promptShare(left, overhead);
      const tokens = decodeShare(left, overhead, arithmetic.value);
      return [
        ...(prompts === undefined ? [] : [arithmetic.low <= prompts && prompts <= arithmetic.high]),
        ...(tokens === undefined ? [] : [decode.low <= tokens && tokens <= decode.high]),
      ];
    });
    expect(outcomes.length).toBeGreaterThanOrEqual(10);
    expect(outcomes.filter(Boolean).length / outcomes.length).toBeGreaterThanOrEqual(0.9);
  });
});
