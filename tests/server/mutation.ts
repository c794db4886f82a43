// Seeded ways to spoil a valid submission: in its text, its fields, its numbers, or as a forger who recomputes the digest.
import type { Submission } from '../../src/contract/api.ts';
import type { Run } from '../../src/contract/run.ts';
import { digestOf } from '../../src/server/validate.ts';
import { createRandom } from '../../src/statistics/random.ts';
import { FORGERIES, type Forgery } from './forgery.ts';

export interface Mutant {
  readonly name: string;
  /** The body to send. */
  readonly text: string;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** A place in a document that can be replaced or removed. */
interface Place {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string | number;
  readonly path: string;
}
type Draw = (count: number) => number;

/** `count` mutants, each with another text than the valid document; JSON.stringify gives equal documents equal texts. */
export function mutants(
  valid: Submission,
  count: number,
  seed: number,
  summarise: (run: Run) => Submission['summary'],
): readonly Mutant[] {
  const random = createRandom(seed);
  const draw: Draw = (choices) => Math.floor(random.next() * choices);
  const original = JSON.stringify(valid);
  const found: Mutant[] = [];
  while (found.length < count) {
    const mutant = KINDS[found.length % KINDS.length]?.(valid, draw, summarise);
    if (mutant !== undefined && mutant.text !== original) found.push(mutant);
  }
  return found;
}

const KINDS: readonly ((valid: Submission, draw: Draw, summarise: (run: Run) => Submission['summary']) => Mutant | undefined)[] =
  [
    (valid, draw) =>
      edited('delete', valid, draw, ({ holder, key }) =>
        Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key],
      ),
    (valid, draw) => edited('retype', valid, draw, (place) => put(place, retyped(get(place), draw))),
    (valid, draw) =>
      edited(
        'number',
        valid,
        draw,
        (place) => put(place, renumbered(get(place) as number, draw)),
        (value) => typeof value === 'number',
      ),
    (valid, draw) =>
      edited(
        'duplicate',
        valid,
        draw,
        (place) => {
          const list = get(place) as Json[];
          list.push(structuredClone(list[draw(list.length)] ?? null));
        },
        isFilled,
      ),
    (valid, draw) => edited('reorder', valid, draw, (place) => put(place, (get(place) as Json[]).toReversed()), isFilled),
    (valid, draw) =>
      edited(
        'extra key',
        valid,
        draw,
        (place) => {
          (get(place) as { [key: string]: Json })[['extra', 'isVerified', 'toString', ''][draw(4)] ?? ''] = 1;
        },
        isRecord,
      ),
    (valid, draw) =>
      edited(
        'huge string',
        valid,
        draw,
        (place) => put(place, 'x'.repeat(10 ** (3 + draw(4)))),
        (value) => typeof value === 'string',
      ),
    (valid, draw) =>
      edited(
        'strange string',
        valid,
        draw,
        (place) => put(place, ['', '\0', '\ud800', '‮', '../../etc/passwd', "'; drop table runs; --"][draw(6)] ?? ''),
        (value) => typeof value === 'string',
      ),
    (valid, draw) => {
      const text = JSON.stringify(valid);
      return { name: 'truncate', text: text.slice(0, draw(text.length)) };
    },
    (valid, draw) => {
      const text = JSON.stringify(valid);
      const at = draw(text.length);
      return { name: `overwrite at ${at}`, text: text.slice(0, at) + '{}[]",:0e-'[draw(10)] + text.slice(at + 1) };
    },
    (valid, draw) => ({
      name: 'digest',
      text: JSON.stringify({
        ...valid,
        digest: `sha256:${Array.from(valid.digest.slice(7), (digit, index) => (index === draw(64) ? '0' : digit))
          .toReversed()
          .join('')}`,
      }),
    }),
    (valid, draw) => {
      const summary = structuredClone(valid.summary);
      return spoilSummary({ ...valid, summary }, draw);
    },
    (valid, draw, summarise) => forged(valid, FORGERIES[draw(FORGERIES.length)], summarise),
    (valid, draw) => ({
      name: 'other document',
      text:
        [
          `[${JSON.stringify(valid)}]`,
          'null',
          'true',
          '0',
          '""',
          '{}',
          '[]',
          JSON.stringify(valid.run),
          JSON.stringify({ ...valid, run: null }),
        ][draw(9)] ?? '',
    }),
  ];

function edited(
  name: string,
  valid: Submission,
  draw: Draw,
  edit: (place: Place) => unknown,
  suits: (value: Json) => boolean = () => true,
): Mutant | undefined {
  const document = structuredClone(valid) as unknown as Json;
  const places = placesOf(document, '').filter((place) => suits(get(place)));
  const place = places[draw(places.length)];
  if (place === undefined) return undefined;
  edit(place);
  return { name: `${name} ${place.path}`, text: JSON.stringify(document) };
}

/** Changes one number of the summary, everything else right. */
function spoilSummary(valid: Submission, draw: Draw): Mutant | undefined {
  const places = placesOf(valid.summary as unknown as Json, 'summary').filter((place) => typeof get(place) === 'number');
  const place = places[draw(places.length)];
  if (place === undefined) return undefined;
  put(place, (get(place) as number) * (1 + 10 ** -(1 + draw(14))));
  return { name: `summary ${place.path}`, text: JSON.stringify(valid) };
}

/** An impossible run by someone who knows how digests and summaries are made. */
function forged(
  valid: Submission,
  forgery: Forgery | undefined,
  summarise: (run: Run) => Submission['summary'],
): Mutant | undefined {
  if (forgery === undefined) return undefined;
  const run = structuredClone(valid.run);
  forgery.edit(run);
  let { summary } = valid;
  try {
    summary = summarise(run);
  } catch {
    // A run that cannot be summarised keeps the old summary.
  }
  return { name: `forgery: ${forgery.name}`, text: JSON.stringify({ ...valid, run, summary, digest: digestOf(run) }) };
}

function placesOf(value: Json, path: string): Place[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.keys(value).flatMap((key) => {
    const place = { holder: value, key, path: `${path}/${key}` };
    return [place, ...placesOf(get(place), place.path)];
  });
}

function get({ holder, key }: Place): Json {
  return (holder as { [key: string]: Json })[key] ?? null;
}

function put({ holder, key }: Place, value: Json): void {
  (holder as { [key: string]: Json })[key] = value;
}

function retyped(value: Json, draw: Draw): Json {
  const others: readonly Json[] = [null, true, 7, 'text', [], {}, [value], JSON.stringify(value)];
  return others[draw(others.length)] ?? null;
}

function renumbered(value: number, draw: Draw): number {
  const others = [-value, value + 1, value - 1, value * 10, value / 10, value * (1 + 1e-6), 0, -1, 1e308, 2 ** 53, value + 0.5];
  return others[draw(others.length)] ?? 0;
}

function isFilled(value: Json): boolean {
  return Array.isArray(value) && value.length > 0;
}

function isRecord(value: Json): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
