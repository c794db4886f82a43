// Which point a pointer or a key means. Rests on curve.ts.
import type { Point } from './curve.ts';

/** Index of the position nearest to `at`; undefined for none. The first wins a tie. */
export function nearestIndex(positions: readonly number[], at: number): number | undefined {
  return nearestPoint(
    positions.map((x) => ({ x, y: 0 })),
    { x: at, y: 0 },
  );
}

/** Index of the point nearest to `at`, straight-line; undefined for none. The first wins a tie. */
export function nearestPoint(points: readonly Point[], at: Point): number | undefined {
  let best: number | undefined;
  let least = Infinity;
  points.forEach((point, index) => {
    const distance = Math.hypot(point.x - at.x, point.y - at.y);
    if (distance < least) {
      least = distance;
      best = index;
    }
  });
  return best;
}

/** Where a key press moves a cursor among `count` points: undefined for keys that move nothing. From none, to an end. */
export function movedCursor(key: string, cursor: number | undefined, count: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const step = (by: number): number => (cursor === undefined ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, cursor + by)));
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return step(1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return step(-1);
    case 'PageUp':
      return step(5);
    case 'PageDown':
      return step(-5);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
