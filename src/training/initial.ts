// What a training run starts from: seeded parameters and the constants that its kernels read. Rests on statistics/.
import { createRandom } from '../statistics/random.ts';
import type { Model, ParameterLayout } from './model.ts';

/**
 * Spread of the embedding: what a layer adds is small beside it, so that rounding errors do not grow from layer to layer, and
 * their rigorous bounds stay below the gradients.
 */
const EMBEDDING_SPREAD = 4;

/** Spread of a matrix's entries: Radford et al., 2019, GPT-2, section 2.3 and its code. */
const MATRIX_SPREAD = 0.02;

/** Base of the rotary frequencies: Su et al., 2021, RoFormer, section 3.2.2. */
const ROTARY_BASE = 10_000;

/**
 * Parameters of every part: gains of one; the embedding and the matrices normal with their spreads. In f32.
 */
export function initialParameters(layout: ParameterLayout, seed: number): Float32Array<ArrayBuffer> {
  const random = createRandom(seed);
  const parameters = new Float32Array(layout.elements);
  for (const parameter of layout.all) {
    const { rows, columns, first } = parameter;
    const spread = parameter === layout.embedding ? EMBEDDING_SPREAD : MATRIX_SPREAD;
    for (let at = first; at < first + rows * columns; at++) parameters[at] = rows === 1 ? 1 : spread * random.normal();
  }
  return parameters;
}

/** table[sequence, headDim]: the cosines of position·base^(−2j/headDim) in a row's first half, then the sines. In f32. */
export function rotaryTable({ sequence, headDim }: Model): Float32Array<ArrayBuffer> {
  const half = headDim / 2;
  return Float32Array.from({ length: sequence * headDim }, (_, at) => {
    const position = Math.floor(at / headDim);
    const angle = position * ROTARY_BASE ** (-(at % half) / half);
    return at % headDim < half ? Math.cos(angle) : Math.sin(angle);
  });
}
