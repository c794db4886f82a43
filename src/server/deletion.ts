// DELETE /runs/:id: whoever has the secret of the delete link deletes the run. The store compares the secret's hash in constant time.
import { Hono, type Context } from 'hono';
import { runIdSchema } from '../contract/queries.ts';
import { refuse } from './answer.ts';
import { refuseGone, refuseMissing } from './run-item.ts';
import type { RunsApiParts } from './runs-api.ts';

export type DeletionParts = Pick<RunsApiParts, 'runs' | 'limit' | 'clientOf'>;

export function createDeletion(parts: DeletionParts): Hono {
  const api = new Hono();
  api.delete('/runs/:id', (context) => remove(context, parts));
  return api;
}

async function remove(context: Context, { runs, limit, clientOf }: DeletionParts): Promise<Response> {
  const wait = await limit.refuse(clientOf(context));
  if (wait !== undefined) {
    context.header('Retry-After', String(wait));
    return refuse(context, 429, {
      code: 'too-many-requests',
      message: `Too many requests from this address; try again in ${wait} s.`,
    });
  }
  const id = context.req.param('id') ?? '';
  if (!runIdSchema.safeParse(id).success) return refuseMissing(context);
  const secret = /^Bearer +([0-9a-f]{32})$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (secret === undefined) {
    return refuseSecret(context, 'Send "Authorization: Bearer" with the 32 digits at the end of the delete link.');
  }
  const outcome = await runs.remove(id, secret);
  switch (outcome) {
    case 'deleted':
      return context.body(null, 204);
    case 'not-found':
      return refuseMissing(context);
    case 'wrong-secret':
      return refuseSecret(context, 'This is not the secret that the submitter of this run was given.');
    case 'gone': {
      const [row] = await runs.rows([id]);
      return row === undefined ? refuseMissing(context) : refuseGone(context, row);
    }
    default:
      return outcome satisfies never;
  }
}

function refuseSecret(context: Context, message: string): Response {
  return refuse(context, 403, { code: 'wrong-secret', message });
}
