// Float64 reference of a product of quantised activations and weights. Rests on rounding.ts.
// Whole numbers are exact, so what is rounded are terms in f32, each of at least 16 places of one group:
// r/128·s·(Σ q·w − z·Σ q). The product with z, the difference and the two scales round a term four times at most.
import type { Read } from './operands.ts';
import type { MatmulQuantisedInt8 } from './operation.ts';
import { accumulate, gamma, reachOfRandomSigns, type Rounded } from './rounding.ts';

/** Places that every kernel adds up in whole numbers at the least. */
const PLACES = 16;

/** Y[row, column], flat index row·n + column; read(0 … 3, ·) gives words of X, ranges, pairs (scale, zero), words of W. */
export function quantisedInt8Element(operation: MatmulQuantisedInt8, read: Read, index: number): Rounded {
  const { n, k, group } = operation;
  const row = Math.floor(index / n);
  const column = index % n;
  let value = 0;
  let magnitude = 0;
  let squares = 0;
  for (let first = 0; first < k; first += PLACES) {
    let dot = 0;
    let total = 0;
    for (let step = first; step < first + PLACES; step++) {
      const activation = activationAt(operation, read, row, step);
      dot += activation * weightAt(operation, read, column, step);
      total += activation;
    }
    const pair = 2 * Math.floor((column * k + first) / group);
    const scale = (read(1, Math.floor((row * k + first) / group)) / 128) * read(2, pair);
    const correction = read(2, pair + 1) * total;
    const reach = Math.abs(scale) * (Math.abs(dot) + Math.abs(correction));
    value += scale * (dot - correction);
    magnitude += reach;
    squares += reach * reach;
  }
  return accumulate(value, reachOfRandomSigns(magnitude, squares), gamma(4) * magnitude, k / PLACES);
}

/** A signed byte; beside weights of 4 bits the even places of eight stand in one word, the odd ones in the next. */
function activationAt({ k, bits }: MatmulQuantisedInt8, read: Read, row: number, step: number): number {
  const start = (row * k) / 4;
  const [word, byte] =
    bits === 8 ? [Math.floor(step / 4), step % 4] : [2 * Math.floor(step / 8) + (step % 2), Math.floor((step % 8) / 2)];
  return (read(0, start + word) << (24 - 8 * byte)) >> 24;
}

function weightAt({ k, bits }: MatmulQuantisedInt8, read: Read, column: number, step: number): number {
  const perWord = 32 / bits;
  const at = column * k + step;
  return (read(3, Math.floor(at / perWord)) >>> ((at % perWord) * bits)) & (2 ** bits - 1);
}
