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

/** What the application puts before every answer of the API. */
const UNSAID = 'no-store';

/** What a route says itself stands: its ETag, and how long its answer may be kept. */
export function publicReading(keeping: Keeping): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD') return;
    allowForeignPages(context);
    const { headers, status } = context.res;
    if (status >= 400) headers.set('Cache-Control', 'no-store');
    else if (headers.get('Cache-Control') === UNSAID) headers.set('Cache-Control', CACHE_CONTROL[keeping]);
    if (status !== 200 || headers.has('ETag')) return;
    const type = headers.get('Content-Type') ?? 'application/octet-stream';
    context.res = await send(context, represent(type, new Uint8Array(await context.res.arrayBuffer())));
  };
}

export function allowForeignPages(context: Context): void {
  const { headers } = context.res;
  headers.set('Access-Control-Allow-Origin', '*');
  if (!headers.has('Access-Control-Expose-Headers')) headers.set('Access-Control-Expose-Headers', 'ETag, Link, Retry-After');
  headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
}
