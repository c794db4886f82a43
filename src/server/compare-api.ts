// GET /compare: up to five runs and GPUs, in the order of the address. A GPU stands for its representative run.
import type { Context } from 'hono';
import { Hono } from 'hono';
import { comparisonSchema, MOST_COMPARED, type Comparison } from '../contract/devices.ts';
import { gpuSchema, runIdSchema } from '../contract/queries.ts';
import { refuse } from './answer.ts';
import type { RunRow } from './database/database.ts';
import { represent, send } from './representation.ts';
import { isShown, itemOf, refuseGone, type PublicUrl } from './run-item.ts';
import type { RunSizes } from './run-sizes.ts';
import type { ReadingStores } from './stores.ts';

type Asked = Comparison['entries'][number]['asked'];

export interface CompareApiParts {
  readonly stores: ReadingStores;
  readonly sizes: RunSizes;
  readonly publicUrl: PublicUrl;
}

export function createCompareApi(parts: CompareApiParts): Hono {
  const api = new Hono();
  api.get('/compare', (context) => compare(context, parts));
  return api;
}

async function compare(context: Context, { stores, sizes, publicUrl }: CompareApiParts): Promise<Response> {
  const parsed = readAsked(new URL(context.req.url).searchParams);
  if (parsed.kind === 'refused') return refuse(context, 400, { code: 'bad-query', message: parsed.message, path: parsed.path });
  const gpus = parsed.asked.flatMap(({ kind, value }) => (kind === 'gpu' ? [value] : []));
  const representatives = await stores.devices.representatives(gpus);
  const found = parsed.asked.map(({ kind, value }) => (kind === 'run' ? value : representatives.get(value)?.id));
  const unknown = parsed.asked.find((_, index) => found[index] === undefined);
  if (unknown !== undefined) {
    return refuseUnknown(context, `There is no GPU named ${JSON.stringify(unknown.value)} with a listed run.`);
  }
  const ids = found.filter((id) => id !== undefined);
  const rows = new Map((await stores.runs.rows(ids)).map((row) => [row.id, row]));
  const chosen: RunRow[] = [];
  for (const id of ids) {
    const row = rows.get(id);
    if (row === undefined) return refuseUnknown(context, `There is no run ${id}.`);
    if (!isShown(row)) return refuseGone(context, row);
    if (row.standing === 'held') return refuseUnknown(context, `Run ${id} is held for review and not compared until then.`);
    chosen.push(row);
  }
  const sizesById = await sizes.textsOf(ids);
  const entries: string[] = [];
  for (const [index, row] of chosen.entries()) {
    const asked = parsed.asked[index];
    const known = sizesById.get(row.id);
    // Deleted between the two readings.
    if (asked === undefined || known === undefined) return refuseUnknown(context, `There is no run ${row.id}.`);
    const head = entryHeadSchema.parse({ asked, run: itemOf(row, publicUrl) });
    entries.push(`${JSON.stringify(head).slice(0, -1)},"sizes":${known}}`);
  }
  return send(context, represent('application/json', new TextEncoder().encode(`{"entries":[${entries.join(',')}]}`)));
}

/** An entry but for its sizes, which are texts already. */
const entryHeadSchema = comparisonSchema.shape.entries.element.omit({ sizes: true });

type ParsedAsked =
  | { readonly kind: 'valid'; readonly asked: readonly Asked[] }
  | { readonly kind: 'refused'; readonly message: string; readonly path: string };

function readAsked(parameters: URLSearchParams): ParsedAsked {
  const asked: Asked[] = [];
  for (const [name, value] of parameters) {
    const refused = (message: string) => ({ kind: 'refused', message, path: name.slice(0, 100) }) as const;
    if (name !== 'run' && name !== 'gpu') return refused('Only run and gpu can be asked for.');
    const parsed = (name === 'run' ? runIdSchema : gpuSchema).safeParse(value);
    if (!parsed.success)
      return refused(`${name} must be ${name === 'run' ? 'an id of 32 hexadecimal digits' : 'the name of a GPU'}.`);
    if (asked.some((other) => other.kind === name && other.value === value)) return refused(`${value} is asked for twice.`);
    if (asked.length === MOST_COMPARED) return refused(`At most ${MOST_COMPARED} can be compared at once.`);
    asked.push({ kind: name, value });
  }
  if (asked.length === 0) return { kind: 'refused', message: 'Name at least one run or gpu.', path: 'run' };
  return { kind: 'valid', asked };
}

function refuseUnknown(context: Context, message: string): Response {
  return refuse(context, 404, { code: 'not-found', message });
}
