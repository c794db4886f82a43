// The seeded random numbers that every kernel is fed: a function of (slot, index), so that the GPU fills
// its buffers (shaders/fill.wgsl) and the float64 reference reads the same values without any transfer.
// Values are multiples of 1/1024 in [-1, 1): exact in f16 and in f32 alike.

/** PCG output permutation of a 32-bit word (M. O'Neill, 2014, RXS-M-XS); also in shaders/fill.wgsl. */
export function hash(word: number): number {
  const state = (Math.imul(word, 747796405) + 2891336453) >>> 0;
  const mixed = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((mixed >>> 22) ^ mixed) >>> 0;
}

/** Element `index` of input arena `slot` (0, 1, 2 …) under `seed`. */
export function inputValue(seed: number, slot: number, index: number): number {
  const key = hash((seed ^ Math.imul(slot + 1, 0x9e3779b9)) >>> 0);
  return ((hash((index ^ key) >>> 0) & 2047) - 1024) / 1024;
}

/**
 * Word `index` of the arena of words under `seed`: 32 random bits, as integer weights need, and token ids mod a vocabulary. (The bits of inputValue
 * would not do: multiples of 1/1024 leave the low bits of their pattern zero.)
 */
export function inputWord(seed: number, index: number): number {
  return hash((index ^ hash(~seed >>> 0)) >>> 0);
}
