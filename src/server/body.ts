// The text of a request body within a size, in UTF-8, without ever holding more than that size.
import type { Context } from 'hono';

export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-utf-8' };

export async function readBody(context: Context, mostBytes: number): Promise<Body> {
  const announced = context.req.header('content-length');
  if (Number(announced ?? 0) > mostBytes) return { kind: 'too-large' };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  try {
    for await (const chunk of announced === undefined ? inPieces(context) : whole(context)) {
      size += chunk.byteLength;
      if (size > mostBytes) return { kind: 'too-large' };
      text += decoder.decode(chunk, { stream: true });
    }
    return { kind: 'text', text: text + decoder.decode() };
  } catch (error) {
    // The decoder says invalid text with a TypeError of this code; anything else is the connection's end.
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return { kind: 'not-utf-8' };
    throw error;
  }
}

function inPieces(context: Context): AsyncIterable<Uint8Array> {
  return (context.req.raw.body ?? []) as AsyncIterable<Uint8Array>;
}

/** A body is never longer than announced, so it can be read whole, which spares a web stream. */
async function* whole(context: Context): AsyncIterable<Uint8Array> {
  yield new Uint8Array(await context.req.raw.arrayBuffer());
}
