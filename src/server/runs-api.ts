// The endpoints about runs: submit, list, read, list of GPUs. Translates HTTP to the validation and the store and back.
import { createHash, randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import {
  gpuListSchema,
  MAX_SUBMISSION_BYTES,
  runListSchema,
  storedRunSchema,
  submittedSchema,
  type RunListItem,
} from '../contract/api.ts';
import { answer, refuse, refuseBusy } from './answer.ts';
import { readBody } from './body.ts';
import type { ChallengeStore } from './challenge-store.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { examineSomewhere, type ExaminerPool } from './examiner-pool.ts';
import type { Knowledge } from './impossibility.ts';
import { proofOf, refuseProof } from './run-proof.ts';
import type { ListedRow, RunStore } from './run-store.ts';
import type { RequestLimit } from './request-limit.ts';
import type { Summarise } from './validate.ts';

export interface RunsApiParts {
  readonly runs: RunStore;
  readonly summarise: Summarise;
  readonly knowledge: Omit<Knowledge, 'now'>;
  readonly limit: RequestLimit;
  /** Threads for the examination of submissions; without them it happens in this one. */
  readonly examiners?: ExaminerPool;
  readonly challenges: ChallengeStore;
  /** Base of permalinks, e.g. `https://example.org`; a function, as the port may be known only after listening. */
  readonly publicUrl: () => string;
  readonly now: () => Date;
  /** What tells clients apart, for the limit only. */
  readonly clientOf: (context: Context) => string;
}

const listQuerySchema = z.strictObject({
  gpu: z
    .string()
    .min(1)
    .max(300)
    .regex(/^\P{Cc}*$/u, 'a GPU name without control characters')
    .optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= 100, 'a whole number from 1 to 100')
    .default(20),
  cursor: z.string().optional(),
});

export function createRunsApi(parts: RunsApiParts): Hono {
  const api = new Hono();
  api.post('/runs', (context) => submit(context, parts));
  api.get('/runs', (context) => list(context, parts));
  api.get('/runs/:id', (context) => read(context, parts));
  api.get('/gpus', async (context) => answer(context, gpuListSchema, { gpus: [...(await parts.runs.gpus())] }));
  return api;
}

async function submit(context: Context, parts: RunsApiParts): Promise<Response> {
  const now = parts.now();
  const wait = await parts.limit.refuse(parts.clientOf(context));
  if (wait !== undefined) {
    context.header('Retry-After', String(wait));
    return refuse(context, 429, {
      code: 'too-many-requests',
      message: `Too many submissions from this address; try again in ${wait} s.`,
    });
  }
  const type = context.req.header('content-type') ?? '';
  const encoding = context.req.header('content-encoding') ?? 'identity';
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type) || encoding !== 'identity') {
    return refuse(context, 415, {
      code: 'wrong-media-type',
      message: `Submit application/json in UTF-8, not compressed; found ${JSON.stringify(type.slice(0, 100))}.`,
    });
  }
  const body = await readBody(context, MAX_SUBMISSION_BYTES);
  if (body.kind === 'too-large')
    return refuse(context, 413, { code: 'too-large', message: `A submission has at most ${MAX_SUBMISSION_BYTES} bytes.` });
  if (body.kind === 'not-utf-8') return refuse(context, 400, { code: 'malformed-json', message: 'The body is not UTF-8.' });

  const examined = await examineSomewhere(body.text, { ...parts.knowledge, now }, parts.summarise, parts.examiners);
  if (examined.kind === 'busy') return refuseBusy(context);
  if (examined.kind === 'refused') return refuse(context, examined.status, examined.error);
  const { id } = examined;
  const secret = randomBytes(16).toString('hex');
  const proof = await proofOf(context, examined.digest, parts.challenges);
  if (proof.kind === 'refused') return proof.answer;
  const verification = proof.kind === 'proved' ? proof.verification : null;
  const row = {
    ...examined.row,
    delete_hash: createHash('sha256').update(secret).digest('hex'),
    verified_flop_per_second: verification?.verified_flop_per_second ?? null,
    verification: verification && JSON.stringify(verification),
  };
  const challenge = proof.kind === 'proved' ? proof.id : undefined;
  const { kind, created_at } = await parts.runs.add(row, examined.document, now, challenge);
  const url = permalink(id, parts);
  if (kind === 'already-stored')
    return refuse(context, 409, { code: 'already-stored', message: 'This run is stored already.', url });
  if (kind === 'proof-used') return refuseProof(context, 'It was used meanwhile.');
  context.header('Location', `/api/v1/runs/${id}`);
  const delete_url = `${url}#delete=${secret}`;
  return answer(context, submittedSchema, { id, url, created_at, verification, delete_url }, 201);
}

async function list(context: Context, parts: RunsApiParts): Promise<Response> {
  const query = listQuerySchema.safeParse(context.req.query());
  if (!query.success) {
    const [issue] = query.error.issues;
    return refuse(context, 400, {
      code: 'bad-query',
      message: issue?.message ?? 'The query does not fit.',
      path: issue?.path.join('.') ?? '',
    });
  }
  const { gpu, limit, cursor } = query.data;
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && after === undefined) {
    return refuse(context, 400, { code: 'bad-query', message: 'The cursor is not one that this service gave.', path: 'cursor' });
  }
  const { rows, hasMore } = await parts.runs.list({ gpu, limit, after });
  const last = rows.at(-1);
  return answer(context, runListSchema, {
    runs: rows.map((row) => itemOf(row, parts)),
    next_cursor: hasMore && last ? encodeCursor(last) : null,
  });
}

async function read(context: Context, parts: RunsApiParts): Promise<Response> {
  const id = context.req.param('id') ?? '';
  const found = /^[0-9a-f]{32}$/.test(id) ? await parts.runs.find(id) : undefined;
  if (found === undefined) return refuse(context, 404, { code: 'not-found', message: 'There is no run with this id.' });
  const { row, document } = found;
  if (document === undefined || (row.standing !== 'listed' && row.standing !== 'held'))
    return refuse(context, 410, { code: 'gone', message: `This run was ${row.standing}: ${row.reason ?? 'no reason is known'}` });
  // The answer's schema checks what the database held.
  return answer(context, storedRunSchema, {
    id,
    url: permalink(id, parts),
    created_at: row.created_at,
    standing: { kind: row.standing, reason: row.reason },
    verification: row.verification === null ? null : JSON.parse(row.verification),
    submission: JSON.parse(document),
  });
}

function permalink(id: string, { publicUrl }: RunsApiParts): string {
  return `${publicUrl()}/runs/${id}`;
}

function itemOf(row: ListedRow, parts: RunsApiParts): RunListItem {
  const { id, created_at, gpu, browser, os, length, precision, suite_version, sizes_measured } = row;
  return {
    id,
    url: permalink(id, parts),
    created_at,
    gpu,
    is_fallback: row.is_fallback === 1,
    browser,
    os,
    length,
    precision,
    suite_version,
    peak_flop_per_second: {
      value: row.peak_flop_per_second,
      low: row.peak_flop_per_second_low,
      high: row.peak_flop_per_second_high,
    },
    bandwidth_bytes_per_second: {
      value: row.bandwidth_bytes_per_second,
      low: row.bandwidth_bytes_per_second_low,
      high: row.bandwidth_bytes_per_second_high,
    },
    sizes_measured,
    verified_flop_per_second: row.verified_flop_per_second,
  };
}
