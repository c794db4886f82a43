// What a comparison is of, in the address and as a visitor types it. Rests on contract/.
import { MOST_COMPARED } from '../contract/devices.ts';

export interface Asked {
  readonly kind: 'run' | 'gpu';
  /** A run's id, or a GPU's name. */
  readonly value: string;
}

/** In the order of the query; the same entry twice counts once, and those beyond the most are left out and named. */
export function readCompareUrl(search: string): { readonly asked: readonly Asked[]; readonly leftOut: readonly string[] } {
  const all: Asked[] = [];
  for (const [name, value] of new URLSearchParams(search)) {
    if ((name === 'run' || name === 'gpu') && value !== '' && !hasEntry(all, { kind: name, value }))
      all.push({ kind: name, value });
  }
  return { asked: all.slice(0, MOST_COMPARED), leftOut: all.slice(MOST_COMPARED).map(({ value }) => value) };
}

/** The query that `readCompareUrl` reads back. */
export function writeCompareUrl(asked: readonly Asked[]): string {
  const query = new URLSearchParams(asked.map(({ kind, value }) => [kind, value]));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

export function hasEntry(asked: readonly Asked[], { kind, value }: Asked): boolean {
  return asked.some((other) => other.kind === kind && other.value === value);
}

/**
 * What typed words mean: a run's id, a link to a run or a device (of whatever host: ids are the same everywhere), or the name of
 * a GPU, whose case does not matter; undefined where they are none of these.
 */
export function understand(text: string, gpus: readonly string[]): Asked | undefined {
  const id = /^(?:\S*\/runs\/)?([0-9a-f]{32})\/?(?:[?#].*)?$/i.exec(text.trim())?.[1];
  if (id !== undefined) return { kind: 'run', value: id.toLowerCase() };
  const linked = /\/devices\/([^/?#]+)/.exec(text)?.[1];
  const name = linked === undefined ? text.trim() : decoded(linked);
  const known = gpus.find((gpu) => gpu === name) ?? gpus.find((gpu) => gpu.toLowerCase() === name.toLowerCase());
  return known === undefined ? undefined : { kind: 'gpu', value: known };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
