// Laws of the float64 references: they agree with f32 arithmetic done in other orders, with each other at limit cases,
// and their bounds are neither violated nor so wide that a wrong result would pass.
import { describe, expect, it } from 'vitest';
import { hash, inputValue, inputWord } from '../../src/workload/inputs.ts';
import { operationKey, type Attention, type Operation, type Transpose } from '../../src/workload/operation.ts';
import { isWords, outputElements } from '../../src/workload/operands.ts';
import { referenceElements } from '../../src/workload/reference.ts';
import { sampleIndices } from '../../src/workload/sample.ts';

const read = (slot: number, index: number) => inputValue(7, slot, index);
const every = (operation: Operation) => Array.from({ length: outputElements(operation) }, (_, index) => index);
/** Words where the operation reads words; a source of the test's own is taken as it is. */
const readOf =
  (operation: Operation, source = read) =>
  (slot: number, index: number) =>
    source === read && isWords(operation, slot) ? inputWord(7, index) : source(slot, index);
const reference = (operation: Operation, source = read) =>
  referenceElements(operation, 'f32', readOf(operation, source), every(operation));
const values = (operation: Operation, source = read) => reference(operation, source).map(({ value }) => value);

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = hash(state)) / 2 ** 32;
}

const OPERATIONS: readonly Operation[] = [
  { kind: 'matmul', m: 5, n: 7, k: 33, transpose: 'nt' },
  { kind: 'matmul', batch: 3, m: 5, n: 4, k: 33, transpose: 'nn' },
  { kind: 'matvec', n: 9, k: 64 },
  { kind: 'attention', queries: 3, keys: 20, queryOffset: 9, heads: 4, kvHeads: 2, headDim: 8 },
  { kind: 'attention', queries: 9, keys: 5, queryOffset: 0, heads: 4, kvHeads: 2, headDim: 8, mask: 'full' },
  { kind: 'attention-decode', keys: 20, heads: 4, kvHeads: 2, headDim: 8 },
  { kind: 'rmsnorm', rows: 3, width: 17 },
  { kind: 'layernorm', rows: 3, width: 17 },
  { kind: 'rotary', rows: 3, heads: 2, headDim: 8 },
  { kind: 'swiglu', rows: 3, width: 5 },
  { kind: 'gelu', rows: 3, width: 5 },
  { kind: 'residual', rows: 3, width: 5 },
  { kind: 'embedding', rows: 3, width: 5, vocabulary: 11 },
  { kind: 'rmsnorm-backward', rows: 3, width: 17 },
  { kind: 'layernorm-backward', rows: 3, width: 17 },
  { kind: 'gain-backward', rows: 9, width: 17 },
  { kind: 'swiglu-backward', rows: 3, width: 5 },
  { kind: 'gelu-backward', rows: 3, width: 5 },
  { kind: 'rotary-backward', rows: 3, heads: 2, headDim: 8 },
  { kind: 'embedding-backward', rows: 9, width: 5, vocabulary: 3 },
  { kind: 'cross-entropy', rows: 3, vocabulary: 33 },
  { kind: 'cross-entropy-backward', rows: 3, vocabulary: 33 },
  { kind: 'adamw', elements: 7, step: 3 },
  { kind: 'attention-backward-rows', queries: 3, keys: 20, queryOffset: 9, heads: 4, kvHeads: 2, headDim: 8 },
  { kind: 'attention-backward-queries', queries: 3, keys: 20, queryOffset: 9, heads: 4, kvHeads: 2, headDim: 8 },
  { kind: 'attention-backward-keys', queries: 3, keys: 12, queryOffset: 9, heads: 4, kvHeads: 2, headDim: 8 },
  { kind: 'copy', elements: 19 },
  { kind: 'fma', invocations: 5, iterations: 100 },
  { kind: 'empty' },
];

