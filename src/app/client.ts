// The page's requests to the server, each answered by a value. Rests on contract/api.ts.
import {
  errorSchema,
  gpuListSchema,
  healthSchema,
  storedRunSchema,
  submittedSchema,
  type GpuList,
  type Submitted,
  type StoredRun,
} from '../contract/api.ts';
import type { Answer } from '../contract/page.ts';

export type { Answer };

interface Parser<T> {
  parse(value: unknown): T;
}

/** One request, its answer parsed. Whatever goes wrong is a value. */
export async function ask<T>(parser: Parser<T>, path: string, init?: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(path, init);
    const body: unknown = response.status === 204 ? undefined : await response.json();
    if (response.ok) return { kind: 'ok', value: parser.parse(body) };
    const known = errorSchema.safeParse(body);
    if (!known.success) return { kind: 'unreachable', message: `the server answered ${response.status} without saying why` };
    const { code, message, url } = known.data.error;
    return { kind: 'refused', code, message, url, retryAfterSeconds: retryAfter(response.headers) };
  } catch (error) {
    return { kind: 'unreachable', message: error instanceof Error ? error.message : String(error) };
  }
}

/** Seconds; undefined where the header is absent, or a date, which our service never sends. */
function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after') ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Codes that say nothing about what was sent: the service cannot now, or will later. */
const LATER: readonly string[] = ['storage-unavailable', 'too-many-requests', 'busy'];

/** Whether the same request may be answered otherwise later. */
export function isLater(answer: Exclude<Answer<unknown>, { kind: 'ok' }>): boolean {
  return answer.kind === 'unreachable' || LATER.includes(answer.code);
}

export function fetchHealth(): Promise<Answer<unknown>> {
  return ask(healthSchema, '/api/v1/health');
}

/** Sends a result document, character for character as it was shown, with the challenge that its proof answered. */
export function submit(document: string, challengeId?: string): Promise<Answer<Submitted>> {
  const query = challengeId === undefined ? '' : `?proof=${encodeURIComponent(challengeId)}`;
  return ask(submittedSchema, `/api/v1/runs${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: document,
  });
}

export function fetchRun(id: string): Promise<Answer<StoredRun>> {
  return ask(storedRunSchema, `/api/v1/runs/${encodeURIComponent(id)}`);
}

export function fetchGpus(): Promise<Answer<GpuList>> {
  return ask(gpuListSchema, '/api/v1/gpus');
}
