// The files of the built page, read once at the start: a Map of paths, so no request can name any other file.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { getMimeType } from 'hono/utils/mime';

export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  /** Whether the name holds a hash of the content, as everything that Vite puts under assets/ does. */
  readonly isImmutable: boolean;
  /** The body compressed, made at first use; undefined where that would not help. */
  gzipped(): Uint8Array<ArrayBuffer> | undefined;
}

/** Smaller bodies fit one packet anyway. */
const LEAST_TO_COMPRESS = 1024;

/** Files of `folder` by path from its root, e.g. `/assets/index-3f2a.js`. Throws where the folder cannot be read. */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join('/')}`;
      return [path, pageFile(path, new Uint8Array(readFileSync(file)))];
    }),
  );
}

/** A file of the page; `path` says its type and whether it may be kept for ever. */
export function pageFile(path: string, body: Uint8Array<ArrayBuffer>): PageFile {
  const type = path.endsWith('.map') ? 'application/json' : (getMimeType(path) ?? 'application/octet-stream');
  const isText = /^text\/|json|javascript|xml|manifest/.test(type);
  let gzipped: Uint8Array<ArrayBuffer> | undefined;
  return {
    type,
    body,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    isImmutable: path.startsWith('/assets/'),
    gzipped: () =>
      isText && body.length >= LEAST_TO_COMPRESS ? (gzipped ??= new Uint8Array(gzipSync(body, { level: 9 }))) : undefined,
  };
}
