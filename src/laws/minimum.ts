// The least value of a function of a positive number that spans many magnitudes: a scan in logarithms, then the golden
// section about the best. Rests on nothing. It finds the least of a function with one valley, and of several valleys the
// one whose floor a scan of SCANNED points meets.

export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Minimum {
  readonly at: number;
  readonly value: number;
}

const SCANNED = 40;
/** Golden sections: each leaves .618 of the bracket, 24 leave 1e-5 of it. */
const SECTIONS = 24;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Least value over a range of positive numbers; undefined values are out of reach. Undefined where all are. */
export function minimumOverSizes(objective: (at: number) => number | undefined, { from, to }: Range): Minimum | undefined {
  const at = (log: number): number => {
    const value = objective(Math.exp(log));
    return value === undefined || Number.isNaN(value) ? Infinity : value;
  };
  const begin = Math.log(from);
  const step = (Math.log(to) - begin) / (SCANNED - 1);
  const scanned = Array.from({ length: SCANNED }, (_, index) => at(begin + index * step));
  const least = Math.min(...scanned);
  if (!Number.isFinite(least)) return undefined;
  const best = scanned.indexOf(least);
  const found = goldenSection(at, begin + Math.max(0, best - 1) * step, begin + Math.min(SCANNED - 1, best + 1) * step);
  return found.value <= least ? found : { at: Math.exp(begin + best * step), value: least };
}

function goldenSection(at: (log: number) => number, begin: number, end: number): Minimum {
  let [low, high] = [begin, end];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [at(left), at(right)];
  for (let section = 0; section < SECTIONS; section++) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = at(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = at(right);
    }
  }
  return atLeft <= atRight ? { at: Math.exp(left), value: atLeft } : { at: Math.exp(right), value: atRight };
}
