// The first place where two JSON values differ. Rests on nothing.

/**
 * Path of the first difference below `path`, in the notation of the API's errors (`run.trials[3].id`), or undefined where
 * there is none: equal numbers, key for key, in any order of keys. As deep as `expected` and no deeper, so that a hostile
 * `found` cannot exhaust the stack.
 */
export function firstDifference(expected: unknown, found: unknown, path: string): string | undefined {
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length) return path;
    return firstOf(
      expected.map((_, index) => index),
      (index) => firstDifference(expected[index], found[index], `${path}[${index}]`),
    );
  }
  if (isRecord(expected)) {
    if (!isRecord(found) || Array.isArray(found)) return path;
    const surplus = Object.keys(found).find((key) => !Object.hasOwn(expected, key));
    if (surplus !== undefined) return `${path}.${surplus}`;
    return firstOf(Object.keys(expected), (key) =>
      Object.hasOwn(found, key) ? firstDifference(expected[key], found[key], `${path}.${key}`) : `${path}.${key}`,
    );
  }
  return expected === found ? undefined : path;
}

/** A path of object keys and array indices in the notation of the API's errors. */
export function pathText(segments: readonly PropertyKey[]): string {
  return segments
    .map((segment, index) => (typeof segment === 'number' ? `[${segment}]` : `${index === 0 ? '' : '.'}${String(segment)}`))
    .join('');
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
