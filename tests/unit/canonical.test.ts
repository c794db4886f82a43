// The quick writer of canonical JSON against a plain one, which says in five lines what it is.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/contract/canonical.ts';
import { runSchema } from '../../src/contract/run.ts';
import { createRandom, type Random } from '../../src/statistics/random.ts';
import { buildRun } from '../fixtures/run-builder.ts';

function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${plain(item)}`).join(',')}}`;
}

describe('canonical JSON', () => {
  it('is that of the plain writer for the recorded run and built ones', () => {
    const { run } = JSON.parse(readFileSync('public/recorded-run.json', 'utf8'));
    for (const value of [run, buildRun(), buildRun({ seed: 2, phases: ['train'] })])
      expect(canonicalJson(value) === plain(value)).toBe(true);
  });

  it('finds a parsed run in order, whatever order it came in, but for the limits, which are the device’s own', () => {
    const parsed = runSchema.parse(reversed(buildRun()));
    expect(disordered(parsed, 'run')).toEqual(['run.device.limits']);
    const inOrder = { ...parsed, device: { ...parsed.device, limits: {} } };
    expect(JSON.stringify(inOrder)).toBe(plain(inOrder));
  });

  it('is that of the plain writer for any value: keys in any order, of any text, undefined or not', () => {
    const random = createRandom(7);
    for (let count = 0; count < 3000; count++) {
      const value = anyValue(random, 4);
      expect(canonicalJson(value)).toBe(plain(value));
    }
  });
});

/** The same value with the keys of every object in descending order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? 1 : -1));
  return Object.fromEntries(entries.map(([key, item]) => [key, reversed(item)]));
}

/** Paths of the objects whose keys are not in ascending order. */
function disordered(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Object.keys(value);
  const isOrdered = Array.isArray(value) || keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
  const below = Object.entries(value).flatMap(([key, item]) => disordered(item, `${path}.${key}`));
  return isOrdered ? below : [path, ...below];
}

const KEYS = ['a', 'b', '10', '9', '', 'ä', '\u{1f600}', '\ud800', '"', '__proto__', 'constructor', 'toJSON', 'B', 'aa'];
const LEAVES = [null, true, false, 0, -0, 1e21, 5e-324, 0.1, -12, '', '"\\\n\u2028', '\ud800x', 'text'];

function anyValue(random: Random, depth: number): unknown {
  const kind = depth === 0 ? 0 : random.integer(3);
  if (kind === 0) return LEAVES[random.integer(LEAVES.length)];
  const items = Array.from({ length: random.integer(5) }, () => anyValue(random, depth - 1));
  if (kind === 1) return items;
  const keys = random.shuffle(KEYS);
  const record = JSON.parse(`{${items.map((_, index) => `${JSON.stringify(keys[index])}:0`).join(',')}}`) as Record<
    string,
    unknown
  >;
  for (const [index, key] of Object.keys(record).entries())
    Object.defineProperty(record, key, { value: random.integer(9) === 0 ? undefined : items[index] });
  return record;
}
