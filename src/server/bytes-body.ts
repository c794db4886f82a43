// A body of exactly as many bytes as were asked for; one byte more or fewer is seen without holding more than those.
import type { Context } from 'hono';

export type BytesBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'other-length'; readonly wanted: number };

/** A declared length that differs is refused before a byte is read. */
export async function readBytes(context: Context, wanted: number): Promise<BytesBody> {
  const declared = context.req.header('content-length');
  if (declared !== undefined && Number(declared) !== wanted) return { kind: 'other-length', wanted };
  const bytes = new Uint8Array(wanted);
  let at = 0;
  for await (const chunk of (context.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    if (at + chunk.byteLength > wanted) return { kind: 'other-length', wanted };
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return at === wanted ? { kind: 'bytes', bytes } : { kind: 'other-length', wanted };
}
