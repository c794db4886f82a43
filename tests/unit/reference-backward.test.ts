// The references of the gradients are the derivatives of the references of the forward operations: central differences in
// float64 of Σ dy·y along a random direction. What remains is the difference's own error, h²·f‴ and rounding over h.
import { describe, expect, it } from 'vitest';
import { adamWFactors } from '../../src/workload/adamw.ts';
import { inputValue, inputWord } from '../../src/workload/inputs.ts';
import { inputElements, isWords, outputElements } from '../../src/workload/operands.ts';
import type { Attention, Operation } from '../../src/workload/operation.ts';
import { referenceElements } from '../../src/workload/reference.ts';

type Buffers = readonly (readonly number[])[];

const STEP = 1e-4;
/** h² of a smooth function of size one, with its third derivative's size left room. */
const TOLERANCE = 1e-5;

/** Seeded values of `count` elements, each buffer under its own seed. */
const seeded = (seed: number, count: number) => Array.from({ length: count }, (_, index) => inputValue(seed, 0, index));

/** The operation's output on these inputs. */
function run(operation: Operation, inputs: Buffers): readonly number[] {
  const indices = Array.from({ length: outputElements(operation) }, (_, index) => index);
  return referenceElements(operation, 'f32', (slot, index) => inputs[slot]?.[index] ?? Number.NaN, indices).map(
    ({ value }) => value,
  );
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0);

/** d/dt of pull·y(inputs with `slot` moved by t·direction). */
function slopeAlong(
  forward: Operation,
  inputs: Buffers,
  slot: number,
  direction: readonly number[],
  pull: readonly number[],
): number {
  const at = (step: number) =>
    dot(
      pull,
      run(
        forward,
        inputs.map((buffer, of) =>
          of === slot ? buffer.map((value, index) => value + step * (direction[index] ?? NaN)) : buffer,
        ),
      ),
    );
  return (at(STEP) - at(-STEP)) / (2 * STEP);
}

/** Whether `gradient` is that of input `slot` of the forward operation, along three random directions. */
function expectGradient(
  forward: Operation,
  inputs: Buffers,
  slot: number,
  pull: readonly number[],
  gradient: readonly number[],
): void {
  const count = inputElements(forward)[slot] ?? 0;
  expect(gradient.length).toBe(count);
  for (const seed of [11, 12, 13]) {
    const direction = seeded(seed, count);
    const expected = slopeAlong(forward, inputs, slot, direction, pull);
    expect(Math.abs(dot(gradient, direction) - expected)).toBeLessThan(TOLERANCE * (1 + Math.abs(expected)));
  }
}

/** Seeded words of `count` elements. */
const ids = (count: number) => Array.from({ length: count }, (_, index) => inputWord(3, index));

const inputsOf = (operation: Operation): Buffers =>
  inputElements(operation).map((count, slot) => (isWords(operation, slot) ? ids(count) : seeded(slot + 1, count)));
const pullOf = (operation: Operation) => seeded(99, outputElements(operation));

