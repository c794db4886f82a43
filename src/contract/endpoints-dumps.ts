// Endpoints of the open data: rows of the table in endpoints.ts.
import { dumpFileSchema, dumpListSchema } from './dumps.ts';
import type { Endpoint } from './endpoint.ts';

export const DUMP_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/dumps',
    id: 'listDumps',
    group: 'Open data',
    summary: 'The files of the newest dump, with checksums',
    detail: 'All listed runs as JSON Lines, CSV and Parquet, under CC0. No files where no dump was made yet.',
    answer: { status: 200, purpose: 'The files.', content: { kind: 'json', schema: dumpListSchema } },
    errors: [],
    keeping: 'check',
  },
  {
    method: 'GET',
    path: '/dumps/:name',
    id: 'readDump',
    group: 'Open data',
    summary: 'A file of the newest dump, whole or by range',
    parameters: { name: { schema: dumpFileSchema.shape.name, purpose: 'A name from the list.', example: 'runs.csv' } },
    answer: {
      status: 200,
      purpose: 'The whole file.',
      content: { kind: 'opaque', type: 'application/octet-stream', purpose: 'Its media type is the one in the list.' },
    },
    besides: { 206: 'The part that Range asked for.', 416: 'The file is shorter than the range.' },
    errors: ['not-found'],
    keeping: 'check',
  },
];
