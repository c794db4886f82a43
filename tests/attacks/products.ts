// One row of a product as a device would compute it that takes less trouble than f32: operands rounded to shorter formats, sums
// kept in one, and the splits of an operand into several short pieces. All on the CPU, in steps of one rounding.
export type Rounding = (value: number) => number;

/** Round to f32, then to nearest, ties to even, to `bits` of significand. The range is that of f32. */
export function roundTo(bits: number): Rounding {
  const dropped = 24 - bits;
  const value = new Float32Array(1);
  const words = new Uint32Array(value.buffer);
  return (exact) => {
    value[0] = exact;
    if (dropped === 0) return value[0] ?? 0;
    const word = words[0] ?? 0;
    const isOdd = (word >>> dropped) & 1;
    words[0] = ((word + 2 ** (dropped - 1) - 1 + isOdd) >>> dropped) << dropped;
    return value[0] ?? 0;
  };
}

/** Significand bits with the implied one. */
export const SIGNIFICAND = { bf16: 8, f16: 11, tf32: 11, f24: 17 } as const;

export function rounded(values: Float32Array, rounding: Rounding): Float32Array {
  return Float32Array.from(values, rounding);
}

/** The nearest `pieces` numbers of `bits` significand bits whose sum comes nearest to each value. */
export function split(values: Float32Array, bits: number, pieces: number): readonly Float32Array[] {
  const rounding = roundTo(bits);
  let rest = values;
  return Array.from({ length: pieces }, () => {
    const piece = rounded(rest, rounding);
    rest = rest.map((value, at) => value - (piece[at] ?? 0));
    return piece;
  });
}

/** x·W with f32 sums, in the order of k; operand [n], weights [n, n] row-major. Terms from `begin` to before `end`. */
export function productF32(operand: Float32Array, weights: Float32Array, begin = 0, end = operand.length): Float32Array {
  const width = operand.length;
  const sums = new Float32Array(width);
  for (let k = begin; k < end; k++) {
    const value = operand[k] ?? 0;
    const row = weights.subarray(k * width, (k + 1) * width);
    // Storing into f32 rounds once, as a fused multiply-add does.
    for (let column = 0; column < width; column++) sums[column] = (sums[column] ?? 0) + value * (row[column] ?? 0);
  }
  return sums;
}

/** x·W whose sums are rounded to a shorter format at every term. */
export function productRounded(operand: Float32Array, weights: Float32Array, rounding: Rounding): Float32Array {
  const width = operand.length;
  const sums = new Float32Array(width);
  for (let k = 0; k < width; k++) {
    const value = operand[k] ?? 0;
    for (let column = 0; column < width; column++)
      sums[column] = rounding((sums[column] ?? 0) + value * (weights[k * width + column] ?? 0));
  }
  return sums;
}

export function sumOf(parts: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...rest] = parts;
  return first.map((value, at) => rest.reduce((sum, part) => Math.fround(sum + (part[at] ?? 0)), value));
}
