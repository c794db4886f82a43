// The command line's side of a proof: the page computes, and its messages go to the service from here, as the page may speak
// with its own origin alone. What the service may answer is contract/'s word.
import { errorSchema } from '../contract/api.ts';
import type { Answer, ProofService } from '../contract/page.ts';
import { challengeSchema, questionSchema, verificationSchema } from '../contract/proof.ts';
import { endpoint, reasonOf } from './submit.ts';

const PATIENCE_MILLISECONDS = 30_000;
const JSON_HEADERS = { 'content-type': 'application/json' };

interface Schema<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

/** `service` is its base address. */
export function proofService(service: URL): ProofService {
  const post = async <T>(
    schema: Schema<T>,
    path: string,
    headers: Record<string, string>,
    body: BodyInit,
  ): Promise<Answer<T>> => {
    const address = endpoint(service, path);
    try {
      const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
      return await read(schema, await fetch(address, { method: 'POST', headers, body, signal }));
    } catch (error) {
      return { kind: 'unreachable', message: `${address.href} was not reached: ${reasonOf(error)}` };
    }
  };
  return {
    challenge: (request) => post(challengeSchema, 'challenges', JSON_HEADERS, JSON.stringify(request)),
    commitment: (id, root) => post(questionSchema, `challenges/${id}/commitment`, JSON_HEADERS, JSON.stringify({ root })),
    opening: (id, opening) =>
      post(verificationSchema, `challenges/${id}/opening`, { 'content-type': 'application/octet-stream' }, opening),
  };
}

/** Whether the service answers at all, before a GPU works for it. */
export async function isThere(service: URL): Promise<boolean> {
  try {
    return (await fetch(endpoint(service, 'health'), { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) })).ok;
  } catch {
    return false;
  }
}

async function read<T>(schema: Schema<T>, response: Response): Promise<Answer<T>> {
  const body: unknown = await response.json().catch(() => undefined);
  const value = schema.safeParse(body);
  if (response.ok && value.success) return { kind: 'ok', value: value.data };
  const refusal = errorSchema.safeParse(body);
  if (!refusal.success) return { kind: 'unreachable', message: `the service answered ${response.status} without saying why` };
  const { code, message, url } = refusal.data.error;
  const seconds = response.headers.get('retry-after') ?? '';
  return { kind: 'refused', code, message, url, retryAfterSeconds: /^\d+$/.test(seconds) ? Number(seconds) : undefined };
}
