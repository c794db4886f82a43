// The shaders that fill a buffer with seeded inputs on the GPU. Not kernels: they compute no operation.
// Rests on shaders/fill.wgsl, shaders/fill-words.wgsl and variant.ts. Binding 0: uniform of four u32; binding 1: the storage output.
import words from '../../shaders/fill-words.wgsl?raw';
import source from '../../shaders/fill.wgsl?raw';
import type { Constants, Precision } from './kernel.ts';
import { spread } from './variant.ts';

interface FillSource {
  readonly file: string;
  /** Complete text before specialisation. */
  readonly source: string;
  /** What to give `specialise` for buffers of this precision. */
  constants(precision: Precision): Constants;
  /**
   * The uniform's words for elements first … first + count − 1 of arena `slot` under `seed`, written to the
   * output binding from its start; all u32.
   */
  shape(seed: number, slot: number, first: number, count: number): readonly [number, number, number, number];
  /** Workgroups to dispatch for `count` elements. */
  grid(count: number): readonly [number, number, number];
}

export const FILL_SOURCE: FillSource = {
  file: 'fill.wgsl',
  source,
  constants: (precision) => ({ Element: precision }),
  shape: (seed, slot, first, count) => [seed >>> 0, slot, first, count],
  grid: (count) => spread(Math.ceil(count / 256)),
};

/** Fills packed words of u32, the same in every precision; see inputWord of workload/inputs.ts. */
export const WORD_FILL_SOURCE = {
  file: 'fill-words.wgsl',
  source: words,
  /** The uniform's words for words first … first + count − 1 under `seed`. */
  shape: (seed: number, first: number, count: number): readonly [number, number, number] => [seed >>> 0, first, count],
  grid: (count: number) => spread(Math.ceil(count / 256)),
} as const;
