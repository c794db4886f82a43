// Float64 reference of a product with quantised weights. Rests on rounding.ts.
// A kernel may form s·(q − z) first (two roundings a weight) or take s·(Σ x·q − z·Σ x) over parts of a group: then the
// terms x·s·q and x·s·z are summed apart, each within the magnitude |x·s|·(q + |z|), and four roundings follow.
import type { Read } from './operands.ts';
import type { MatmulQuantised } from './operation.ts';
import { accumulate, gamma, reachOfRandomSigns, type Rounded } from './rounding.ts';

/** Y[row, column], flat index row·n + column; read(0, ·) gives packed words, read(1, ·) pairs (scale, zero), read(2, ·) X. */
export function quantisedElement(operation: MatmulQuantised, read: Read, index: number): Rounded {
  const { n, k, bits, group } = operation;
  const row = Math.floor(index / n);
  const column = index % n;
  const perWord = 32 / bits;
  let value = 0;
  let magnitude = 0;
  let squares = 0;
  for (let step = 0; step < k; step++) {
    const at = column * k + step;
    const whole = (read(0, Math.floor(at / perWord)) >>> ((at % perWord) * bits)) & (2 ** bits - 1);
    const pair = 2 * Math.floor(at / group);
    const zero = read(1, pair + 1);
    const scaled = read(2, row * k + step) * read(1, pair);
    const reach = Math.abs(scaled) * (whole + Math.abs(zero));
    value += scaled * (whole - zero);
    magnitude += reach;
    squares += reach * reach;
  }
  return accumulate(value, reachOfRandomSigns(magnitude, squares), gamma(2) * magnitude, k + 4);
}