describe('a reference', () => {
  it.each(OPERATIONS)('of %o is finite, with a bound that is positive and far below the values', (operation) => {
    const elements = reference(operation);
    const size = Math.max(...elements.map(({ value }) => Math.abs(value)));
    for (const { value, bound } of elements) {
      expect(Number.isFinite(value)).toBe(true);
      expect(bound).toBeGreaterThan(0);
      expect(bound).toBeLessThan(size * 1e-2);
    }
  });

  it.each(OPERATIONS)('of %o in f16 has the same values and a bound no smaller', (operation) => {
    if (operation.kind === 'fma') return;
    const half = referenceElements(operation, 'f16', readOf(operation), every(operation));
    reference(operation).forEach(({ value, bound }, index) => {
      expect(half[index]?.value).toBe(value);
      expect(half[index]?.bound).toBeGreaterThanOrEqual(bound);
    });
  });

  it('of one element does not depend on which others are asked for', () => {
    for (const operation of OPERATIONS) {
      const all = reference(operation);
      expect(referenceElements(operation, 'f32', readOf(operation), every(operation).toReversed()).toReversed()).toEqual(all);
    }
  });

  it('of a product bounds f32 sums taken forwards, backwards and without fusing', () => {
    const operation = { kind: 'matvec', n: 40, k: 777 } as const;
    reference(operation).forEach(({ value, bound }, row) => {
      const terms = Array.from({ length: operation.k }, (_, at) => Math.fround(read(0, row * operation.k + at) * read(1, at)));
      for (const order of [terms, terms.toReversed()]) {
        const sum = order.reduce((total, term) => Math.fround(total + term), 0);
        expect(Math.abs(sum - value)).toBeLessThanOrEqual(bound);
      }
    });
  });

  it("of a product shows a lost term: up to k = 8192 its bound is under a term's root mean square, 1/3", () => {
    for (const k of [1, 64, 1024, 8192]) {
      for (const { bound } of reference({ kind: 'matvec', n: 3, k })) expect(bound).toBeLessThan(1 / 3);
    }
  });
});

describe('layouts', () => {
  const extents = { m: 3, n: 4, k: 5 };
  /** Reads the transposed matrix of one slot, [rows, columns] as stored by the other layout. */
  const turned = (slot: number, rows: number, columns: number) => (of: number, index: number) =>
    of === slot ? read(of, (index % rows) * columns + Math.floor(index / rows)) : read(of, index);
  const product = (transpose: Transpose, source = read) => values({ kind: 'matmul', ...extents, transpose }, source);

  it('nt of B is nn of its transpose', () => {
    expect(product('nn', turned(1, extents.n, extents.k))).toEqual(product('nt'));
  });

  it('tn of A is nn of its transpose', () => {
    expect(product('tn', turned(0, extents.m, extents.k))).toEqual(product('nn'));
  });

  it('of a batch are those of its matrices, which lie one behind the other in every operand', () => {
    for (const transpose of ['nn', 'nt', 'tn'] as const) {
      const { m, n, k } = extents;
      const behind = (matrix: number) => (slot: number, index: number) =>
        read(slot, matrix * (slot === 0 ? m * k : k * n) + index);
      expect(values({ kind: 'matmul', batch: 3, ...extents, transpose })).toEqual(
        [0, 1, 2].flatMap((matrix) => product(transpose, behind(matrix))),
      );
    }
  });

  it('a matvec is an nt product with one row', () => {
    const swapped = (slot: number, index: number) => read(1 - slot, index);
    expect(values({ kind: 'matvec', n: 6, k: 9 })).toEqual(
      values({ kind: 'matmul', m: 1, n: 6, k: 9, transpose: 'nt' }, swapped),
    );
  });
});

