// OPTIONS and 405 of every path of the API, from the table of endpoints. Mounted after the routes themselves.
import type { Context, Hono } from 'hono';
import type { Endpoint } from '../contract/endpoint.ts';
import { refuse } from './answer.ts';
import { allowForeignPages } from './public-reading.ts';

/** Seconds that a browser may remember what it was told it may ask. */
const PREFLIGHT_SECONDS = 86_400;

export function mountMethods(api: Hono, endpoints: readonly Endpoint[]): void {
  for (const [path, methods] of methodsByPath(endpoints)) {
    const allowed = methods.join(', ');
    api.options(path, (context) => options(context, methods));
    api.all(path, (context) => {
      context.header('Allow', allowed);
      return refuse(context, 405, {
        code: 'method-not-allowed',
        message: `${context.req.method} is not possible here; ${allowed} are.`,
      });
    });
  }
}

/** A preflight of a read is granted; of a write it is not, as it names no method but the reading ones. */
function options(context: Context, methods: readonly string[]): Response {
  context.header('Allow', methods.join(', '));
  const answer = context.body(null, 204);
  if (!methods.includes('GET')) return answer;
  context.res = answer;
  allowForeignPages(context);
  context.header('Access-Control-Allow-Methods', 'GET, HEAD');
  context.header('Access-Control-Allow-Headers', 'If-None-Match');
  context.header('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
  return context.res;
}

function methodsByPath(endpoints: readonly Endpoint[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (const { path, method } of endpoints) {
    const methods = paths.get(path) ?? [];
    paths.set(path, methods);
    methods.push(...(method === 'GET' ? ['GET', 'HEAD'] : [method]));
  }
  for (const methods of paths.values()) methods.push('OPTIONS');
  return paths;
}
