// The page's requests to the server, each answered by a value. Rests on contract/api.ts.
import {
  errorSchema,
  gpuListSchema,
  storedRunSchema,
  submittedSchema,
  type GpuList,
  type Submitted,
  type StoredRun,
} from '../contract/api.ts';

export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly url: string | undefined }
  | { readonly kind: 'unreachable'; readonly message: string };

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
    return { kind: 'refused', code, message, url };
  } catch (error) {
    return { kind: 'unreachable', message: error instanceof Error ? error.message : String(error) };
  }
}

/** Sends a result document, character for character as it was shown. */
export function submit(document: string): Promise<Answer<Submitted>> {
  return ask(submittedSchema, '/api/v1/runs', {
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