describe('a product of quantised factors', () => {
  /** Words of four inputs, and numbers elsewhere. */
  const packed = (slot: number, index: number) => (slot === 0 || slot === 3 ? hash(4096 * slot + index) : read(slot, index));
  const byteAt = (word: number, byte: number) => (packed(0, word) << (24 - 8 * byte)) >> 24;

  it.each([4, 8] as const)('with weights of %i bits is the product of what its numbers stand for', (bits) => {
    const { m, n, k, group } = { m: 3, n: 5, k: 96, group: 32 } as const;
    // Beside weights of 4 bits, places 0, 2, 4, 6 of eight are one word, 1, 3, 5, 7 the next.
    const order = bits === 8 ? [0, 1, 2, 3, 4, 5, 6, 7] : [0, 4, 1, 5, 2, 6, 3, 7];
    const dequantised = (slot: number, index: number) => {
      const ofGroup = Math.floor(index / group);
      if (slot === 1) {
        const whole = (packed(3, Math.floor((index * bits) / 32)) >>> ((index * bits) % 32)) & (2 ** bits - 1);
        return read(2, 2 * ofGroup) * (whole - read(2, 2 * ofGroup + 1));
      }
      const place = 8 * Math.floor(index / 8) + (order[index % 8] ?? 0);
      return (read(1, ofGroup) * byteAt(Math.floor(place / 4), place % 4)) / 128;
    };
    const expected = values({ kind: 'matmul', m, n, k, transpose: 'nt' }, dequantised);
    values({ kind: 'matmul-quantised-int8', m, n, k, bits, group }, packed).forEach((value, index) =>
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 9),
    );
  });
});

describe('attention', () => {
  const control: Attention = { kind: 'attention', queries: 4, keys: 4, queryOffset: 0, heads: 2, kvHeads: 1, headDim: 4 };

  it('of the first query is the first value row', () => {
    const output = values(control);
    for (let lane = 0; lane < 4; lane++) expect(output[lane]).toBeCloseTo(read(2, lane), 15);
  });

  it('does not see keys behind its position', () => {
    const beyond = (slot: number, index: number) => (slot > 0 && index >= 3 * 4 ? -read(slot, index) : read(slot, index));
    expect(values(control, beyond).slice(0, 3 * 8)).toEqual(values(control).slice(0, 3 * 8));
  });

  it('averages the values where all keys are equal', () => {
    const flat = (slot: number, index: number) => (slot === 1 ? 1 : read(slot, index));
    const output = values(control, flat).slice(3 * 8, 3 * 8 + 4);
    output.forEach((value, lane) =>
      expect(value).toBeCloseTo([0, 1, 2, 3].reduce((sum, key) => sum + read(2, key * 4 + lane), 0) / 4, 14),
    );
  });

  it('without a causal mask sees every key from every query, as the last causal query does', () => {
    const full: Attention = { ...control, mask: 'full' };
    const last = (slot: number, index: number) => read(slot, slot === 0 ? 3 * 8 + (index % 8) : index);
    expect(values(full).slice(3 * 8)).toEqual(values(control).slice(3 * 8));
    for (let query = 0; query < 4; query++)
      expect(values(full, last).slice(query * 8, query * 8 + 8)).toEqual(values(control).slice(3 * 8));
  });

  it('has a key of its own for each mask, and the causal one as it always was', () => {
    expect(operationKey(control)).toBe('attention/q4+0-k4-h2:1-d4');
    expect(operationKey({ ...control, mask: 'full' })).toBe('attention/q4+0-k4-h2:1-d4-full');
  });

  it('decodes as its last query does', () => {
    const decode: Operation = { kind: 'attention-decode', keys: 9, heads: 4, kvHeads: 2, headDim: 8 };
    const prefill: Operation = { kind: 'attention', queries: 1, queryOffset: 8, keys: 9, heads: 4, kvHeads: 2, headDim: 8 };
    expect(reference(decode)).toEqual(reference(prefill));
  });
});