describe('the gradient', () => {
  it.each(['rmsnorm', 'layernorm'] as const)('of %s is the derivative with respect to rows, gain and bias', (kind) => {
    const forward: Operation = { kind, rows: 3, width: 11 };
    const inputs = inputsOf(forward);
    const [x = [], gain = [], bias = []] = inputs;
    const pull = pullOf(forward);
    expectGradient(forward, inputs, 0, pull, run({ kind: `${kind}-backward`, rows: 3, width: 11 }, [x, gain, pull]));
    const normalised = run(forward, [x, gain.map(() => 1), bias.map(() => 0)]);
    const ofGain = run({ kind: 'gain-backward', rows: 3, width: 11 }, [normalised, pull]);
    expectGradient(forward, inputs, 1, pull, ofGain.slice(0, 11));
    if (kind === 'layernorm') expectGradient(forward, inputs, 2, pull, ofGain.slice(11));
  });

  it.each(['swiglu', 'gelu'] as const)('of %s is the derivative', (kind) => {
    const forward: Operation = { kind, rows: 3, width: 7 };
    const inputs = inputsOf(forward);
    const pull = pullOf(forward);
    expectGradient(forward, inputs, 0, pull, run({ kind: `${kind}-backward`, rows: 3, width: 7 }, [inputs[0] ?? [], pull]));
  });

  it('of a rotation is the derivative', () => {
    const extents = { rows: 4, heads: 2, headDim: 6 };
    const forward: Operation = { kind: 'rotary', ...extents };
    const inputs = inputsOf(forward);
    const pull = pullOf(forward);
    expectGradient(forward, inputs, 0, pull, run({ kind: 'rotary-backward', ...extents }, [pull, inputs[1] ?? []]));
  });

  it('of an embedding is the derivative, where several rows read one and where none does', () => {
    for (const vocabulary of [2, 40]) {
      const extents = { rows: 9, width: 5, vocabulary };
      const forward: Operation = { kind: 'embedding', ...extents };
      const pull = pullOf(forward);
      expectGradient(forward, inputsOf(forward), 0, pull, run({ kind: 'embedding-backward', ...extents }, [pull, ids(9)]));
    }
  });

  it('of the cross-entropy is the derivative of the losses, and sums to zero in each row', () => {
    const extents = { rows: 3, vocabulary: 13 };
    const forward: Operation = { kind: 'cross-entropy', ...extents };
    const inputs = inputsOf(forward);
    const gradient = run({ kind: 'cross-entropy-backward', ...extents }, inputs);
    expectGradient(forward, inputs, 0, [1, 1, 1], gradient);
    for (const row of [0, 1, 2]) {
      const sum = gradient.slice(row * 13, row * 13 + 13).reduce((total, value) => total + value, 0);
      expect(Math.abs(sum)).toBeLessThan(1e-14);
    }
  });

  it('of attention is the derivative with respect to queries, keys and values', () => {
    const shapes: readonly Omit<Attention, 'kind'>[] = [
      { queries: 5, keys: 5, queryOffset: 0, heads: 2, kvHeads: 2, headDim: 4 },
      { queries: 3, keys: 9, queryOffset: 4, heads: 4, kvHeads: 2, headDim: 4 },
      { queries: 5, keys: 3, queryOffset: 0, heads: 4, kvHeads: 2, headDim: 4, mask: 'full' },
    ];
    for (const extents of shapes) {
      const forward: Operation = { kind: 'attention', ...extents };
      const inputs = inputsOf(forward);
      const [q = [], k = [], v = []] = inputs;
      const pull = pullOf(forward);
      const rows = run({ kind: 'attention-backward-rows', ...extents }, [q, k, run(forward, inputs), pull]);
      const known = [q, k, v, pull, rows];
      const ofKeys = run({ kind: 'attention-backward-keys', ...extents }, known);
      expectGradient(forward, inputs, 0, pull, run({ kind: 'attention-backward-queries', ...extents }, known));
      expectGradient(forward, inputs, 1, pull, ofKeys.slice(0, k.length));
      expectGradient(forward, inputs, 2, pull, ofKeys.slice(k.length));
    }
  });
});

describe('the loss', () => {
  it('is the logarithm of the vocabulary where all logits are equal', () => {
    const losses = run({ kind: 'cross-entropy', rows: 2, vocabulary: 10 }, [Array.from({ length: 20 }, () => 0.5), ids(2)]);
    for (const loss of losses) expect(loss).toBeCloseTo(Math.log(10), 14);
  });

  it('is small where the targets are the likely words, and large where they are not', () => {
    const vocabulary = 10;
    const logits = Array.from({ length: 20 }, (_, at) => (at === 3 || at === 17 ? 30 : 0));
    const lossOf = (targets: readonly number[]) => run({ kind: 'cross-entropy', rows: 2, vocabulary }, [logits, targets]);
    for (const loss of lossOf([3, 7])) expect(loss).toBeLessThan(1e-10);
    for (const loss of lossOf([7, 3])) expect(loss).toBeCloseTo(30, 10);
  });
});

describe('a step of AdamW', () => {
  it('from rest moves a parameter by the learning rate against the gradient, whatever its size, and decays it', () => {
    const gradient = [0.5, -0.001, 100];
    const parameters = [0, 0, 0];
    const [first = NaN, second = NaN, third = NaN] = run({ kind: 'adamw', elements: 3, step: 1 }, [
      [...parameters, 0, 0, 0, 0, 0, 0],
      gradient,
    ]);
    // g/√(g² + ε²) is one within (ε/g)²/2 = 5e-5; the factors are rounded to f32.
    for (const [moved, sign] of [
      [first, -1],
      [second, 1],
      [third, -1],
    ] as const)
      expect(moved / 3e-4).toBeCloseTo(sign, 3);
    const [decayed = NaN] = run({ kind: 'adamw', elements: 1, step: 1 }, [[1, 0, 0], [0]]);
    expect(decayed).toBe(adamWFactors(1).kept);
  });
});
