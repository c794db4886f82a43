// Float64 references of the normalisations' gradients. Rests on reference-rows.ts and rounding.ts.
// The bounds follow the kernels' order of work: a row's sums (in any order) first, then each element.
import type { GainBackward } from './backward.ts';
import type { Read } from './operands.ts';
import type { RowStatistics } from './reference-rows.ts';
import { accumulate, divide, exact, multiply, subtract, type Rounded } from './rounding.ts';

interface Rows {
  readonly width: number;
}

/** mean(x·g·dy) of one row. */
export function rmsBackwardMean({ width }: Rows, read: Read, row: number): Rounded {
  return meanOf(width, (column) => multiply(exact(read(0, row * width + column)), pulled(width, read, row, column)));
}

/** s·(g·dy − x·s²·mean(x·g·dy)), however it is associated: two more roundings than the kernel's form are allowed for. */
export function rmsBackwardElement(
  { width }: Rows,
  read: Read,
  { scale, mean }: { readonly scale: Rounded; readonly mean: Rounded },
  index: number,
): Rounded {
  const row = Math.floor(index / width);
  const along = multiply(exact(read(0, index)), multiply(multiply(scale, scale), mean));
  return multiply(scale, subtract(pulled(width, read, row, index % width), along));
}

interface LayerMeans {
  /** mean(a) and mean(a·x̂) with a = g·dy. */
  readonly meanPulled: Rounded;
  readonly meanAlong: Rounded;
}

export function layerBackwardMeans({ width }: Rows, read: Read, row: number, statistics: RowStatistics): LayerMeans {
  return {
    meanPulled: meanOf(width, (column) => pulled(width, read, row, column)),
    meanAlong: meanOf(width, (column) =>
      multiply(pulled(width, read, row, column), normalised(read, row * width + column, statistics)),
    ),
  };
}

export function layerBackwardElement({ width }: Rows, read: Read, known: RowStatistics & LayerMeans, index: number): Rounded {
  const along = multiply(normalised(read, index, known), known.meanAlong);
  const centred = subtract(pulled(width, read, Math.floor(index / width), index % width), known.meanPulled);
  return multiply(known.scale, subtract(centred, along));
}

/** Σ_r x̂·dy in the first row, Σ_r dy in the second. */
export function gainBackwardElement({ rows, width }: GainBackward, read: Read, index: number): Rounded {
  const column = index % width;
  let value = 0;
  let magnitude = 0;
  for (let row = 0; row < rows; row++) {
    const at = row * width + column;
    const term = read(1, at) * (index < width ? read(0, at) : 1);
    value += term;
    magnitude += Math.abs(term);
  }
  return accumulate(value, magnitude, 0, rows);
}

/** a = g·dy: the gradient as it stands before the gain. */
function pulled(width: number, read: Read, row: number, column: number): Rounded {
  return multiply(exact(read(1, column)), exact(read(2, row * width + column)));
}

function normalised(read: Read, at: number, { mean, scale }: RowStatistics): Rounded {
  return multiply(subtract(exact(read(0, at)), mean), scale);
}

function meanOf(width: number, term: (column: number) => Rounded): Rounded {
  let value = 0;
  let magnitude = 0;
  let inherited = 0;
  for (let column = 0; column < width; column++) {
    const { value: part, bound } = term(column);
    value += part;
    magnitude += Math.abs(part);
    inherited += bound;
  }
  return divide(accumulate(value, magnitude, inherited, width), exact(width));
}
