// Laws of the training cost: what must move which way, and by how much, whatever the constants are.
import { describe, expect, it } from 'vitest';
import { DEFAULT_ASSUMPTIONS, type Assumptions } from '../../src/contract/assumptions.ts';
import { pricesFor } from '../../src/extrapolation/economics.ts';
import { BEST_MATMUL, H100 } from '../../src/extrapolation/hardware.ts';
import { trainingSequence } from '../../src/extrapolation/layout.ts';
import { findShape } from '../../src/extrapolation/shape.ts';
import { rooflineUtilisation, trainingStep } from '../../src/extrapolation/step-time.ts';
import { fewestGpus } from '../../src/extrapolation/training-memory.ts';
import { h100TrainingRate, trainingCost, type TrainingFits } from '../../src/extrapolation/training.ts';
import { trainingLevel } from '../../src/extrapolation/utilisation.ts';
import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../src/units/units.ts';
import { findSize, LADDER, type Size } from '../../src/workload/ladder.ts';
import { expectEstimate } from '../fixtures/estimates.ts';

const shape = findShape(undefined);
const level = trainingLevel(shape.overhead.value);
const COUNTS = [1, 2, 3, 8, 15, 64, 300, 1000, 4096, 10_000, 33_333, 100_000];

function cost(size: Size, changed: Partial<Assumptions> = {}) {
  const assumptions = { ...DEFAULT_ASSUMPTIONS, ...changed };
  return trainingCost(size.architecture, assumptions, pricesFor(assumptions), level, shape);
}

function fitting(size: Size, changed: Partial<Assumptions> = {}): TrainingFits {
  const found = cost(size, changed);
  if (found.kind !== 'fits') throw new Error(`${size.id} does not fit`);
  return found;
}

function sizeOf(id: string): Size {
  const size = findSize(id);
  if (size === undefined) throw new Error(`no size ${id}`);
  return size;
}

const LLAMA_70B = sizeOf('llama-2-70b');

