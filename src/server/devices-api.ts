// The endpoints about devices and the public log. Translates HTTP to the stores and back.
import { Hono, type Context } from 'hono';
import { deviceListSchema, deviceSchema, logSchema, type DeviceRow } from '../contract/devices.ts';
import { devicesQuerySchema, gpuSchema, logQuerySchema } from '../contract/queries.ts';
import { answer, refuse } from './answer.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { linkNext, readQuery } from './query.ts';
import { represent, send, type Representation } from './representation.ts';
import { itemOf, type PublicUrl } from './run-item.ts';
import type { ReadingStores } from './stores.ts';

export interface DevicesApiParts {
  readonly stores: ReadingStores;
  readonly publicUrl: PublicUrl;
  /** The suite major of this checkout: what is listed while nothing was stored. */
  readonly suiteMajor: number;
}

/** Newest runs that a device's page begins with. */
const NEWEST = 20;

export function createDevicesApi(parts: DevicesApiParts): Hono {
  const api = new Hono();
  /** Lists as they travel: a list of 1,000 rows is half a megabyte, and the same until a run is stored. */
  const made = new WeakMap<readonly DeviceRow[], Representation>();
  api.get('/devices', (context) => list(context, parts, made));
  api.get('/devices/:gpu', (context) => device(context, parts));
  api.get('/log', (context) => log(context, parts));
  return api;
}

async function list(
  context: Context,
  { stores: { devices }, suiteMajor }: DevicesApiParts,
  made: WeakMap<readonly DeviceRow[], Representation>,
): Promise<Response> {
  const query = readQuery(context, devicesQuerySchema);
  if (query.kind === 'refused') return query.answer;
  const suite_major = query.value.suite_major ?? (await devices.majors())[0] ?? suiteMajor;
  const rows = await devices.list(suite_major);
  const known = made.get(rows);
  if (known !== undefined) return send(context, known);
  const text = JSON.stringify(deviceListSchema.parse({ suite_major, devices: rows }));
  const representation = represent('application/json', new TextEncoder().encode(text));
  made.set(rows, representation);
  return send(context, representation);
}

async function device(context: Context, { stores, publicUrl }: DevicesApiParts): Promise<Response> {
  const gpu = gpuSchema.safeParse(context.req.param('gpu'));
  if (!gpu.success) return refuseMissing(context);
  const [rows, representative, newest] = await Promise.all([
    stores.devices.one(gpu.data),
    stores.devices.representative(gpu.data),
    stores.runs.list({ gpu: gpu.data, limit: NEWEST, after: undefined }),
  ]);
  if (rows.length === 0 || representative === undefined) return refuseMissing(context);
  return answer(context, deviceSchema, {
    gpu: gpu.data,
    rows: [...rows],
    representative: itemOf(representative, publicUrl),
    newest: newest.rows.map((row) => itemOf(row, publicUrl)),
  });
}

async function log(context: Context, { stores: { publicLog } }: DevicesApiParts): Promise<Response> {
  const query = readQuery(context, logQuerySchema);
  if (query.kind === 'refused') return query.answer;
  const { limit, cursor } = query.value;
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && after === undefined) {
    return refuse(context, 400, { code: 'bad-query', message: 'The cursor is not one that this service gave.', path: 'cursor' });
  }
  const { rows, hasMore } = await publicLog.list({ limit, after });
  const last = rows.at(-1);
  const next_cursor = hasMore && last ? encodeCursor({ created_at: last.at, id: last.id }) : null;
  if (next_cursor !== null) linkNext(context, next_cursor);
  return answer(context, logSchema, {
    entries: rows.map(({ run_id, at, action, reason }) => ({ run_id, at, action, reason })),
    next_cursor,
  });
}

function refuseMissing(context: Context): Response {
  return refuse(context, 404, { code: 'not-found', message: 'There is no device of this name with a listed run.' });
}
