// The endpoints of open data: the list of the newest dump's files, and the files, whole or by range.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Hono, type Context } from 'hono';
import { dumpListSchema, type DumpFile } from '../contract/dumps.ts';
import { answer, refuse } from './answer.ts';
import { byteRange } from './byte-range.ts';
import type { DumpShelf } from './published-dump.ts';

/** `publicUrl` as in RunsApiParts: the base of the files' addresses. */
export function createDumpsApi(shelf: DumpShelf, publicUrl: () => string): Hono {
  const api = new Hono();
  api.get('/dumps', (context) => list(context, shelf, publicUrl()));
  api.get('/dumps/:name', (context) => send(context, shelf));
  return api;
}

async function list(context: Context, shelf: DumpShelf, base: string): Promise<Response> {
  const newest = await shelf.newest();
  context.header('Access-Control-Allow-Origin', '*');
  context.header('Cache-Control', 'no-cache');
  if (newest === undefined) return answer(context, dumpListSchema, { dump: null, files: [] });
  const { suite_version, made_at, licence, counts } = newest.manifest;
  const files = newest.files.map((file) => ({ ...file, url: `${base}/api/v1/dumps/${file.name}` }));
  return answer(context, dumpListSchema, { dump: { suite_version, made_at, licence, counts }, files });
}

async function send(context: Context, shelf: DumpShelf): Promise<Response> {
  const newest = await shelf.newest();
  const asked = context.req.param('name') ?? '';
  const file = newest?.files.find(({ name }) => name === asked);
  if (newest === undefined || file === undefined) return notFound(context);
  const etag = `"${file.sha256.slice(0, 32)}"`;
  describe(context, file, etag);
  if (matches(context.req.header('if-none-match'), etag)) return context.body(null, 304);
  // A range of an older dump's file must not be joined to this one's.
  const mayBePart = matches(context.req.header('if-range') ?? etag, etag);
  const range = byteRange(mayBePart ? context.req.header('range') : undefined, file.bytes);
  if (range.kind === 'unsatisfiable') {
    context.header('Content-Range', `bytes */${file.bytes}`);
    return refuse(context, 416, { code: 'bad-query', message: `The file has ${file.bytes} bytes.` });
  }
  const first = range.kind === 'part' ? range.first : 0;
  const last = range.kind === 'part' ? range.last : file.bytes - 1;
  if (range.kind === 'part') context.header('Content-Range', `bytes ${first}-${last}/${file.bytes}`);
  context.header('Content-Length', String(last - first + 1));
  context.header('Content-Type', file.type);
  const status = range.kind === 'part' ? 206 : 200;
  if (context.req.method === 'HEAD' || file.bytes === 0) return context.body(null, status);
  // An operator who removes the newest dump has not told the service.
  const handle = await open(join(newest.folder, file.name)).catch(() => undefined);
  if (handle === undefined) return notFound(context);
  const stream = handle.createReadStream({ start: first, end: last });
  return context.body(Readable.toWeb(stream) as ReadableStream, status);
}

function notFound(context: Context): Response {
  for (const header of ['ETag', 'Content-Length', 'Content-Disposition', 'Content-Range']) context.header(header, undefined);
  return refuse(context, 404, { code: 'not-found', message: 'The newest dump has no such file; see /api/v1/dumps.' });
}

/** What stands in every answer about a file. It is compressed already, or asked for by range: nothing on the way may change it. */
function describe(context: Context, { name }: DumpFile, etag: string): void {
  context.header('ETag', etag);
  context.header('Cache-Control', 'no-cache, no-transform');
  context.header('Accept-Ranges', 'bytes');
  context.header('Content-Disposition', `attachment; filename="${name}"`);
  context.header('Access-Control-Allow-Origin', '*');
  context.header('Access-Control-Expose-Headers', 'ETag, Content-Range, Accept-Ranges, Content-Length');
}

function matches(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((item) => item.trim() === etag || item.trim() === '*') ?? false;
}
