// The shader that fills a buffer with seeded inputs on the GPU. Not a kernel: it computes no operation.
// Rests on shaders/fill.wgsl and variant.ts. Binding 0: uniform of four u32; binding 1: the storage output.
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
