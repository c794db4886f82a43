// Seeded randomness: the same seed gives the same numbers everywhere. Rests on nothing.
// Generator: xoshiro128** (D. Blackman and S. Vigna, 2018), seeded through splitmix32. Not for secrets.

export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform in 0 … n − 1, n a positive integer (bias under n / 2^53). */
  integer(n: number): number;
  /** A new array with the same items in random order, each order equally likely. */
  shuffle<T>(items: readonly T[]): T[];
  /** Standard normal (Box–Muller). */
  normal(): number;
}

/** A generator of its own for a 32-bit seed; other numbers are taken modulo 2^32. */
export function createRandom(seed: number): Random {
  const word = xoshiro128(seed >>> 0);
  const next = () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
  const integer = (n: number) => {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`integer(n) needs a positive integer, got ${n}`);
    return Math.floor(next() * n);
  };
  return {
    next,
    integer,
    shuffle: (items) => {
      // Drawing from what is left keeps the types honest; the splice makes it quadratic, for thousands of items at most.
      const left = [...items];
      const shuffled: typeof left = [];
      while (left.length > 0) shuffled.push(...left.splice(integer(left.length), 1));
      return shuffled;
    },
    // 1 − next() is in (0, 1], so the logarithm is finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** 32-bit words of xoshiro128**. */
function xoshiro128(seed: number): () => number {
  const fill = splitmix32(seed);
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Spreads a seed over the state, so that neighbouring seeds give unrelated sequences and no state is all zero. */
function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
}
