// The reading that is measured: each kind of request with its paths, over all devices and deep into the list.
import type { Database } from '../../src/server/database/database.ts';
import { encodeCursor } from '../../src/server/cursor.ts';
import { gpuOf, GPU_COUNT } from './filler.ts';

export interface Reading {
  readonly name: string;
  /** Lists, devices and comparisons have to be quick; a document is as long as it is. */
  readonly hasBar: boolean;
  path(index: number): string;
}

/** As many as one comparison takes. */
export const COMPARED = 5;
const CURSORS = 50;

/** Runs that have a document, by how large it is. */
export interface StoredDocuments {
  readonly bytes: number;
  readonly ids: readonly string[];
}

export async function readings(
  database: Database,
  runs: number,
  documents: readonly StoredDocuments[],
): Promise<readonly Reading[]> {
  const cursors = await deepCursors(database, runs);
  const all = documents.flatMap(({ ids }) => ids).toSorted();
  const gpu = (index: number) => encodeURIComponent(gpuOf((index * 7) % GPU_COUNT));
  return [
    { name: 'list, first page', hasBar: true, path: () => '/api/v1/runs' },
    { name: 'list, deep in it', hasBar: true, path: (index) => `/api/v1/runs?cursor=${cursors[index % cursors.length]}` },
    { name: 'list, 100 a page', hasBar: true, path: () => '/api/v1/runs?limit=100' },
    { name: 'list, by GPU', hasBar: true, path: (index) => `/api/v1/runs?gpu=${gpu(index)}` },
    { name: 'list, verified', hasBar: true, path: () => '/api/v1/runs?population=verified' },
    { name: 'devices', hasBar: true, path: () => '/api/v1/devices' },
    { name: 'device', hasBar: true, path: (index) => `/api/v1/devices/${gpu(index)}` },
    {
      name: `compare ${COMPARED} devices`,
      hasBar: true,
      path: (index) => `/api/v1/compare?${Array.from({ length: COMPARED }, (_, place) => `gpu=${gpu(index + place)}`).join('&')}`,
    },
    {
      name: `compare ${COMPARED} runs, each for the first time`,
      hasBar: true,
      path: (index) =>
        `/api/v1/compare?${Array.from({ length: COMPARED }, (_, place) => `run=${all[(index * COMPARED + place) % all.length]}`).join('&')}`,
    },
    { name: 'log', hasBar: true, path: () => '/api/v1/log' },
    ...documents.map(({ bytes, ids }) => ({
      name: `run with its document, ${(bytes / 1000).toFixed(0)} kB`,
      hasBar: false,
      path: (index: number) => `/api/v1/runs/${ids[index % ids.length]}`,
    })),
  ];
}

/** Places spread over the whole list. */
async function deepCursors(database: Database, runs: number): Promise<readonly string[]> {
  const cursors: string[] = [];
  for (let index = 1; index <= CURSORS; index++) {
    const row = await database.queries
      .selectFrom('runs')
      .select(['created_at', 'id'])
      .where('standing', '=', 'listed')
      .orderBy('created_at')
      .offset(Math.floor((runs * index) / (CURSORS + 1)))
      .limit(1)
      .executeTakeFirstOrThrow();
    cursors.push(encodeURIComponent(encodeCursor(row)));
  }
  return cursors;
}
