// The API's description: a valid OpenAPI 3.1 document, of exactly the routes that there are, from the schemas that are in force.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/contract/api.ts';
import { apiDocumentSchema } from '../../src/contract/api-document.ts';
import { API_BASE } from '../../src/contract/endpoint.ts';
import { ENDPOINTS } from '../../src/contract/endpoints.ts';
import { ERRORS } from '../../src/contract/errors.ts';
import { openApplication, PUBLIC_URL, type Application } from './application.ts';
import { sqliteKind } from './databases.ts';
import { undocumented } from './documented.ts';

type Json = Record<string, unknown>;

let application: Application;
let close: () => Promise<void>;
let document: Json;
beforeAll(async () => {
  const database = await sqliteKind().open();
  close = () => database.close();
  application = await openApplication(database);
  document = (await (await application.request('/api/v1/openapi.json')).json()) as Json;
});
afterAll(() => close());

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1, and a fault in it would be found', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    const broken = structuredClone(document) as { paths: Record<string, Json> };
    broken.paths['/runs'] = { get: { responses: 'none' } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test('refers to nothing that it does not hold, and holds no schema that nothing refers to', () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    const { schemas } = document['components'] as { schemas: Json };
    expect([...referred].toSorted()).toEqual(Object.keys(schemas).toSorted());
    expect([...text.matchAll(/"\$ref":"([^"]*)"/g)].filter(([, ref]) => !ref?.startsWith('#/components/schemas/'))).toEqual([]);
    expect(text).not.toContain('"$defs"');
  });

  test('describes every endpoint of the table under the address of the service', () => {
    expect(document['servers']).toEqual([{ url: `${PUBLIC_URL}${API_BASE}` }]);
    const described = Object.entries(document['paths'] as Record<string, Json>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const listed = ENDPOINTS.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(described.toSorted()).toEqual(listed.toSorted());
    expect(new Set(ENDPOINTS.map(({ id }) => id)).size).toBe(ENDPOINTS.length);
  });

  test('is one that the page at /api can show', () => {
    expect(apiDocumentSchema.safeParse(document).error).toBeUndefined();
  });

  test('says how a run is deleted, and that an opening is bytes', () => {
    const paths = document['paths'] as Record<string, Record<string, Json>>;
    expect(paths['/runs/{id}']?.['delete']?.['security']).toEqual([{ deleteSecret: [] }]);
    expect(paths['/challenges/{id}/opening']?.['post']?.['requestBody']).toMatchObject({
      content: { 'application/octet-stream': {} },
    });
  });
});

describe('the table of endpoints', () => {
  test('has every route of the application, and no other', () => {
    const routes = application.routes
      .filter(({ method, path }) => path.startsWith(`${API_BASE}/`) && ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method))
      .map(({ method, path }) => `${method} ${path.slice(API_BASE.length)}`);
    expect([...new Set(routes)].toSorted()).toEqual(ENDPOINTS.map(({ method, path }) => `${method} ${path}`).toSorted());
  });

  test('names errors that have a meaning, and every error is named somewhere or may be anywhere', () => {
    const named = new Set(ENDPOINTS.flatMap(({ errors }) => errors));
    const anywhere = ['internal', 'storage-unavailable', 'method-not-allowed', 'busy'];
    expect(ERROR_CODES.filter((code) => !named.has(code) && !anywhere.includes(code))).toEqual([]);
    expect(Object.keys(ERRORS).toSorted()).toEqual([...ERROR_CODES].toSorted());
  });

  test('is the one that docs/api.md shows, with the meaning of every error', () => {
    const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8').split('\n');
    const shown = (pattern: RegExp) => page.flatMap((line) => pattern.exec(line)?.slice(1).join(' ') ?? []);
    expect(shown(/^\| [\w ]+ \| `(\w+ \/[^`]*)` \|/)).toEqual(ENDPOINTS.map(({ method, path }) => `${method} ${path}`));
    expect(shown(/^\| (\d{3}) \| `([\w-]+)` \| (.*) \|$/)).toEqual(
      Object.entries(ERRORS).map(([code, { status, when }]) => `${status} ${code} ${when}`),
    );
  });

  test('says how long the answer to every GET may be kept, and to nothing else', () => {
    for (const { id, method, keeping } of ENDPOINTS) expect([id, keeping !== undefined]).toEqual([id, method === 'GET']);
  });
});

describe('the check that other tests make of every answer', () => {
  const json = (body: unknown, status: number) => Response.json(body, { status });
  const error = (code: string) => ({ error: { code, message: 'x' } });

  test.each([
    ['another status', 'GET', '/api/v1/runs', json({ runs: [], next_cursor: null }, 201)],
    ['a body that does not fit', 'GET', '/api/v1/runs', json({ runs: [], next_cursor: null, more: 1 }, 200)],
    ['an error that the row does not name', 'GET', '/api/v1/runs', json(error('gone'), 410)],
    ['an error with the status of another', 'GET', '/api/v1/runs', json(error('bad-query'), 404)],
    ['an error of another shape', 'GET', '/api/v1/runs', json({ message: 'x' }, 400)],
    ['a success of no row', 'GET', '/api/v1/none', json({}, 200)],
    [
      'a picture of another type',
      'GET',
      `/api/v1/runs/${'0'.repeat(32)}/card.png`,
      new Response('x', { headers: { 'content-type': 'text/html' } }),
    ],
  ])('finds %s', async (_name, method, path, answer) => {
    expect(await undocumented(method, path, answer)).toBeDefined();
  });
});
