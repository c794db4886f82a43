// The program of the small transformer and its float64 reference, without a device: the reference's gradients are derivatives
// of its loss, its bounds hold for arithmetic rounded to f32, and text and layout are what they claim to be.
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/statistics/random.ts';
import { initialParameters } from '../../src/training/initial.ts';
import type { Model } from '../../src/training/model.ts';
import { bufferElements } from '../../src/training/program-step.ts';
import { programOf } from '../../src/training/program.ts';
import { recipeOf } from '../../src/training/recipe.ts';
import { referenceLosses, referenceStep } from '../../src/training/reference-run.ts';
import { exactly, type Tensor } from '../../src/training/tensor.ts';
import { bundledText, encode, unigramEntropy, windowAt, windowsOf } from '../../src/training/text.ts';
import { gradientVerdicts } from '../../src/training/verdict.ts';
import { parameterCount } from '../../src/workload/transformer.ts';

const TINY: Model = { layers: 2, width: 6, heads: 4, kvHeads: 2, headDim: 2, feedForward: 4, vocabulary: 5, sequence: 4 };
const program = programOf(TINY, 1e-2);
const { layout } = program;
const window = { tokens: [1, 4, 4, 0], targets: [4, 4, 0, 2] };

/** Values of a size at which every part of the model matters. */
const random = createRandom(5);
const parameters = Float64Array.from({ length: layout.elements }, () => 0.7 * random.normal());
const valuesOnly = ({ values }: Tensor) => exactly(values);
const stepAt = (at: ArrayLike<number>, keep = valuesOnly) => referenceStep(program, at, window, keep);

describe('the reference', () => {
  it('gives every single gradient as the central difference of its summed loss, of fourth order', () => {
    const { gradient } = stepAt(parameters);
    const distance = 1e-4;
    const lossAt = (index: number, move: number) =>
      stepAt(parameters.map((value, at) => (at === index ? value + move : value))).loss * TINY.sequence;
    const differenceOver = (index: number, reach: number) => lossAt(index, reach) - lossAt(index, -reach);
    const wrong = layout.all.flatMap(({ name, rows, columns, first }) =>
      Array.from({ length: rows * columns }, (_, at) => first + at)
        .filter((index) => {
          const slope = (8 * differenceOver(index, distance) - differenceOver(index, 2 * distance)) / (12 * distance);
          // What remains is h⁴·f⁽⁵⁾/30, 1e-10 where the model bends over a tenth, and rounding of the loss over h, 1e-11.
          return !(Math.abs(slope - (gradient.values[index] ?? Number.NaN)) < 1e-7 * (1 + Math.abs(slope)));
        })
        .map((index) => `${name} at ${index - first}`),
    );
    expect(wrong).toEqual([]);
  }, 30_000);

  it('bounds arithmetic in which every result of every step is rounded to f32, and its bounds are far below the gradients', () => {
    const start = initialParameters(layout, 3);
    const expected = referenceStep(program, start, window);
    const rounded = stepAt(start, ({ values }) => exactly(Float32Array.from(values)));
    for (const { name, errorOverBound, boundOverSize } of gradientVerdicts(
      layout.all,
      Float32Array.from(rounded.gradient.values),
      expected.gradient,
    )) {
      expect(errorOverBound, name).toBeLessThanOrEqual(1);
      expect(errorOverBound, name).toBeGreaterThan(0);
      expect(boundOverSize, name).toBeLessThan(0.01);
    }
    expect(Math.abs(rounded.loss - expected.loss)).toBeLessThanOrEqual(expected.lossBound);
  });

  it('learns a text of one window', () => {
    const losses = referenceLosses(
      program,
      initialParameters(layout, 3),
      Array.from({ length: 60 }, () => window),
    );
    expect(losses[0]).toBeGreaterThan(1.5);
    expect(losses.at(-1)).toBeLessThan(0.1);
  });
});

describe('a verdict', () => {
  it('is infinite where a gradient is no number, and as large as the error counts bounds', () => {
    const reference: Tensor = { values: new Float64Array([1, 2]), bounds: new Float64Array([0.1, 0.1]) };
    const verdictOf = (found: readonly number[]) =>
      gradientVerdicts([{ name: 'x', rows: 1, columns: 2, first: 0 }], Float32Array.from(found), reference)[0]?.errorOverBound;
    expect(verdictOf([1, Number.NaN])).toBe(Number.POSITIVE_INFINITY);
    expect(verdictOf([1, 2])).toBe(0);
    expect(verdictOf([1.5, 2])).toBeCloseTo(5 / 1.01, 6);
  });
});

describe('the layout', () => {
  it('holds every parameter once, each where a binding may start', () => {
    const count = layout.all.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
    expect(count).toBe(parameterCount({ ...TINY, family: 'llama', isTied: false, learnedPositions: 0 }));
    let end = 0;
    for (const { first, rows, columns } of layout.all) {
      expect(first % 64).toBe(0);
      expect(first).toBeGreaterThanOrEqual(end);
      end = first + rows * columns;
    }
    expect(layout.elements).toBeGreaterThanOrEqual(end);
  });
});

describe('the program', () => {
  const steps = [...program.forward, ...program.backward, ...program.update];

  it('never reads the buffer that it writes, and reads nothing that neither the host nor an earlier step wrote', () => {
    const written = new Set(['state', 'tokens', 'targets', 'ones', 'rotary-table']);
    for (const { inputs, output } of steps) {
      const read = inputs.map(({ buffer }) => buffer);
      expect(read).not.toContain(output.buffer);
      for (const buffer of read) expect(written, output.buffer).toContain(buffer);
      written.add(output.buffer);
    }
  });

  it('writes the gradient of every parameter, each once', () => {
    const places = steps.filter(({ output }) => output.buffer === 'gradient').map(({ output }) => output.first);
    expect(places.toSorted((a, b) => a - b)).toEqual(layout.all.map(({ first }) => first));
    expect(bufferElements(steps).get('gradient')).toBe(layout.elements);
  });

  it('starts every binding of the trained model at a multiple of 256 bytes', () => {
    const trained = recipeOf(1).program;
    for (const { inputs, output } of [...trained.forward, ...trained.backward, ...trained.update])
      for (const { first } of [...inputs, output]) expect(first % 64).toBe(0);
  });
});

describe('the text', () => {
  const text = bundledText();

  it('is its characters, and long enough for many windows', () => {
    const written = text.tokens.map((token) => text.characters[token]).join('');
    expect(written.startsWith('Alice was beginning to get very tired')).toBe(true);
    expect(windowsOf(text.tokens, 64).length).toBeGreaterThan(80);
  });

  it('has the entropy of its characters: that of a fair coin for two, none for one, and less than a uniform choice here', () => {
    expect(unigramEntropy(encode('abba').tokens)).toBeCloseTo(Math.LN2, 14);
    expect(unigramEntropy(encode('aaa').tokens)).toBeCloseTo(0, 14);
    expect(unigramEntropy(text.tokens)).toBeLessThan(Math.log(text.characters.length));
  });

  it('has windows whose targets are what follows', () => {
    const { tokens, targets } = windowAt([5, 6, 7, 8], 1, 2);
    expect([tokens, targets]).toEqual([
      [6, 7],
      [7, 8],
    ]);
    expect(() => windowAt([5, 6, 7, 8], 2, 2)).toThrow(RangeError);
  });
});
