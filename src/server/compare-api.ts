// GET /compare: up to five runs and GPUs, in the order of the address. A GPU stands for its representative run.
import type { Context } from 'hono';
import { Hono } from 'hono';
import { submissionSchema } from '../contract/api.ts';
import { comparisonSchema, MOST_COMPARED, type Comparison } from '../contract/devices.ts';
import { gpuSchema, runIdSchema } from '../contract/queries.ts';
import type { SizeSummary } from '../contract/summary.ts';
import { answer, refuse } from './answer.ts';
import type { RunRow } from './database/database.ts';
import { Recent } from './recent.ts';
import { isShown, itemOf, refuseGone, type PublicUrl } from './run-item.ts';
import type { RunReading, ReadingStores } from './stores.ts';

type Asked = Comparison['entries'][number]['asked'];
type Sizes = Recent<readonly SizeSummary[]>;

export interface CompareApiParts {
  readonly stores: ReadingStores;
  readonly publicUrl: PublicUrl;
}

/** Runs whose sizes are kept: a full run's document takes ten milliseconds to read, its sizes are a hundredth of it. */
const SIZES_KEPT = 1_000;

export function createCompareApi(parts: CompareApiParts): Hono {
  const api = new Hono();
  const sizes: Sizes = new Recent(SIZES_KEPT);
  api.get('/compare', (context) => compare(context, parts, sizes));
  return api;
}

async function compare(context: Context, { stores, publicUrl }: CompareApiParts, known: Sizes): Promise<Response> {
  const parsed = readAsked(new URL(context.req.url).searchParams);
  if (parsed.kind === 'refused') return refuse(context, 400, { code: 'bad-query', message: parsed.message, path: parsed.path });
  const ids: string[] = [];
  for (const asked of parsed.asked) {
    const id = asked.kind === 'run' ? asked.value : (await stores.devices.representative(asked.value))?.id;
    if (id === undefined) return refuseUnknown(context, `There is no GPU named ${JSON.stringify(asked.value)} with a listed run.`);
    ids.push(id);
  }
  const rows = new Map((await stores.runs.rows(ids)).map((row) => [row.id, row]));
  const chosen: RunRow[] = [];
  for (const id of ids) {
    const row = rows.get(id);
    if (row === undefined) return refuseUnknown(context, `There is no run ${id}.`);
    if (!isShown(row)) return refuseGone(context, row);
    if (row.standing === 'held') return refuseUnknown(context, `Run ${id} is held for review and not compared until then.`);
    chosen.push(row);
  }
  const sizes = await readSizes(stores.runs, ids, known);
  const entries: Comparison['entries'] = [];
  for (const [index, row] of chosen.entries()) {
    const asked = parsed.asked[index];
    const found = sizes.get(row.id);
    // Deleted between the two readings.
    if (asked === undefined || found === undefined) return refuseUnknown(context, `There is no run ${row.id}.`);
    entries.push({ asked, run: itemOf(row, publicUrl), sizes: [...found] });
  }
  return answer(context, comparisonSchema, { entries });
}

type ParsedAsked =
  | { readonly kind: 'valid'; readonly asked: readonly Asked[] }
  | { readonly kind: 'refused'; readonly message: string; readonly path: string };

function readAsked(parameters: URLSearchParams): ParsedAsked {
  const asked: Asked[] = [];
  for (const [name, value] of parameters) {
    const refused = (message: string) => ({ kind: 'refused', message, path: name.slice(0, 100) }) as const;
    if (name !== 'run' && name !== 'gpu') return refused('Only run and gpu can be asked for.');
    const parsed = (name === 'run' ? runIdSchema : gpuSchema).safeParse(value);
    if (!parsed.success) return refused(`${name} must be ${name === 'run' ? 'an id of 32 hexadecimal digits' : 'the name of a GPU'}.`);
    if (asked.some((other) => other.kind === name && other.value === value)) return refused(`${value} is asked for twice.`);
    if (asked.length === MOST_COMPARED) return refused(`At most ${MOST_COMPARED} can be compared at once.`);
    asked.push({ kind: name, value });
  }
  if (asked.length === 0) return { kind: 'refused', message: 'Name at least one run or gpu.', path: 'run' };
  return { kind: 'valid', asked };
}

async function readSizes(
  runs: RunReading,
  ids: readonly string[],
  known: Sizes,
): Promise<ReadonlyMap<string, readonly SizeSummary[]>> {
  const sizes = new Map(ids.flatMap((id) => pair(id, known.get(id))));
  for (const { row, document } of await runs.findMany([...new Set(ids.filter((id) => !sizes.has(id)))])) {
    if (document === undefined) continue;
    const read = submissionSchema.shape.summary.parse((JSON.parse(document) as { readonly summary: unknown }).summary).sizes;
    known.set(row.id, read);
    sizes.set(row.id, read);
  }
  return sizes;
}

function pair<T>(id: string, value: T | undefined): readonly (readonly [string, T])[] {
  return value === undefined ? [] : [[id, value]];
}

function refuseUnknown(context: Context, message: string): Response {
  return refuse(context, 404, { code: 'not-found', message });
}
