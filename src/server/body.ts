// The text of a request body within a size, in UTF-8, without ever holding more than that size.
import type { Context } from 'hono';

export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-utf-8' };

export async function readBody(context: Context, mostBytes: number): Promise<Body> {
  if (Number(context.req.header('content-length') ?? 0) > mostBytes) return { kind: 'too-large' };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const stream = context.req.raw.body;
  let size = 0;
  let text = '';
  try {
    for await (const chunk of (stream ?? []) as AsyncIterable<Uint8Array>) {
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
