// Quasi-random points in the unit cube: Sobol's sequence with Owen's nested scramble, seeded. Rests on nothing.
// For means and quantiles over a dozen dimensions, 256 such points do the work of thousands of pseudo-random ones.

/**
 * Primitive polynomials (degree, inner coefficients) and initial numbers of dimensions 2 to 14, the first dimension being
 * van der Corput's (S. Joe and F. Y. Kuo, 2008, table new-joe-kuo-6.21201).
 */
const DIRECTIONS: readonly (readonly [degree: number, coefficients: number, ...initial: readonly number[]])[] = [
  [1, 0, 1],
  [2, 1, 1, 3],
  [3, 1, 1, 3, 1],
  [3, 2, 1, 1, 1],
  [4, 1, 1, 1, 3, 3],
  [4, 4, 1, 3, 5, 13],
  [5, 2, 1, 1, 5, 5, 17],
  [5, 4, 1, 1, 5, 5, 5],
  [5, 7, 1, 1, 7, 11, 19],
  [5, 11, 1, 1, 5, 1, 1],
  [5, 13, 1, 1, 1, 3, 11],
  [5, 14, 1, 3, 5, 5, 31],
  [6, 1, 1, 3, 3, 9, 7, 49],
];
export const MOST_DIMENSIONS = DIRECTIONS.length + 1;
const BITS = 32;

/**
 * Points [dimension][index], each in (0, 1), of `count` ≥ 1. A power of two keeps every coordinate spread to one point in
 * each 1 / count. Deterministic in `seed` (32 bits). Throws on more dimensions than there are direction numbers.
 */
export function sobol(dimensions: number, count: number, seed: number): readonly Float64Array[] {
  if (dimensions > MOST_DIMENSIONS) throw new RangeError(`at most ${MOST_DIMENSIONS} dimensions, asked for ${dimensions}`);
  return Array.from({ length: dimensions }, (_, dimension) => {
    const numbers = directionNumbers(dimension);
    const points = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      let bits = 0;
      for (let place = 0; index >>> place !== 0; place++) if ((index >>> place) & 1) bits ^= numbers[place] ?? 0;
      // Half of the finest step keeps 0 and 1 out, where the normal quantile is infinite.
      points[index] = (scramble(bits >>> 0, seed, dimension) + 0.5) / 2 ** BITS;
    }
    return points;
  });
}

function directionNumbers(dimension: number): Uint32Array {
  const numbers = new Uint32Array(BITS);
  const entry = DIRECTIONS[dimension - 1];
  if (entry === undefined) return numbers.map((_, place) => 2 ** (BITS - 1 - place));
  const [degree, coefficients, ...initial] = entry;
  for (let place = 0; place < BITS; place++) {
    const given = initial[place];
    if (given !== undefined) {
      numbers[place] = given * 2 ** (BITS - 1 - place);
      continue;
    }
    const earlier = numbers[place - degree] ?? 0;
    let number = earlier ^ (earlier >>> degree);
    for (let term = 1; term < degree; term++) {
      if ((coefficients >>> (degree - 1 - term)) & 1) number ^= numbers[place - term] ?? 0;
    }
    numbers[place] = number;
  }
  return numbers;
}

/** Owen's scramble: each binary digit is flipped or not by a hash of all the digits before it. */
function scramble(bits: number, seed: number, dimension: number): number {
  let scrambled = bits;
  for (let digit = 0; digit < BITS; digit++) {
    const prefix = digit === 0 ? 0 : bits >>> (BITS - digit);
    if (mix(prefix ^ mix(digit + 64 * dimension) ^ mix(seed + 0x51ed27)) & 1) scrambled ^= 1 << (BITS - 1 - digit);
  }
  return scrambled >>> 0;
}

/** A 32-bit finaliser in which every bit of the input moves about half of the output's. */
function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
