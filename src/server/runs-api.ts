// The endpoints about runs: submit, list, read, list of GPUs. Translates HTTP to the validation and the store and back.
import { hash, randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { gpuListSchema, MAX_SUBMISSION_BYTES, runListSchema, storedRunSchema, submittedSchema } from '../contract/api.ts';
import { runIdSchema, runsQuerySchema } from '../contract/queries.ts';
import { answer, refuse, refuseBusy } from './answer.ts';
import { readBody } from './body.ts';
import type { ChallengeStore } from './challenge-store.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Examination } from './examination.ts';
import { examineSomewhere, type ExaminerPool } from './examiner-pool.ts';
import type { Knowledge } from './impossibility.ts';
import { linkNext, readQuery } from './query.ts';
import { itemOf, permalink, refuseGone, refuseMissing, type PublicUrl } from './run-item.ts';
import { proofOf, refuseProof } from './run-proof.ts';
import type { RunStore } from './run-store.ts';
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
  const examined = await examinedBody(context, parts, now);
  if (examined.kind === 'refused') return examined.answer;
  const { id } = examined;
  const secret = randomUUID().replaceAll('-', '');
  const proof = await proofOf(context, examined.digest, parts.challenges);
  if (proof.kind === 'refused') return proof.answer;
  const verification = proof.kind === 'proved' ? proof.verification : null;
  const row = {
    ...examined.row,
    delete_hash: hash('sha256', secret),
    verified_flop_per_second: verification?.verified_flop_per_second ?? null,
    verification: verification && JSON.stringify(verification),
  };
  const challenge = proof.kind === 'proved' ? proof.id : undefined;
  const { kind, created_at } = await parts.runs.add(row, examined.document, now, challenge);
  const url = permalink(id, parts.publicUrl);
  if (kind === 'already-stored')
    return refuse(context, 409, { code: 'already-stored', message: 'This run is stored already.', url });
  if (kind === 'proof-used') return refuseProof(context, 'It was used meanwhile.');
  context.header('Location', `/api/v1/runs/${id}`);
  const delete_url = `${url}#delete=${secret}`;
  return answer(context, submittedSchema, { id, url, created_at, verification, delete_url }, 201);
}

/** What is worth storing of the body, or the refusal. The body's text ends here: it need not wait in memory for the commit. */
async function examinedBody(
  context: Context,
  parts: RunsApiParts,
  now: Date,
): Promise<Extract<Examination, { kind: 'valid' }> | { readonly kind: 'refused'; readonly answer: Response }> {
  const refused = (answered: Response) => ({ kind: 'refused', answer: answered }) as const;
  const type = context.req.header('content-type') ?? '';
  const encoding = context.req.header('content-encoding') ?? 'identity';
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type) || encoding !== 'identity') {
    return refused(
      refuse(context, 415, {
        code: 'wrong-media-type',
        message: `Submit application/json in UTF-8, not compressed; found ${JSON.stringify(type.slice(0, 100))}.`,
      }),
    );
  }
  const body = await readBody(context, MAX_SUBMISSION_BYTES);
  if (body.kind === 'too-large')
    return refused(
      refuse(context, 413, { code: 'too-large', message: `A submission has at most ${MAX_SUBMISSION_BYTES} bytes.` }),
    );
  if (body.kind === 'not-utf-8')
    return refused(refuse(context, 400, { code: 'malformed-json', message: 'The body is not UTF-8.' }));

  const examined = await examineSomewhere(body.text, { ...parts.knowledge, now }, parts.summarise, parts.examiners);
  if (examined.kind === 'busy') return refused(refuseBusy(context));
  if (examined.kind === 'refused') return refused(refuse(context, examined.status, examined.error));
  return examined;
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

/** A stored run but for its document, which is a text already. */
const storedHeadSchema = storedRunSchema.omit({ submission: true });

async function read(context: Context, parts: RunsApiParts): Promise<Response> {
  const id = context.req.param('id') ?? '';
  const found = runIdSchema.safeParse(id).success ? await parts.runs.find(id) : undefined;
  if (found === undefined) return refuseMissing(context);
  const { row, document } = found;
  if (document === undefined || (row.standing !== 'listed' && row.standing !== 'held')) return refuseGone(context, row);
  const about = storedHeadSchema.parse({
    id,
    url: permalink(id, parts.publicUrl),
    created_at: row.created_at,
    standing: { kind: row.standing, reason: row.reason },
    verification: row.verification === null ? null : JSON.parse(row.verification),
  });
  // The document was checked when it was stored; reading a full one again only to write it would take 30 ms.
  context.header('Content-Type', 'application/json');
  return context.body(`${JSON.stringify(about).slice(0, -1)},"submission":${document}}`);
}
