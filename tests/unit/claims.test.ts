// The eleven claims: every one has dials that parse and figures that follow the engine, and every figure has words.
import { describe, expect, it } from 'vitest';
import { figureWords } from '../../src/components/claim-figure-words.ts';
import { claimWords, leaning } from '../../src/components/claim-words.ts';
import { explorationSchema } from '../../src/contract/exploration.ts';
import { hourDollars, runDollars, servingCost, trainingCost, type ClaimContext } from '../../src/report/claims-context.ts';
import { runOf, type Figure, type FigureId } from '../../src/report/claims-figure.ts';
import { CLAIM_IDS, type ClaimId } from '../../src/report/claims-verdict.ts';
import { CLAIMS, verdictOf } from '../../src/report/claims.ts';
import { scale } from '../../src/units/estimate.ts';
import { plainContext } from './claims-engine.ts';

const figuresOf = (context: ClaimContext, id: ClaimId): readonly Figure[] =>
  CLAIMS.find((claim) => claim.id === id)?.figures(context) ?? [];
const sidesOf = (context: ClaimContext, id: ClaimId, figure: FigureId, subject = '') =>
  figuresOf(context, id)
    .filter((found) => found.id === figure && found.subject.startsWith(subject))
    .map(({ side }) => side);
const everyFigure = CLAIMS.flatMap((claim) => claim.figures(plainContext()));

/** The plain engine with all its GPU-time multiplied. */
const slower = (by: number): ClaimContext => {
  const plain = plainContext();
  return plainContext({
    gpuHours: (run, place, gpuCount) => {
      const hours = plain.gpuHours(run, place, gpuCount);
      return hours && scale(hours, by);
    },
    served: (run, place, load) => {
      const time = plain.served(run, place, load);
      return (
        time && {
          gpuSecondsPerInputToken: scale(time.gpuSecondsPerInputToken, by),
          gpuSecondsPerOutputToken: scale(time.gpuSecondsPerOutputToken, by),
        }
      );
    },
  });
};

describe('the claims', () => {
  it('are the article’s eleven, in its order, each a scenario by its own name', () => {
    expect(CLAIMS.map(({ id }) => id)).toEqual(CLAIM_IDS);
    for (const { id, dials } of CLAIMS) expect(explorationSchema.parse(dials).scenario).toBe(id);
  });

  it.each(CLAIM_IDS)('%s has figures on a side, all ordered and finite, and plain data for its verdict', (id) => {
    const claim = CLAIMS.find((found) => found.id === id);
    if (claim === undefined) throw new Error(id);
    const verdict = verdictOf(claim, plainContext());
    const decided = [...verdict.supports, ...verdict.contradicts];
    expect(decided.length).toBeGreaterThan(0);
    expect(decided.length + verdict.beside.length).toBe(claim.figures(plainContext()).length);
    expect(structuredClone(verdict)).toEqual(verdict);
  });

  it('are made of ordered, positive, finite numbers', () => {
    for (const { id, values } of everyFigure) {
      for (const { value } of Object.values(values)) {
        expect(value.low, id).toBeGreaterThan(0);
        expect(value.value, id).toBeGreaterThanOrEqual(value.low);
        expect(value.high, id).toBeGreaterThanOrEqual(value.value);
        expect(value.high, id).toBeLessThan(Infinity);
      }
    }
  });

  it('say their figures in words that hold every number they are told with', () => {
    for (const figure of everyFigure) {
      const text = figureWords(figure);
      expect(text).not.toMatch(/undefined|NaN|∞/);
      for (const quantity of Object.values(figure.values)) expect(text).toContain(quantity.text);
    }
    for (const id of CLAIM_IDS) expect(claimWords(id).statement.length).toBeGreaterThan(20);
  });

  it('leave a figure out where the engine cannot place it, and still weigh the rest', () => {
    const nowhere = plainContext({ gpuHours: () => undefined, served: () => undefined });
    const kept = CLAIMS.map((claim) => verdictOf(claim, nowhere));
    expect(sidesOf(nowhere, 'chatgpt', 'serving-gpus')).toEqual([]);
    expect(sidesOf(nowhere, 'waiting', 'waiting').length).toBe(3);
    for (const verdict of kept) expect(leaning(verdict).length).toBeGreaterThan(5);
  });
});

describe('the sides', () => {
  it('change with the engine: a hundred times slower, GPT-3 too takes over 10,000 GPUs; faster, GPT-4 does not', () => {
    expect(sidesOf(slower(100), 'chatgpt', 'gpus-for-ninety-days')).toEqual(['for', 'for']);
    expect(sidesOf(slower(0.01), 'chatgpt', 'gpus-for-ninety-days')).toEqual(['against', 'against']);
  });

  it('change with what serving takes: dearer than its price, or cheaper', () => {
    expect(new Set(sidesOf(slower(100), 'economics', 'serving-price'))).toEqual(new Set(['for']));
    expect(new Set(sidesOf(slower(0.01), 'economics', 'serving-price'))).toEqual(new Set(['against']));
  });

  it('find GPT-3 and Gopher larger than necessary, Llama 3.1 405B not, whatever the engine', () => {
    for (const context of [plainContext(), slower(10)]) {
      expect(sidesOf(context, 'larger-than-necessary', 'overpaid', 'G')).toEqual(['for', 'for']);
      expect(sidesOf(context, 'larger-than-necessary', 'overpaid', 'Llama')).toEqual(['against']);
    }
  });

  it('put beside what lies on both sides', () => {
    const gpus = figuresOf(plainContext(), 'chatgpt').find(({ id, side }) => id === 'serving-gpus' && side === 'beside');
    const values = gpus?.id === 'serving-gpus' ? gpus.values : undefined;
    expect(values?.gpus.value.low).toBeLessThan(10_000);
    expect(values?.gpus.value.high).toBeGreaterThan(10_000);
  });

  it('know the wait: months in the article’s, weeks a year later', () => {
    expect(sidesOf(plainContext(), 'waiting', 'waiting', '2023-04')).toEqual(['for']);
    expect(sidesOf(plainContext(), 'waiting', 'waiting', '2024-04')).not.toEqual(['for']);
  });
});

describe('dollars of any size', () => {
  const context = plainContext();
  const place = { accelerator: 'H100 SXM5 80GB', date: '2026-11', acquisition: 'rented' } as const;

  it('are the engine’s own between the sizes that it was asked for, where cost goes with size', () => {
    const cost = trainingCost(context, place);
    for (const parameters of [1.3e9, 42e9, 7.7e12]) {
      const run = { name: '', parameters, active: parameters, tokens: 3e12 };
      const own = runDollars(context, run, place)?.value ?? NaN;
      expect((cost(parameters, 3e12) ?? 0) / own).toBeCloseTo(1, 9);
    }
    expect(cost(1e7, 1e9)).toBeUndefined();
  });

  it('go with the hour’s price and with GPU-time', () => {
    const run = runOf('gpt-3');
    const hour = hourDollars(context, place)?.value ?? NaN;
    expect((runDollars(context, run, place)?.value ?? 0) / hour).toBeCloseTo(context.gpuHours(run, place, 8)?.value ?? 0, 3);
    expect((runDollars(slower(3), run, place)?.value ?? 0) / (runDollars(context, run, place)?.value ?? 1)).toBeCloseTo(3, 9);
  });

  it('make a served token dearer the larger the model', () => {
    const load = { inputTokens: 500, outputTokens: 250, leastTokensPerSecond: 20, precision: 'fp8' } as const;
    const cost = servingCost(context, place, load);
    expect(cost(70e9)).toBeGreaterThan(cost(7e9) ?? Infinity);
  });
});
