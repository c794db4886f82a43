// What is trained, on what, from which start: all that a run on a device and its float64 reference share. Rests on text.ts.
import { createRandom } from '../statistics/random.ts';
import { initialParameters, rotaryTable } from './initial.ts';
import type { Model } from './model.ts';
import { HOST_BUFFERS } from './program-step.ts';
import { programOf, type Program } from './program.ts';
import { bundledText, vocabularyOf, windowAt, type Text, type Window } from './text.ts';

/** Two layers with grouped heads: every kind of step, small enough for a software adapter. */
const SHAPE = { layers: 2, width: 64, heads: 2, kvHeads: 1, headDim: 32, feedForward: 128, sequence: 64 } as const;

/** Far above what large models bear (adamw.ts): a small one learns the text's pairs of characters in 200 steps. */
const LEARNING_RATE = 5e-3;

export interface Recipe {
  readonly text: Text;
  readonly model: Model;
  readonly program: Program;
  /** Parameters at the start, laid out as in the program. */
  readonly parameters: Float32Array<ArrayBuffer>;
  /** Step `step`'s piece of the text, counted from 0. */
  window(step: number): Window;
}

export function recipeOf(seed: number): Recipe {
  const text = bundledText();
  const model = { ...SHAPE, vocabulary: vocabularyOf(text) };
  const program = programOf(model, LEARNING_RATE);
  return {
    text,
    model,
    program,
    parameters: initialParameters(program.layout, seed),
    window: (step) => {
      const start = createRandom(seed + 1 + step).integer(text.tokens.length - model.sequence);
      return windowAt(text.tokens, start, model.sequence);
    },
  };
}

/** The constants that the host gives a program, by buffer. */
export function constantsOf(model: Model): ReadonlyMap<string, Float32Array<ArrayBuffer>> {
  return new Map([
    [HOST_BUFFERS.ones, new Float32Array(model.width).fill(1)],
    [HOST_BUFFERS.rotaryTable, rotaryTable(model)],
  ]);
}
