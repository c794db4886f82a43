// A small JSON body through its schema, or the answer that refuses it.
import type { Context } from 'hono';
import type { z } from 'zod';
import { refuse } from './answer.ts';
import { readBody } from './body.ts';

type JsonBody<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'refused'; readonly answer: Response };

export async function readJsonBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  mostBytes: number,
): Promise<JsonBody<z.infer<Schema>>> {
  const refused = (...parameters: Parameters<typeof refuse> extends [unknown, ...infer Rest] ? Rest : never) =>
    ({ kind: 'refused', answer: refuse(context, ...parameters) }) as const;
  const type = context.req.header('content-type') ?? '';
  const encoding = context.req.header('content-encoding') ?? 'identity';
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type) || encoding !== 'identity')
    return refused(415, {
      code: 'wrong-media-type',
      message: `Send application/json in UTF-8, not compressed; found ${JSON.stringify(type.slice(0, 100))}.`,
    });
  const body = await readBody(context, mostBytes);
  if (body.kind === 'too-large') return refused(413, { code: 'too-large', message: `The body has at most ${mostBytes} bytes.` });
  if (body.kind === 'not-utf-8') return refused(400, { code: 'malformed-json', message: 'The body is not UTF-8.' });
  const json = parseJson(body.text);
  if (json === undefined) return refused(400, { code: 'malformed-json', message: 'The body is not JSON.' });
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  const [issue] = parsed.error.issues;
  return refused(422, {
    code: 'invalid-schema',
    message: issue?.message ?? 'The body does not fit the schema.',
    path: issue?.path.join('.') ?? '',
  });
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
