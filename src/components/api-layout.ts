// An API's description as the page shows it: endpoints by group, each with what a program must know to use it. Pure.
import {
  API_METHODS,
  type ApiContent,
  type ApiDocument,
  type ApiOperation,
  type ApiParameter,
} from '../contract/api-document.ts';

export interface ApiEndpoint {
  /** Also the fragment that leads to it. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
  readonly answers: readonly ApiAnswer[];
  readonly errors: readonly ApiAnswer[];
  /** A command for a shell, which does what the endpoint is for where its placeholders are filled. */
  readonly curl: string;
}

export interface ApiAnswer {
  readonly status: string;
  readonly description: string;
  readonly headers: readonly { readonly name: string; readonly description: string }[];
  readonly content: ApiContent;
}

export interface ApiGroup {
  readonly name: string;
  readonly endpoints: readonly ApiEndpoint[];
}

/** Groups are tags, in the order in which they first appear. */
export function apiGroups(document: ApiDocument): readonly ApiGroup[] {
  const base = document.servers[0]?.url ?? '';
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    API_METHODS.flatMap((method) => {
      const operation = methods[method];
      return operation === undefined ? [] : [endpointOf(base, method, path, operation)];
    }),
  );
  const groups = Map.groupBy(all, ({ operation }) => operation.tags?.[0] ?? '');
  return [...groups].map(([name, endpoints]) => ({ name, endpoints }));
}

function endpointOf(base: string, method: string, path: string, operation: ApiOperation): ApiEndpoint {
  const answers = Object.entries(operation.responses).map(([status, { description, headers, content }]) => ({
    status,
    description,
    headers: Object.entries(headers ?? {}).map(([name, header]) => ({ name, description: header.description ?? '' })),
    content: content ?? {},
  }));
  const isError = ({ status }: ApiAnswer) => !/^[123]/.test(status);
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    operation,
    answers: answers.filter((answer) => !isError(answer)),
    errors: answers.filter(isError),
    curl: curlOf(base, method, path, operation),
  };
}

function curlOf(base: string, method: string, path: string, operation: ApiOperation): string {
  const parameters = operation.parameters ?? [];
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(exampleOf(parameters, name)));
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && (parameter.required === true || isShown(method, parameter)))
    .map(({ name, example }) => `${name}=${encodeURIComponent(plain(example) ?? `<${name}>`)}`);
  const address = `${base}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  return [
    'curl -sS',
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    ...((operation.security ?? []).length > 0 ? [quoted('authorization: Bearer <secret>', '-H ')] : []),
    ...bodyOf(operation.requestBody?.content ?? {}),
    ...outputOf(operation),
    quoted(address, ''),
  ].join(' ');
}

/** A cursor is an earlier answer's; every other example makes a request that can be sent as it stands. */
function isShown(method: string, { name, example }: ApiParameter): boolean {
  return method === 'get' && name !== 'cursor' && example !== undefined;
}

function exampleOf(parameters: readonly ApiParameter[], name: string): string {
  return plain(parameters.find((parameter) => parameter.name === name)?.example) ?? `<${name}>`;
}

function plain(example: unknown): string | undefined {
  if (typeof example === 'string') return example;
  if (Array.isArray(example)) return plain(example[0]);
  return example === undefined || example === null ? undefined : JSON.stringify(example);
}

function bodyOf(content: ApiContent): readonly string[] {
  const [first] = Object.entries(content);
  if (first === undefined) return [];
  const [type, { example }] = first;
  const data =
    example === undefined
      ? `--data-binary @${type === 'application/json' ? 'document.json' : 'body.bin'}`
      : quoted(JSON.stringify(example), '--data ');
  return [quoted(`content-type: ${type}`, '-H '), data];
}

/** Pictures and files are no text for a terminal. */
function outputOf({ responses }: ApiOperation): readonly string[] {
  const types = Object.entries(responses).flatMap(([status, { content }]) =>
    status.startsWith('2') ? Object.keys(content ?? {}) : [],
  );
  return types.length > 0 && types.every((type) => !/json|^text/.test(type)) ? ['-O'] : [];
}

/** In single quotes, as a shell takes every character there but the quote itself. */
function quoted(text: string, before: string): string {
  return `${before}'${text.replaceAll("'", String.raw`'\''`)}'`;
}
