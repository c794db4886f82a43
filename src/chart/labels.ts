// Places labels on a line so that none overlaps another, moving each as little as can be. Rests on nothing.

/**
 * Positions at least `gap` apart, inside [least, most] where they fit, in the order of `wanted`, with the smallest
 * sum of squared moves (isotonic regression by pooling adjacent violators). Same length and order as `wanted`.
 * Where they cannot fit, they start at `least` and run over `most`.
 */
export function spreadLabels(wanted: readonly number[], gap: number, least: number, most: number): readonly number[] {
  const order = wanted
    .map((position, index) => ({ position, index }))
    .toSorted((a, b) => a.position - b.position || a.index - b.index);
  // With gap · rank taken off, "at least gap apart" becomes "not descending".
  const pools: { sum: number; count: number }[] = [];
  order.forEach(({ position }, rank) => {
    let pool = { sum: position - gap * rank, count: 1 };
    for (
      let before = pools.at(-1);
      before !== undefined && before.sum / before.count > pool.sum / pool.count;
      before = pools.at(-1)
    ) {
      pool = { sum: pool.sum + before.sum, count: pool.count + before.count };
      pools.pop();
    }
    pools.push(pool);
  });

  const highest = Math.max(least, most - gap * (wanted.length - 1));
  const levels = pools.flatMap((pool) =>
    Array<number>(pool.count).fill(Math.min(highest, Math.max(least, pool.sum / pool.count))),
  );
  const placed = Array<number>(wanted.length).fill(0);
  order.forEach(({ index }, rank) => {
    placed[index] = (levels[rank] ?? least) + gap * rank;
  });
  return placed;
}
