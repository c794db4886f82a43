// Laws of the explorer's numbers: dimensional, limit and monotone ones, whatever the constants are fitted to.
import { describe, expect, it } from 'vitest';
import { DEFAULT_EXPLORATION, type Exploration } from '../../src/contract/exploration.ts';
import type { CurvePoint, ExplorationReport, TrainingPoint } from '../../src/report/exploration-report.ts';
import { exploration } from '../../src/report/exploration.ts';
import { expectEstimate } from '../fixtures/estimates.ts';

const explored = (change: Partial<Exploration> = {}): ExplorationReport => exploration({ ...DEFAULT_EXPLORATION, ...change });

function training({ points }: ExplorationReport): readonly (TrainingPoint & { readonly parameters: number })[] {
  return points.flatMap(({ parameters, training: point }) => (point.kind === 'fits' ? [{ ...point, parameters }] : []));
}

function servings({ points }: ExplorationReport) {
  return points.flatMap(({ serving }) => (serving.kind === 'fits' ? [serving] : []));
}

const HOLDS = ['tokens', 'budget', 'time', 'gpus', 'loss'] as const;
const REPORTS = new Map(HOLDS.map((hold) => [hold, explored({ hold })]));
const of = (hold: (typeof HOLDS)[number]): ExplorationReport => REPORTS.get(hold) ?? explored({ hold });

describe('an exploration', () => {
  it('has 60 sizes from a million to ten trillion parameters, and says why where one is out of reach', () => {
    const { points } = of('tokens');
    expect(points.length).toBe(60);
    expect(points[0]?.parameters).toBeCloseTo(1e6, 0);
    expect((points.at(-1)?.parameters ?? 0) / 1e13).toBeCloseTo(1, 6);
    for (const { training: point, serving } of points) {
      for (const side of [point, serving]) if (side.kind === 'unreachable') expect(side.reason.length).toBeGreaterThan(10);
    }
    expect(training(of('tokens')).length).toBeGreaterThan(50);
  });

  it.each(HOLDS)('holds %s with ordered, positive, finite intervals everywhere', (hold) => {
    for (const point of training(of(hold))) {
      for (const key of ['gpuHours', 'days', 'dollars', 'energy', 'carbon', 'utilisation', 'loss'] as const) {
        expectEstimate(point[key], `${key} at ${point.parameters}`);
      }
      expect(point.utilisation.value).toBeLessThan(1);
    }
    for (const point of servings(of(hold))) {
      for (const key of ['ttft', 'itl', 'dollarsPerMillionInputTokens', 'dollarsPerMillionOutputTokens'] as const) {
        expectEstimate(point[key], key);
      }
    }
  });

  it('is the same for the same dials, whatever was asked in between', () => {
    const first = JSON.stringify(explored({ focus_parameters: 3e9 }));
    explored({ gpu_count: 123, sparsity: 7 });
    expect(JSON.stringify(explored({ focus_parameters: 3e9 }))).toBe(first);
  });
});

