// The API's answers: every body leaves through a schema of contract/api.ts.
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { errorSchema, type ApiError } from '../contract/api.ts';

type Problem = ApiError['error'];

export function answer<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  body: z.input<Schema>,
  status: ContentfulStatusCode = 200,
): Response {
  return context.json(schema.parse(body) as object, status);
}

/** Refusals that pass by themselves say when to ask again. */
const PASSING: ReadonlySet<number> = new Set([429, 503]);
const RETRY_SECONDS = '5';

/**
 * The code is left in the context as `problem`, for whoever counts refusals. A 429 or 503 has a Retry-After, of five seconds where the
 * caller has set none.
 */
export function refuse(context: Context, status: ContentfulStatusCode, problem: Problem): Response {
  context.set('problem', problem.code);
  if (PASSING.has(status) && !context.res.headers.has('Retry-After')) context.header('Retry-After', RETRY_SECONDS);
  return answer(context, errorSchema, { error: problem }, status);
}

/** 503: more is under way than the service takes on. */
export function refuseBusy(context: Context): Response {
  return refuse(context, 503, {
    code: 'busy',
    message: 'The service has as much to do as it takes on; nothing was stored. Try again.',
  });
}
