// A body as it travels: its bytes, its type, a strong ETag of the bytes, and the same compressed, under an ETag of its own.
import { createHash } from 'node:crypto';
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { Context } from 'hono';

export interface Representation {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  /** Made at first use; undefined where compressing would not help. */
  gzipped(): Promise<Uint8Array<ArrayBuffer>> | undefined;
}

/** Smaller bodies fit one packet anyway. */
const LEAST_TO_COMPRESS = 1024;
/** Level 6 takes three times as long for a fifth less. */
const LEVEL = 1;

export function represent(type: string, body: Uint8Array<ArrayBuffer>): Representation {
  let gzipped: Promise<Uint8Array<ArrayBuffer>> | undefined;
  const isText = /^text\/|json|xml/.test(type);
  return {
    type,
    body,
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    gzipped: () =>
      isText && body.length >= LEAST_TO_COMPRESS
        ? (gzipped ??= promisify(gzip)(body, { level: LEVEL }).then((bytes) => new Uint8Array(bytes)))
        : undefined,
  };
}

/** Answers 200 with the body, compressed where the client takes that, or 304 where it has it. */
export async function send(context: Context, representation: Representation): Promise<Response> {
  const { type, body, etag, gzipped } = representation;
  const forms = [`"${etag}"`, `"${etag}-gzip"`];
  context.header('Vary', 'Accept-Encoding', { append: true });
  const held = heldForm(context.req.header('if-none-match'), forms);
  if (held !== undefined) {
    context.header('ETag', held);
    return context.body(null, 304);
  }
  const compressed = acceptsGzip(context.req.header('accept-encoding') ?? '') ? await gzipped() : undefined;
  if (compressed !== undefined) context.header('Content-Encoding', 'gzip');
  context.header('ETag', forms[compressed === undefined ? 0 : 1]);
  context.header('Content-Type', type);
  const bytes = compressed ?? body;
  context.header('Content-Length', String(bytes.length));
  return context.body(bytes);
}

/** Which form of the body the client has. If-None-Match compares weakly; `*` stands for any. */
function heldForm(header: string | undefined, forms: readonly string[]): string | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return forms[0];
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return forms.find((form) => tags.includes(form));
}

export function acceptsGzip(header: string): boolean {
  return header.split(',').some((item) => /^\s*gzip\s*(;\s*q=(0\.\d*[1-9]\d*|1(\.0*)?)\s*)?$/i.test(item));
}
