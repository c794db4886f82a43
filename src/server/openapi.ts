// The OpenAPI 3.1 document of the API, from the table of endpoints and the schemas that the service itself checks with.
import { z } from 'zod';
import { apiSchemas } from '../contract/schema-names.ts';
import { errorSchema } from '../contract/api.ts';
import { API_BASE, type Content, type Endpoint, type Parameter } from '../contract/endpoint.ts';
import { ERRORS, type ErrorCode } from '../contract/errors.ts';

type Json = Record<string, unknown>;

const COMPONENTS = '#/components/schemas/';
/** Endpoints without a database behind them cannot be without it. */
const WITHOUT_DATABASE: ReadonlySet<string> = new Set([
  'openapi',
  'submissionJsonSchema',
  'runJsonSchema',
  'listDumps',
  'readDump',
]);

/** `server` is the base of the service's own address. */
export function openapiDocument(endpoints: readonly Endpoint[], version: string, server: string): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[endpoint.method.toLowerCase()] = operation(endpoint);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Scalewall results',
      version,
      summary: 'What GPUs measured of language models, run by run and by device.',
      description:
        'Reading is open to every page and program, without a key. Every answer to a GET has a strong ETag. Errors are one shape, ' +
        'told apart by `code`. Lists are read page by page with `next_cursor`, or by the Link header.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `${server}${API_BASE}` }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        deleteSecret: {
          type: 'http',
          scheme: 'bearer',
          description: 'The 32 hexadecimal digits at the end of the link that the submitter was given, `…#delete=<secret>`.',
        },
      },
    },
  };
}

function operation(endpoint: Endpoint): Json {
  const { id, group, summary, detail, body, needsSecret } = endpoint;
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(detail === undefined ? {} : { description: detail }),
    ...(needsSecret === true ? { security: [{ deleteSecret: [] }] } : {}),
    parameters: [...pathParameters(endpoint.parameters ?? {}), ...queryParameters(endpoint)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, description: `At most ${body.mostBytes} bytes.`, content: contentOf(body) } }),
    responses: responses(endpoint),
  };
}

function pathParameters(parameters: Readonly<Record<string, Parameter>>): readonly Json[] {
  return Object.entries(parameters).map(([name, { schema, purpose, example }]) => ({
    name,
    in: 'path',
    required: true,
    description: purpose,
    schema: schemaOf(schema),
    example,
  }));
}

function queryParameters({ query }: Endpoint): readonly Json[] {
  return Object.entries(query?.shape ?? {}).map(([name, member]) => {
    const field = member as z.ZodType;
    const { description, example, ...schema } = schemaOf(field);
    return { name, in: 'query', required: !field.safeParse(undefined).success, description, schema, example };
  });
}

function responses(endpoint: Endpoint): Json {
  const { answer, method } = endpoint;
  const headers = Object.fromEntries(
    Object.entries({ ...(method === 'GET' ? { ETag: 'Hash of the body.' } : {}), ...answer.headers }).map(
      ([name, description]) => [name, { description, schema: { type: 'string' } }],
    ),
  );
  const good: Json = { description: answer.purpose, headers, ...(answer.content ? { content: contentOf(answer.content) } : {}) };
  const codes: readonly ErrorCode[] = [
    ...endpoint.errors,
    'busy',
    'internal',
    ...(WITHOUT_DATABASE.has(endpoint.id) ? [] : (['storage-unavailable'] as const)),
  ];
  const statuses = [...new Set(codes.map((code) => ERRORS[code].status))].toSorted();
  return {
    [answer.status]: good,
    ...(method === 'GET' ? { 304: { description: 'The body is the one that If-None-Match names.' } } : {}),
    ...Object.fromEntries(Object.entries(endpoint.besides ?? {}).map(([status, description]) => [status, { description }])),
    ...Object.fromEntries(statuses.map((status) => [status, refusal(codes.filter((code) => ERRORS[code].status === status))])),
  };
}

function refusal(codes: readonly ErrorCode[]): Json {
  const [first] = codes;
  const needsWait = codes.some((code) => ERRORS[code].when.includes('Retry-After'));
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].when}`).join('; '),
    ...(needsWait ? { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } } : {}),
    content: {
      'application/json': {
        schema: schemaOf(errorSchema),
        example: { error: { code: first, message: `For example: ${first === undefined ? '' : ERRORS[first].when}.` } },
      },
    },
  };
}

function contentOf(content: Content): Json {
  if (content.kind === 'opaque') return { [content.type]: { schema: { description: content.purpose } } };
  const { schema, example } = content;
  return { 'application/json': { schema: schemaOf(schema), ...(example === undefined ? {} : { example }) } };
}

/** A reference to a named schema, or the schema itself. */
function schemaOf(schema: z.ZodType): Json {
  const name = apiSchemas.get(schema)?.id;
  return name === undefined ? bare(z.toJSONSchema(schema) as Json) : { $ref: COMPONENTS + name };
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(apiSchemas, { uri: (id) => COMPONENTS + id });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema as Json)]));
}

/** Without what is said once for the whole document. */
function bare({ $schema: _dialect, $id: _id, ...schema }: Json): Json {
  return schema;
}