describe('the cost of training', () => {
  it('is positive, finite and ordered for every size on 1 to 100,000 GPUs, bought and rented', () => {
    for (const size of LADDER) {
      for (const gpu_count of COUNTS) {
        for (const acquisition of ['bought', 'rented'] as const) {
          const found = cost(size, { gpu_count, acquisition });
          const label = `${size.id} on ${gpu_count}, ${acquisition}`;
          if (found.kind === 'does-not-fit') {
            expect(found.neededBytes, label).toBeGreaterThan(found.availableBytes);
            expect(found.fewestGpus, label).toBeGreaterThan(gpu_count);
            continue;
          }
          for (const estimate of [found.utilisation, found.days, found.gpuHours, found.energy, found.dollars])
            expectEstimate(estimate, label);
          expect(found.utilisation.high, label).toBeLessThanOrEqual(BEST_MATMUL.value / H100.bf16.value);
          expect(found.gpuCount, label).toBeLessThanOrEqual(gpu_count);
          expect(found.clusterDollars !== undefined, label).toBe(acquisition === 'bought');
        }
      }
    }
  });

  it('is right in its units: GPU-hours times peak times utilisation is the FLOP, and days are GPU-hours over GPUs', () => {
    for (const size of LADDER) {
      const { gpuHours, utilisation, flop, days, gpuCount, energy } = fitting(size, { gpu_count: 1000 });
      expect((gpuHours.value * SECONDS_PER_HOUR * H100.bf16.value * utilisation.value) / flop).toBeCloseTo(1, 9);
      expect((days.value * SECONDS_PER_DAY * gpuCount) / (gpuHours.value * SECONDS_PER_HOUR)).toBeCloseTo(1, 9);
      // A GPU draws between its idle and its server's provisioned power.
      expect(energy.value / (gpuHours.value * SECONDS_PER_HOUR)).toBeGreaterThan(700);
      expect(energy.value / (gpuHours.value * SECONDS_PER_HOUR)).toBeLessThan(1730);
    }
  });

  it('doubles with the tokens, and halves with twice the utilisation', () => {
    for (const size of LADDER) {
      const [once, twice] = [fitting(size, { tokens_per_parameter: 20 }), fitting(size, { tokens_per_parameter: 40 })];
      for (const end of ['value', 'low', 'high'] as const) expect(twice.dollars[end] / once.dollars[end]).toBeCloseTo(2, 9);
      const [half, whole] = [fitting(size, { utilisation: 0.2 }), fitting(size, { utilisation: 0.4 })];
      for (const end of ['value', 'low', 'high'] as const) expect(half.dollars[end] / whole.dollars[end]).toBeCloseTo(2, 9);
    }
  });

  it('takes a given utilisation as exact: hours without an interval', () => {
    const { gpuHours, utilisation } = fitting(LLAMA_70B, { utilisation: 0.4 });
    expect(utilisation).toEqual({ value: 0.4, low: 0.4, high: 0.4 });
    expect(gpuHours.low).toBe(gpuHours.high);
  });

  it('rented, doubles with the price; bought, grows with card and electricity and falls with the lifetime', () => {
    const rented = (dollars: number) =>
      fitting(LLAMA_70B, { acquisition: 'rented', price_dollars_per_gpu_hour: dollars }).dollars.value;
    expect(rented(4) / rented(2)).toBeCloseTo(2, 9);
    const bought = (changed: Partial<Assumptions>) => fitting(LLAMA_70B, { acquisition: 'bought', ...changed }).dollars.value;
    expect(bought({ price_dollars_per_gpu: 40_000 })).toBeGreaterThan(bought({ price_dollars_per_gpu: 20_000 }));
    expect(bought({ electricity_dollars_per_kilowatt_hour: 0.2 })).toBeGreaterThan(
      bought({ electricity_dollars_per_kilowatt_hour: 0 }),
    );
    expect(bought({ lifetime_years: 8 })).toBeLessThan(bought({ lifetime_years: 3 }));
    expect(
      bought({ electricity_dollars_per_kilowatt_hour: 0, lifetime_years: 2 }) /
        bought({ electricity_dollars_per_kilowatt_hour: 0, lifetime_years: 4 }),
    ).toBeCloseTo(2, 9);
  });

  it('on more GPUs takes no more days and no fewer GPU-hours', () => {
    for (const size of LADDER) {
      const fits = COUNTS.map((gpu_count) => cost(size, { gpu_count })).filter((found) => found.kind === 'fits');
      expect(fits.length).toBeGreaterThan(3);
      for (const [index, more] of fits.entries()) {
        const fewer = fits[index - 1];
        if (fewer === undefined) continue;
        expect(more.days.value, `${size.id}: ${fewer.gpuCount} → ${more.gpuCount} GPUs`).toBeLessThanOrEqual(
          fewer.days.value * (1 + 1e-9),
        );
        expect(more.gpuHours.value, `${size.id}: ${fewer.gpuCount} → ${more.gpuCount} GPUs`).toBeGreaterThanOrEqual(
          fewer.gpuHours.value * (1 - 1e-9),
        );
      }
    }
  });

  it('does not fit one GPU short of the fewest, and fits with the fewest', () => {
    const bounds = LADDER.map((size) => ({
      size,
      fewest: fewestGpus(size.architecture, trainingSequence(size.architecture), H100),
    }));
    expect(bounds.filter(({ fewest }) => fewest > 1).length).toBeGreaterThan(5);
    for (const { size, fewest } of bounds) {
      expect(cost(size, { gpu_count: fewest }).kind, size.id).toBe('fits');
      if (fewest > 1)
        expect(cost(size, { gpu_count: fewest - 1 }), size.id).toMatchObject({ kind: 'does-not-fit', fewestGpus: fewest });
    }
  });

  it('rises with the size of the model at equal tokens per parameter, more than in proportion', () => {
    for (const [index, size] of LADDER.entries()) {
      const smaller = LADDER[index - 1];
      if (smaller === undefined || size.parameters / smaller.parameters < 1.5) continue;
      const ratio = fitting(size, { gpu_count: 512 }).gpuHours.value / fitting(smaller, { gpu_count: 512 }).gpuHours.value;
      expect(ratio, `${smaller.id} → ${size.id}`).toBeGreaterThan(size.parameters / smaller.parameters);
    }
  });
});

describe('the rate of an H100', () => {
  it('lies below the best matrix product, and rises over the ladder by more than the interval', () => {
    const rates = LADDER.map(({ architecture }) => h100TrainingRate(architecture, level, shape));
    for (const rate of rates) {
      expectEstimate(rate, 'rate');
      expect(rate.high).toBeLessThanOrEqual(BEST_MATMUL.value);
    }
    expect((rates.at(-1)?.low ?? 0) / (rates[0]?.high ?? Infinity)).toBeGreaterThan(1);
  });

  it('loses to overhead: with more of it the roofline share falls, and large models hardly notice', () => {
    const share = (id: string, overhead: number) => {
      const { architecture } = sizeOf(id);
      const sequence = trainingSequence(architecture);
      return rooflineUtilisation(trainingStep(architecture, sequence, H100, overhead), 1, H100);
    };
    expect(share('llama-style-1m', 4)).toBeLessThan(0.5 * share('llama-style-1m', 1));
    expect(share('llama-3.1-405b', 4)).toBeGreaterThan(0.97 * share('llama-3.1-405b', 1));
    expect(share('llama-3.1-405b', 1)).toBeLessThan(1);
  });
});
