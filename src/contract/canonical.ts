// One text for one JSON value, so that a document has one digest everywhere. Pure: the hash is the caller's.
// Rests on nothing. Keys in code-unit order, no white space, numbers as JSON.stringify writes them (RFC 8785 for
// the values that occur here).

/** Of a value that JSON can hold; entries that are undefined are left out. */
export function canonicalJson(value: unknown): string {
  return write(value, new Map());
}

/** Objects of one kind have the same keys in the same order: their order is found once. */
interface Layout {
  readonly found: readonly string[];
  readonly sorted: readonly { readonly key: string; readonly name: string }[];
}
/** The last layout that was seen, by first key and number of keys. */
type Layouts = Map<string, Layout>;

function write(value: unknown, layouts: Layouts): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (Array.isArray(value)) return `[${writeItems(value, layouts)}]`;
  return isRecord(value) ? `{${writeEntries(value, layouts)}}` : JSON.stringify(value);
}

function writeItems(items: readonly unknown[], layouts: Layouts): string {
  let text = '';
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ',';
    text += write(items[index], layouts);
  }
  return text;
}

function writeEntries(record: Readonly<Record<string, unknown>>, layouts: Layouts): string {
  let text = '';
  for (const { key, name } of layoutOf(Object.keys(record), layouts)) {
    const item = record[key];
    if (item === undefined) continue;
    text += text === '' ? name : `,${name}`;
    text += write(item, layouts);
  }
  return text;
}

function layoutOf(keys: readonly string[], layouts: Layouts): Layout['sorted'] {
  const bucket = `${keys.length}${keys[0]}`;
  const known = layouts.get(bucket);
  if (known?.found.every((key, index) => key === keys[index])) return known.sorted;
  const sorted = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map((key) => ({ key, name: `${JSON.stringify(key)}:` }));
  layouts.set(bucket, { found: keys, sorted });
  return sorted;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
