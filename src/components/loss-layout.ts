// Places a training's losses in a frame, with the level that they must fall below. Pure; rests on chart/.
import { stretches, type Point } from '../chart/curve.ts';
import type { Frame } from '../chart/frame.ts';
import { linearScale, type LinearScale } from '../chart/linear.ts';

export interface LossLayout {
  readonly x: LinearScale;
  readonly y: LinearScale;
  readonly points: readonly Point[];
  /** Path data of the curve; empty for fewer than two losses. */
  readonly curve: string;
  /** Pixels of the level. */
  readonly level: number;
}

/** `steps` is how many losses there will be; the axis does not grow with them. */
export function layoutLosses(losses: readonly number[], level: number, steps: number, frame: Frame): LossLayout {
  const most = Math.max(level, ...losses);
  const least = Math.min(level, ...losses);
  const margin = 0.08 * Math.max(most - least, 1);
  const x = linearScale({ low: 0, high: Math.max(steps, losses.length, 1) }, frame.left, frame.right);
  const y = linearScale({ low: Math.max(0, least - margin), high: most + margin }, frame.bottom, frame.top);
  const points = losses.map((loss, index) => ({ x: x.place(index + 1), y: y.place(loss) }));
  const [curve] = stretches(points, () => 'measured');
  return { x, y, points, curve: curve?.path ?? '', level: y.place(level) };
}
