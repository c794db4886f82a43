// The endpoints about runs: submit, list, read, list of GPUs. Translates HTTP to the validation and the store and back.
import { createHash, randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import {
  gpuListSchema,
  MAX_SUBMISSION_BYTES,
  runListSchema,
  storedRunSchema,
  submittedSchema,
  type Submission,
} from '../contract/api.ts';
import { runIdSchema, runsQuerySchema } from '../contract/queries.ts';
import { answer, refuse } from './answer.ts';
import { readBody } from './body.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { RunRow } from './database/database.ts';
import { gpuName } from '../report/gpu-name.ts';
import type { Knowledge } from './impossibility.ts';
import { linkNext, readQuery } from './query.ts';
import { itemOf, permalink, refuseGone, refuseMissing, type PublicUrl } from './run-item.ts';
import type { RunStore } from './run-store.ts';
import type { RequestLimit } from './request-limit.ts';
import { validateSubmission, type Summarise } from './validate.ts';

export interface RunsApiParts {
  readonly runs: RunStore;
  readonly summarise: Summarise;
  readonly knowledge: Omit<Knowledge, 'now'>;
  readonly limit: RequestLimit;
  readonly publicUrl: PublicUrl;
  readonly now: () => Date;
  /** What tells clients apart, for the limit only. */
  readonly clientOf: (context: Context) => string;
}

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

  const verdict = validateSubmission(body.text, { ...parts.knowledge, now }, parts.summarise);
  if (verdict.kind === 'refused') return refuse(context, verdict.status, verdict.error);
  const { id, submission } = verdict;
  const secret = randomBytes(16).toString('hex');
  const row = { ...rowOf(id, submission), delete_hash: createHash('sha256').update(secret).digest('hex') };
  const { kind, created_at } = await parts.runs.add(row, JSON.stringify(submission), now);
  const url = permalink(id, parts.publicUrl);
  if (kind === 'already-stored')
    return refuse(context, 409, { code: 'already-stored', message: 'This run is stored already.', url });
  context.header('Location', `/api/v1/runs/${id}`);
  const delete_url = `${url}#delete=${secret}`;
  return answer(context, submittedSchema, { id, url, created_at, verification: null, delete_url }, 201);
}

async function list(context: Context, parts: RunsApiParts): Promise<Response> {
  const query = readQuery(context, runsQuerySchema);
  if (query.kind === 'refused') return query.answer;
  const { gpu, population, limit, cursor } = query.value;
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && after === undefined) {
    return refuse(context, 400, { code: 'bad-query', message: 'The cursor is not one that this service gave.', path: 'cursor' });
  }
  const { rows, hasMore } = await parts.runs.list({ gpu, population, limit, after });
  const last = rows.at(-1);
  const next_cursor = hasMore && last ? encodeCursor(last) : null;
  if (next_cursor !== null) linkNext(context, next_cursor);
  return answer(context, runListSchema, { runs: rows.map((row) => itemOf(row, parts.publicUrl)), next_cursor });
}

async function read(context: Context, parts: RunsApiParts): Promise<Response> {
  const id = context.req.param('id') ?? '';
  const found = runIdSchema.safeParse(id).success ? await parts.runs.find(id) : undefined;
  if (found === undefined) return refuseMissing(context);
  const { row, document } = found;
  if (document === undefined || (row.standing !== 'listed' && row.standing !== 'held')) return refuseGone(context, row);
  // The answer's schema checks what the database held.
  return answer(context, storedRunSchema, {
    id,
    url: permalink(id, parts.publicUrl),
    created_at: row.created_at,
    standing: { kind: row.standing, reason: row.reason },
    verification: row.verification === null ? null : JSON.parse(row.verification),
    submission: JSON.parse(document),
  });
}

function rowOf(id: string, submission: Submission): Omit<RunRow, 'created_at'> {
  const { run, summary } = submission;
  const { peak_flop_per_second: peak, bandwidth_bytes_per_second: bandwidth } = summary;
  return {
    id,
    gpu: gpuName(run.device.gpu),
    is_fallback: run.device.gpu.is_fallback ? 1 : 0,
    browser: run.device.host.browser,
    os: run.device.host.os,
    length: run.length,
    precision: run.precision,
    suite_version: run.suite.version,
    suite_major: Number(run.suite.version.split('.')[0]),
    peak_flop_per_second: peak.value,
    peak_flop_per_second_low: peak.low,
    peak_flop_per_second_high: peak.high,
    bandwidth_bytes_per_second: bandwidth.value,
    bandwidth_bytes_per_second_low: bandwidth.low,
    bandwidth_bytes_per_second_high: bandwidth.high,
    sizes_measured: summary.sizes.filter(({ phases }) => phases.some(({ kind }) => kind === 'measured')).length,
    verified_flop_per_second: null,
    verification: null,
    standing: 'listed',
    reason: null,
    delete_hash: null,
  };
}
