// The documents that `npm run fit` and `npm run validate` wrote say what the code says today, and the score is fair.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fittedDocuments } from '../../src/cli/fitted-documents.ts';
import { validationSchema } from '../../src/contract/validation.ts';
import { baselineOf } from '../../src/evidence/baseline.ts';
import { valuesOf } from '../../src/evidence/fitted-values.ts';
import { intervalsOf } from '../../src/evidence/intervals.ts';
import { compare, isSound } from '../../src/evidence/suite.ts';
import { CONSTANTS } from '../../src/evidence/suites.ts';
import { ROOT, SUITES } from '../fixtures/published-runs.ts';

const { fitted, leftOut } = fittedDocuments(ROOT);
const validation = validationSchema.parse(JSON.parse(readFileSync(join(ROOT, 'public', 'validation.json'), 'utf8')));
const values = valuesOf(fitted, leftOut);
const compared = SUITES.flatMap(({ sources }) => sources).flatMap(
  (source) => compare(source, (family) => values.leftOut.get(family) ?? values.constants).comparisons,
);

describe('the documents', () => {
  it('know every constant of the code, at most fifteen, and no other', () => {
    const names = CONSTANTS.map(({ name }) => name);
    expect(Object.keys(fitted.constants).toSorted()).toEqual(names.toSorted());
    expect(new Set(names).size).toBeLessThanOrEqual(15);
    expect(validation.constants.map(({ name, value }) => [name, value])).toEqual(
      names.map((name) => [name, fitted.constants[name]?.value]),
    );
  });

  it('hold the predictions that the code makes at the recorded constants (else: npm run fit, npm run validate)', () => {
    const keyed = new Map(
      validation.rows.filter(({ group }) => group !== 'layout-withheld').map((row) => [`${row.id} ${row.quantity}`, row]),
    );
    expect(keyed.size).toBe(compared.length);
    for (const { evidence, quantity, predicted, observed } of compared) {
      const row = keyed.get(`${evidence.id} ${quantity}`);
      expect([evidence.id, quantity, row?.observed]).toEqual([evidence.id, quantity, observed]);
      expect([evidence.id, (row?.predicted ?? 0) / predicted.value]).toEqual([evidence.id, expect.closeTo(1, 4) as number]);
    }
  });

  it('hold the intervals that follow from them', () => {
    const residuals = compared
      .filter(({ evidence }) => isSound(evidence))
      .map(({ evidence, predicted, observed }) => ({
        family: evidence.family,
        group: predicted.group,
        value: Math.log(observed / predicted.value),
      }));
    for (const [group, { halfWidth }] of intervalsOf(residuals)) {
      expect([group, fitted.intervals[group]?.half_width]).toEqual([group, expect.closeTo(halfWidth, 4) as number]);
    }
  });

  it('leave every fitted family out once, and no row of memory is scored', () => {
    const families = new Set(compared.filter(({ evidence }) => isSound(evidence)).map(({ evidence }) => evidence.family));
    expect([...families].filter((family) => leftOut[family] === undefined)).toEqual([]);
    expect(compared.filter(({ evidence }) => evidence.confidence === 'memory')).toEqual([]);
  });

  it('list the worst rows first', () => {
    const errors = validation.rows.map(({ error }) => error);
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
  });
});

describe('the baseline', () => {
  const row = (family: string, observed: number) => ({
    family,
    quantity: 'tokens_per_s_per_gpu' as const,
    row: {
      hardware: 'H100',
      precision: 'bf16',
      params_total: '7e9',
      n_layers: '32',
      d_model: '4096',
      n_heads: '32',
      d_ff: '11008',
    },
    observed,
  });

  it('predicts a family by the others alone, and nothing where there are none', () => {
    const both = baselineOf([row('a', 100), row('b', 200), row('b', 220), row('b', 210)]);
    expect(both[0]).toBeCloseTo(210);
    expect(both.slice(1)).toEqual([1, 1, 1].map(() => expect.closeTo(100) as number));
    expect(baselineOf([row('a', 100)])).toEqual([undefined]);
  });
});
