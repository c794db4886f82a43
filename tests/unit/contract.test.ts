import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { assumptionsSchema, DEFAULT_ASSUMPTIONS } from '../../src/contract/assumptions.ts';
import { canonicalJson } from '../../src/contract/canonical.ts';
import { operationSchema } from '../../src/contract/run.ts';
import { SUITE_VERSION } from '../../src/contract/suite.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { findSize, LADDER } from '../../src/workload/ladder.ts';
import type { Operation } from '../../src/workload/operation.ts';
import { stepParts } from '../../src/workload/step.ts';

describe('the contract', () => {
  it('writes operations exactly as the workload defines them', () => {
    expectTypeOf<z.infer<typeof operationSchema>>().toExtend<Operation>();
    expectTypeOf<Operation>().toExtend<z.infer<typeof operationSchema>>();
    const everyOperation = LADDER.flatMap(({ architecture }) =>
      stepParts(architecture, 'train', 1024).map(({ operation }) => operation),
    );
    const batched: Operation = { kind: 'matmul', batch: 8, m: 3, n: 4, k: 5, transpose: 'nt' };
    for (const operation of [...everyOperation, batched]) expect(operationSchema.parse(operation)).toEqual(operation);
  });

  it('names the version that package.json names', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(SUITE_VERSION).toBe(version);
  });

  it('has defaults that name a size of the ladder and the price of the article', () => {
    expect(findSize(DEFAULT_ASSUMPTIONS.focus_size)?.name).toBe('Llama 2 70B');
    expect(DEFAULT_ASSUMPTIONS.price_date).toBe('2023-04');
    expect(assumptionsSchema.safeParse({ gpu_count: 100_000 }).success).toBe(true);
    expect(assumptionsSchema.safeParse({ gpu_count: 100_001 }).success).toBe(false);
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys, and parses back to the value', () => {
    const random = createRandom(3);
    const value = { b: [1, 2.5, -0.1, 1e21, null, true], a: { z: 'ü"\n', y: {} }, c: 5e-324 };
    const shuffled = Object.fromEntries(random.shuffle(Object.entries(value)));
    expect(canonicalJson(shuffled)).toBe(canonicalJson(value));
    expect(JSON.parse(canonicalJson(value))).toEqual(value);
  });

  it('tells apart values that differ anywhere', () => {
    expect(canonicalJson({ a: [1, 2] })).not.toBe(canonicalJson({ a: [2, 1] }));
    expect(canonicalJson({ a: 1 })).not.toBe(canonicalJson({ a: '1' }));
    expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}));
  });
});
