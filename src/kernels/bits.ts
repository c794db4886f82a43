// Numbers as the words of a uniform. Rests on nothing.

/** The bits of a number rounded to f32, as a u32. */
export function bitsOf(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
}
