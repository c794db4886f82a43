// Every f16 kernel, which no software driver under Dawn executes, in Firefox on lavapipe: every third shape of the
// execute tests, all output elements against the float64 reference. Runs where both are installed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { halfToNumber } from '../../../src/gpu/gather.ts';
import { CATALOGUE } from '../../../src/kernels/catalogue.ts';
import { FILL_SOURCE, WORD_FILL_SOURCE } from '../../../src/kernels/fill.ts';
import { elementBytes, type Kernel } from '../../../src/kernels/kernel.ts';
import { specialise } from '../../../src/kernels/specialise.ts';
import { inputValue, inputWord } from '../../../src/workload/inputs.ts';
import { isWords } from '../../../src/workload/operands.ts';
import { operationKey, type Operation } from '../../../src/workload/operation.ts';
import { arenaElements } from '../../../src/workload/places.ts';
import { findFirefox, openFirefox, type Page } from '../firefox.ts';
import { open, run } from './firefox-device.ts';
import { SHAPES } from './shapes.ts';
import { firstWord, SEED, verdictOn } from './verdict.ts';

const installation = findFirefox();
const kernels = CATALOGUE.filter(
  ({ precision, requirements }) => precision === 'f16' && requirements.features.every((feature) => feature === 'shader-f16'),
);

/** Whole words: bindings and copies are counted in them. */
const bytesOf = (elements: number) => 4 * Math.ceil((elements * elementBytes('f16')) / 4);

describe.skipIf(!installation)('in Firefox on lavapipe', () => {
  let page: Page | undefined;
  const firefox = () => {
    if (!page) throw new Error('Firefox did not start');
    return page;
  };
  beforeAll(async () => {
    if (installation) page = await openFirefox(installation);
  }, 120_000);
  afterAll(async () => page?.close());

  it('the inputs are filled in f16 with inputValue, exactly, and the words with inputWord', async () => {
    const sizes = kernels.flatMap((kernel) => shapesOf(kernel).map((shape) => kernel.inputs(shape)));
    const slots = Math.max(...sizes.map((inputs) => inputs.length));
    const elements = Math.max(...sizes.map(arenaElements));
    const shown = 2000;
    const texts = await firefox().call(open, {
      code: specialise(FILL_SOURCE.source, FILL_SOURCE.constants('f16')),
      fills: Array.from({ length: slots }, (_, slot) => ({
        shape: FILL_SOURCE.shape(SEED, slot, 0, elements),
        grid: FILL_SOURCE.grid(elements),
      })),
      bytes: bytesOf(elements),
      words: {
        code: WORD_FILL_SOURCE.source,
        shape: WORD_FILL_SOURCE.shape(SEED, 0, elements),
        grid: WORD_FILL_SOURCE.grid(elements),
        bytes: 4 * elements,
      },
      shown: bytesOf(shown),
    });
    expect(texts).toHaveLength(slots + 1);
    texts.slice(0, slots).forEach((text, slot) => {
      expect(halves(text)).toEqual(Array.from({ length: shown }, (_, index) => inputValue(SEED, slot, index)));
    });
    expect(wordsIn(texts[slots] ?? '')).toEqual(Array.from({ length: shown / 2 }, (_, index) => inputWord(SEED, index)));
  });

  it.each(kernels.map((kernel) => [kernel.id, kernel] as const))(
    '%s is within its bound on every third shape that it accepts',
    async (_, kernel) => {
      const accepted = shapesOf(kernel);
      expect(accepted.length).toBeGreaterThan(0);
      const text = await firefox().call(run, {
        code: specialise(kernel.source, kernel.constants),
        ...(kernel.merge && { mergeCode: specialise(kernel.merge.source, kernel.merge.constants) }),
        dispatches: accepted.map((operation) => ({
          shape: kernel.shape(operation),
          grid: kernel.grid(operation),
          inputs: kernel.inputs(operation).map((elements, slot) => {
            const isPacked = isWords(operation, slot);
            return isPacked
              ? { bytes: 4 * elements, isWords: true, offset: 4 * firstWord(operation, slot) }
              : { bytes: bytesOf(elements), isWords: false, offset: 0 };
          }),
          outputBytes: bytesOf(kernel.output(operation)),
          ...(kernel.merge && {
            merge: {
              shape: kernel.merge.shape(operation),
              grid: kernel.merge.grid(operation),
              scratchBytes: 4 * kernel.merge.scratch(operation),
            },
          }),
        })),
      });
      const wrong: string[] = [];
      let at = 0;
      for (const operation of accepted) {
        const bytes = bytesOf(kernel.output(operation));
        const { index, errorOverBound } = verdictOn(operation, 'f16', halves(text.slice(at, at + bytes)));
        if (errorOverBound > 1) wrong.push(`${operationKey(operation)} at ${index}: ${errorOverBound} bounds off`);
        at += bytes;
      }
      expect(text).toHaveLength(at);
      expect(wrong).toEqual([]);
    },
  );
});

/**
 * Every third of the shapes that the kernel takes. Lavapipe ends all loops of an invocation after 65,535 rounds of them together
 * (LP_MAX_TGSI_LOOP_ITERATIONS of Mesa's gallivm), which four invocations exceed on the longest cache; SwiftShader runs that one.
 */
function shapesOf(kernel: Kernel): readonly Operation[] {
  const shapes: readonly Operation[] = SHAPES[kernel.operation];
  return shapes.filter((shape) => kernel.accepts(shape) && !isTooLong(kernel, shape)).filter((_, index) => index % 3 === 0);
}

function isTooLong({ requirements }: Kernel, shape: Operation): boolean {
  return shape.kind === 'attention-decode' && shape.keys / requirements.invocations > 4096;
}

/** The f16 numbers in a text of one character a byte, low byte first. */
function halves(text: string): readonly number[] {
  return Array.from({ length: text.length / 2 }, (_, at) =>
    halfToNumber(text.charCodeAt(2 * at) | (text.charCodeAt(2 * at + 1) << 8)),
  );
}

/** The words of u32 in such a text. */
function wordsIn(text: string): readonly number[] {
  return [...new Uint32Array(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer)];
}
