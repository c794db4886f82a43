// Watches every request from its head to the end of its answer, for the log and the metrics. Reads nothing that tells a person.
import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** Asked for by machines every few seconds: their lines are for debugging only. */
const QUIET: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** Sets `requestId` in the context and X-Request-Id in the answer; never takes one from the client. */
export function observer(log: Log, metrics: Metrics): MiddlewareHandler {
  return async (context, next) => {
    const start = performance.now();
    const request = randomUUID();
    context.set('requestId', request);
    const outgoing = (context.env as Partial<HttpBindings> | undefined)?.outgoing;
    const before = outgoing?.socket?.bytesWritten ?? 0;
    await next();
    context.res.headers.set('X-Request-Id', request);
    const note = (aborted: boolean, bytes: number | null) => {
      const { method } = context.req;
      const route = routePath(context);
      const { status } = context.res;
      const seconds = (performance.now() - start) / 1000;
      metrics.request({ method, route, status, seconds, code: codeOf(context) });
      log.request(QUIET.has(route) ? 'debug' : 'info', { request, method, route, status, seconds, bytes, aborted });
    };
    if (outgoing === undefined) return note(false, null);
    const { socket } = outgoing;
    outgoing.once('close', () => note(!outgoing.writableFinished, socket === null ? null : socket.bytesWritten - before));
  };
}

/** Set by `refuse` (answer.ts). */
function codeOf(context: Context): string | undefined {
  return context.get('problem') as string | undefined;
}
