// The first place where two JSON values differ. Rests on nothing.

/**
 * Path of the first difference below `path`, in the notation of the API's errors (`run.trials[3].id`), or undefined where
 * there is none. Numbers may differ by `tolerance` relative to the larger one; everything else must be the same, key for
 * key. As deep as `expected` and no deeper, so that a hostile `found` cannot exhaust the stack.
 */
export function firstDifference(expected: unknown, found: unknown, tolerance: number, path: string): string | undefined {
  if (typeof expected === 'number' && typeof found === 'number') {
    return Math.abs(expected - found) <= tolerance * Math.max(Math.abs(expected), Math.abs(found)) ? undefined : path;
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length) return path;
    return firstOf(expected.map((_, index) => index), (index) => firstDifference(expected[index], found[index], tolerance, `${path}[${index}]`));
  }
  if (isRecord(expected)) {
    if (!isRecord(found) || Array.isArray(found)) return path;
    const surplus = Object.keys(found).find((key) => !Object.hasOwn(expected, key));
    if (surplus !== undefined) return `${path}.${surplus}`;
    return firstOf(Object.keys(expected), (key) =>
      Object.hasOwn(found, key) ? firstDifference(expected[key], found[key], tolerance, `${path}.${key}`) : `${path}.${key}`);
  }
  return Object.is(expected, found) ? undefined : path;
}

/** A path of object keys and array indices in the notation of the API's errors. */
export function pathText(segments: readonly PropertyKey[]): string {
  return segments.map((segment, index) => (typeof segment === 'number' ? `[${segment}]` : `${index === 0 ? '' : '.'}${String(segment)}`)).join('');
}

function firstOf<T>(items: readonly T[], probe: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = probe(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
