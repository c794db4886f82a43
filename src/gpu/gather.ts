// Picks single elements out of the output buffer, as words copied to a buffer that the host can read.
// Rests on kernels/kernel.ts. Copies are ordered with the passes of one encoder, so each trial's output is seen
// before the next one overwrites it.
import type { Precision } from '../kernels/kernel.ts';

/** The words of a 4-byte grid that hold these elements; two f16 share one. */
export function wordsOf(indices: readonly number[], precision: Precision): readonly number[] {
  return indices.map((index) => (precision === 'f16' ? index >>> 1 : index));
}

/** Encodes the copies of `words` of `source` to consecutive words of `target` from word `at`. */
export function encodeGather(
  encoder: GPUCommandEncoder,
  source: GPUBuffer,
  words: readonly number[],
  target: GPUBuffer,
  at: number,
): void {
  words.forEach((word, index) => encoder.copyBufferToBuffer(source, word * 4, target, (at + index) * 4, 4));
}

/** The element's value in the word that holds it. */
export function decode(word: number, index: number, precision: Precision): number {
  if (precision === 'f16') return halfToNumber((index & 1) === 1 ? word >>> 16 : word & 0xffff);
  return new Float32Array(Uint32Array.of(word).buffer)[0] ?? Number.NaN;
}

/** IEEE 754 binary16 to number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
