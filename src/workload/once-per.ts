// Remembers what was computed for a key. Rests on nothing.

/** `compute`, called once per key. */
export function oncePer<T>(compute: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
