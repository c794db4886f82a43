// Holds an answer of the API to what the table of endpoints says of it: its status, the code of an error, the shape of its body.
import { errorSchema } from '../../src/contract/api.ts';
import { API_BASE, type Endpoint } from '../../src/contract/endpoint.ts';
import { ENDPOINTS } from '../../src/contract/endpoints.ts';
import { ERRORS, type ErrorCode } from '../../src/contract/errors.ts';

/** What every endpoint may say, besides what its row names. */
const EVERYWHERE: readonly ErrorCode[] = ['internal', 'storage-unavailable', 'busy'];

/** Why the answer is not a documented one; undefined where it is. Reads a copy of the body. */
export async function undocumented(method: string, path: string, answer: Response): Promise<string | undefined> {
  const rows = ENDPOINTS.filter((row) => pattern(row).test(path.split('?')[0] ?? ''));
  const row = rows.find((one) => one.method === (method === 'HEAD' ? 'GET' : method));
  const asked = `${method} ${path}`;
  if (answer.status >= 400) {
    if (method === 'HEAD' || row?.besides?.[answer.status] !== undefined) return undefined;
    const body = errorSchema.safeParse(await answer.clone().json());
    if (!body.success) return `${asked} answered an error of another shape`;
    const { code } = body.data.error;
    if (ERRORS[code].status !== answer.status) return `${asked} answered ${code} with ${answer.status}`;
    if (row === undefined)
      return code === (rows.length === 0 ? 'not-found' : 'method-not-allowed') ? undefined : `${asked} answered ${code}`;
    return [...row.errors, ...EVERYWHERE].includes(code) ? undefined : `${asked} answered ${code}, which its row does not name`;
  }
  if (method === 'OPTIONS' && rows.length > 0) return undefined;
  if (row === undefined) return `${asked} is in no row and answered ${answer.status}`;
  if (answer.status === 304) return row.method === 'GET' ? undefined : `${asked} answered 304`;
  if (row.besides?.[answer.status] !== undefined) return undefined;
  if (answer.status !== row.answer.status) return `${asked} answered ${answer.status}`;
  const { content } = row.answer;
  if (method === 'HEAD' || content === undefined) return undefined;
  const type = answer.headers.get('content-type') ?? '';
  if (content.kind === 'opaque')
    return content.type === 'application/octet-stream' || type.startsWith(content.type) ? undefined : `${asked} answered ${type}`;
  if (answer.headers.has('content-encoding')) return undefined;
  const parsed = content.schema.safeParse(await answer.clone().json());
  return parsed.success ? undefined : `${asked} does not fit its schema: ${parsed.error.message}`;
}

function pattern({ path }: Endpoint): RegExp {
  const escaped = path.replaceAll('.', String.raw`\.`).replaceAll(/:\w+/g, '[^/]+');
  return new RegExp(`^${API_BASE}${escaped}$`);
}
