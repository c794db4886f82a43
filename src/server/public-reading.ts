// What every reading endpoint has in common: ETag and 304, how long an answer may be kept, and that any page may read it.
// Writes get none of this: a browser lets no foreign page send them.
import type { Context, MiddlewareHandler } from 'hono';
import type { Keeping } from '../contract/endpoint.ts';
import { represent, send } from './representation.ts';

const CACHE_CONTROL: Readonly<Record<Keeping, string>> = {
  check: 'no-cache',
  minutes: 'public, max-age=300',
  never: 'no-store',
};

/** An answer that brings its own ETag is passed on as it is. */
export function publicReading(keeping: Keeping): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD') return;
    allowForeignPages(context);
    const { headers, status } = context.res;
    headers.set('Cache-Control', status === 200 || status === 304 ? CACHE_CONTROL[keeping] : 'no-store');
    if (status !== 200 || headers.has('ETag')) return;
    const type = headers.get('Content-Type') ?? 'application/octet-stream';
    context.res = await send(context, represent(type, new Uint8Array(await context.res.arrayBuffer())));
  };
}

export function allowForeignPages(context: Context): void {
  const { headers } = context.res;
  headers.set('Access-Control-Allow-Origin', '*');
  headers.set('Access-Control-Expose-Headers', 'ETag, Link, Retry-After');
  headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
}