describe('the parts of a layer', () => {
  it('rmsnorm with unit gain has mean square 1, less ε', () => {
    const unit = (slot: number, index: number) => (slot === 1 ? 1 : read(slot, index));
    const row = values({ kind: 'rmsnorm', rows: 1, width: 500 }, unit);
    expect(row.reduce((sum, value) => sum + value ** 2, 0) / 500).toBeCloseTo(1, 4);
  });

  it('layernorm with unit gain and no bias has mean 0 and variance 1, less ε', () => {
    const unit = (slot: number, index: number) => (slot === 0 ? read(0, index) : 2 - slot);
    const row = values({ kind: 'layernorm', rows: 1, width: 500 }, unit);
    expect(row.reduce((sum, value) => sum + value, 0) / 500).toBeCloseTo(0, 12);
    expect(row.reduce((sum, value) => sum + value ** 2, 0) / 500).toBeCloseTo(1, 4);
  });

  it('rotary by a true angle keeps the length of every pair', () => {
    const angle = (slot: number, index: number) =>
      slot === 0 ? read(0, index) : index % 8 < 4 ? Math.cos(index % 4) : Math.sin(index % 4);
    const turned = values({ kind: 'rotary', rows: 1, heads: 1, headDim: 8 }, angle);
    for (let pair = 0; pair < 4; pair++)
      expect(Math.hypot(turned[pair] ?? 0, turned[pair + 4] ?? 0)).toBeCloseTo(Math.hypot(read(0, pair), read(0, pair + 4)), 12);
  });

  it('gelu is the tanh form', () => {
    values({ kind: 'gelu', rows: 1, width: 50 }).forEach((value, index) => {
      const x = read(0, index);
      expect(value).toBeCloseTo(0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))), 14);
    });
  });

  it('swiglu with an open gate is silu(1)·up', () => {
    const open = (slot: number, index: number) => (index < 4 ? 1 : read(slot, index));
    values({ kind: 'swiglu', rows: 1, width: 4 }, open).forEach((value, column) =>
      expect(value).toBeCloseTo(read(0, 4 + column) / (1 + Math.exp(-1)), 14),
    );
  });

  it('fma counts rounds: one more changes the sum by more than the bound', () => {
    for (const iterations of [1, 100, 1000, 4096]) {
      const [now] = reference({ kind: 'fma', invocations: 1, iterations });
      const [next] = reference({ kind: 'fma', invocations: 1, iterations: iterations + 1 });
      expect(Math.abs((now?.value ?? 0) - (next?.value ?? 0))).toBeGreaterThan(now?.bound ?? 0);
    }
  });
});

describe('sampleIndices', () => {
  it.each([
    ...OPERATIONS,
    { kind: 'matmul', m: 1000, n: 50_257, k: 64, transpose: 'nt' } as const,
    { kind: 'copy', elements: 2 ** 26 } as const,
  ])('of %o are distinct, ascending, in range, and hold the first and the last element', (operation) => {
    const indices = sampleIndices(operation, seeded(3));
    expect(indices).toEqual([...new Set(indices)].toSorted((a, b) => a - b));
    expect(indices[0]).toBe(0);
    expect(indices.at(-1)).toBe(outputElements(operation) - 1);
    expect(indices.length).toBeLessThanOrEqual(49);
  });

  it('are the same for the same seed and others for another', () => {
    const operation: Operation = { kind: 'matmul', m: 300, n: 300, k: 4, transpose: 'nn' };
    expect(sampleIndices(operation, seeded(3))).toEqual(sampleIndices(operation, seeded(3)));
    expect(sampleIndices(operation, seeded(3))).not.toEqual(sampleIndices(operation, seeded(4)));
  });

  it('look at 40 or more elements of a large output', () => {
    for (const operation of [
      { kind: 'matmul', m: 300, n: 300, k: 4, transpose: 'nn' },
      { kind: 'matvec', n: 4096, k: 4 },
      { kind: 'rmsnorm', rows: 64, width: 512 },
    ] as const) {
      expect(sampleIndices(operation, seeded(1)).length, operationKey(operation)).toBeGreaterThanOrEqual(40);
    }
  });
});
