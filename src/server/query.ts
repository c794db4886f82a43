// An address's query through a schema of contract/queries.ts.
import type { Context } from 'hono';
import type { z } from 'zod';
import { refuse } from './answer.ts';

export type Query<T> = { readonly kind: 'valid'; readonly value: T } | { readonly kind: 'refused'; readonly answer: Response };

/** A parameter that is unknown, repeated or out of range is refused with 400, by name. */
export function readQuery<Schema extends z.ZodType>(context: Context, schema: Schema): Query<z.output<Schema>> {
  const given = context.req.queries();
  const repeated = Object.entries(given).find(([, values]) => values.length > 1)?.[0];
  if (repeated !== undefined) return refused(context, `${repeated} is given more than once.`, repeated);
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(given).map(([name, [value]]) => [name, value])));
  if (parsed.success) return { kind: 'valid', value: parsed.data };
  const [issue] = parsed.error.issues;
  return refused(context, issue?.message ?? 'The query does not fit.', issue?.path.join('.') ?? '');
}

function refused(context: Context, message: string, path: string): Query<never> {
  return { kind: 'refused', answer: refuse(context, 400, { code: 'bad-query', message, path }) };
}

/** The query of the next page, as a Link header. */
export function linkNext(context: Context, cursor: string): void {
  const url = new URL(context.req.url);
  url.searchParams.set('cursor', cursor);
  context.header('Link', `<${url.pathname}${url.search}>; rel="next"`);
}
