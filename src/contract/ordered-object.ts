// Objects whose parsed values have their keys in code-unit order, whatever order they came in: the order of canonical.ts, which
// then need not bring it about. Rests on zod alone.
import { z } from 'zod';

/** A strict object; its shape may be written in any order. */
export function orderedObject<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const ordered = Object.entries(shape).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return z.strictObject(Object.fromEntries(ordered) as Shape);
}