describe('cost', () => {
  it('is proportional to the price: twice the rent is twice the dollars of everything, interval and all', () => {
    const [once, twice] = [explored({ price_dollars_per_gpu_hour: 2 }), explored({ price_dollars_per_gpu_hour: 4 })];
    training(once).forEach((point, index) => {
      const other = training(twice)[index];
      for (const end of ['value', 'low', 'high'] as const)
        expect((other?.dollars[end] ?? 0) / point.dollars[end]).toBeCloseTo(2, 9);
    });
    servings(once).forEach((point, index) => {
      const other = servings(twice)[index]?.dollarsPerMillionOutputTokens.value ?? 0;
      expect(other / point.dollarsPerMillionOutputTokens.value).toBeCloseTo(2, 9);
    });
  });

  it('is proportional to tokens, and rises with the size at equal tokens a parameter', () => {
    const [few, many] = [explored({ tokens_per_parameter: 10 }), explored({ tokens_per_parameter: 30 })];
    training(few).forEach((point, index) => {
      expect((training(many)[index]?.dollars.value ?? 0) / point.dollars.value).toBeCloseTo(3, 9);
    });
    const costs = training(of('tokens')).map(({ dollars }) => dollars.value);
    costs.slice(1).forEach((cost, index) => expect(cost).toBeGreaterThan(costs[index] ?? Infinity));
  });

  it('never buys fewer tokens with more money, nor in more time', () => {
    const pairs = [
      [explored({ hold: 'budget', budget_dollars: 1e7 }), explored({ hold: 'budget', budget_dollars: 3e7 })],
      [explored({ hold: 'time', days: 30 }), explored({ hold: 'time', days: 60 })],
    ] as const;
    for (const [less, more] of pairs) {
      for (const { parameters, tokens } of training(less)) {
        const other = training(more).find((point) => point.parameters === parameters);
        expect(other?.tokens ?? 0).toBeGreaterThanOrEqual(tokens);
      }
    }
  });

  it('never takes longer on more GPUs, but for 1 % by which degrees divide worse', () => {
    for (const focus_parameters of [1e8, 8e9, 70e9, 4e11]) {
      let least = Infinity;
      for (let gpu_count = 64; gpu_count < 100_000; gpu_count = Math.round(2.3 * gpu_count)) {
        const { training: point } = explored({ hold: 'gpus', gpu_count, focus_parameters }).focus;
        if (point.kind !== 'fits') continue;
        expect(point.days.value, `${gpu_count} GPUs`).toBeLessThanOrEqual(least * 1.01);
        least = Math.min(least, point.days.value);
      }
      expect(Number.isFinite(least)).toBe(true);
    }
  });

  it('spends the whole budget, the whole time, and reaches the loss', () => {
    for (const { dollars } of training(of('budget')))
      expect(dollars.value / DEFAULT_EXPLORATION.budget_dollars).toBeCloseTo(1, 9);
    for (const { days } of training(of('time'))) expect(days.value / DEFAULT_EXPLORATION.days).toBeCloseTo(1, 9);
    for (const { loss } of training(of('loss'))) expect(loss.value).toBe(DEFAULT_EXPLORATION.target_loss);
  });

  it('at equal loss has one valley: too small reads too much, too large costs too much', () => {
    const costs = training(explored({ hold: 'loss', target_loss: 2.1 })).map(({ dollars }) => Math.log(dollars.value));
    const least = costs.indexOf(Math.min(...costs));
    expect(least).toBeGreaterThan(2);
    expect(least).toBeLessThan(costs.length - 3);
    // Layouts jump from size to size by a few per cent; the valley is judged above that.
    const smooth = (from: number, to: number) =>
      costs.slice(from, to).every((cost, index) => index < 2 || cost < (costs[from + index - 2] ?? 0) + 0.05);
    expect(smooth(0, least)).toBe(true);
    const rising = costs.slice(least);
    expect(rising.every((cost, index) => index < 2 || cost > (rising[index - 2] ?? 0) - 0.05)).toBe(true);
  });

  it('refuses what cannot be: a loss below the irreducible one, a model beyond the memory', () => {
    expect(training(explored({ hold: 'loss', target_loss: 1.6 })).length).toBe(0);
    const small = explored({ gpu_count: 8 });
    const at = (parameters: number) => small.points.find((point) => point.parameters > parameters)?.training;
    expect(at(175e9)?.kind).toBe('unreachable');
    expect(at(1e9)?.kind).toBe('fits');
  });

  it('of a life is training and what it serves, so more served tokens never cost less', () => {
    const [few, many] = [explored({ served_tokens: 1e9 }), explored({ served_tokens: 1e13 })];
    few.points.forEach((point: CurvePoint, index) => {
      const other = many.points[index];
      if (point.lifeDollars === undefined || other?.lifeDollars === undefined) return;
      expect(other.lifeDollars.value).toBeGreaterThan(point.lifeDollars.value);
    });
    const none = explored({ served_tokens: 0 });
    for (const { training: point, lifeDollars } of none.points) {
      if (lifeDollars && point.kind === 'fits') expect(lifeDollars.value / point.dollars.value).toBeCloseTo(1, 9);
    }
  });
});

describe('the best sizes by the law', () => {
  it('shrink as more is served: the cheapest over its life is smaller, trained longer, at the same loss', () => {
    const at = (served: number) => {
      const { cheapestOverLife } = explored({ served_tokens: served, least_tokens_per_second: 0 });
      if (cheapestOverLife === undefined) throw new Error('no cheapest size');
      return cheapestOverLife;
    };
    const [none, some, much] = [at(0), at(1e13), at(1e15)];
    expect(some.parameters).toBeLessThan(none.parameters);
    expect(much.parameters).toBeLessThan(some.parameters);
    expect(much.tokens).toBeGreaterThan(none.tokens);
    expect(much.loss.value).toBeCloseTo(none.loss.value, 3);
    expect(much.dollars.value).toBeGreaterThan(some.dollars.value);
  });

  it('reach less loss than the chosen size for the same dollars', () => {
    for (const focus_parameters of [3e9, 70e9, 4e11]) {
      const { focus, computeOptimal } = explored({ focus_parameters, tokens_per_parameter: 60 });
      if (focus.training.kind !== 'fits' || computeOptimal === undefined) throw new Error('must be had');
      expect(computeOptimal.loss.value).toBeLessThanOrEqual(focus.training.loss.value + 1e-6);
      expect(computeOptimal.dollars.value / focus.training.dollars.value).toBeCloseTo(1, 6);
    }
  });
});

describe('lines of equal effort', () => {
  it('never fall as the size grows, and scale with what they stand for', () => {
    for (const { points } of of('tokens').isoLines) {
      points.slice(1).forEach(({ dollars }, index) => expect(dollars).toBeGreaterThanOrEqual(points[index]?.dollars ?? Infinity));
    }
    const line = (report: ExplorationReport) => report.isoLines.find(({ id }) => id === 'gpus')?.points[0]?.dollars ?? NaN;
    expect(line(explored({ days: 180 })) / line(explored({ days: 90 }))).toBeCloseTo(2, 9);
  });
});
