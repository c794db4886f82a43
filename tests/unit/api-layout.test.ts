import { expect, test } from 'vitest';
import { apiGroups } from '../../src/components/api-layout.ts';
import { schemaRows, typePieces } from '../../src/components/schema-layout.ts';
import { API_DOCUMENT } from '../fixtures/api-document.ts';

const groups = apiGroups(API_DOCUMENT);
const endpoint = (id: string) => groups.flatMap(({ endpoints }) => endpoints).find((candidate) => candidate.id === id);

test('endpoints stand in groups, in the order of the document', () => {
  expect(groups.map(({ name, endpoints }) => [name, ...endpoints.map(({ id }) => id)])).toEqual([
    ['Things', 'readThing', 'deleteThing', 'offer'],
    ['Pictures', 'picture'],
  ]);
});

test('answers and errors are told apart, and none is lost', () => {
  expect(endpoint('readThing')?.answers.map(({ status }) => status)).toEqual(['200', '304']);
  expect(endpoint('readThing')?.errors.map(({ status }) => status)).toEqual(['404', '503']);
});

test.each([
  ['readThing', `curl -sS 'https://api.example/v1/things/it'\\''s%20a%2Fb?limit=20'`],
  ['deleteThing', `curl -sS -X DELETE -H 'authorization: Bearer <secret>' 'https://api.example/v1/things/x'`],
  ['picture', `curl -sS -O 'https://api.example/v1/pictures'`],
  ['offer', `curl -sS -X POST -H 'content-type: application/json' --data '{"rows":1}' 'https://api.example/v1/offers'`],
])('the command for %s can be given to a shell as it stands', (id, curl) => {
  expect(endpoint(id)?.curl).toBe(curl);
});

test('a schema is a row a member: inline objects unfolded, named ones left as links, variants told by their constant', () => {
  const rows = schemaRows(API_DOCUMENT.components.schemas['Thing'] ?? {});
  expect(rows.map(({ path, type, isRequired, notes }) => [path, type, isRequired, notes])).toEqual([
    ['id', ['string'], true, 'Its name. (matches `^[0-9a-f]+$`)'],
    ['note', ['string', ' or ', 'null'], false, ''],
    ['parts', ['list of ', 'object'], true, ''],
    ['parts[].count', ['integer'], true, '≥ 1'],
    ['offer', [{ schema: 'Offer' }], false, ''],
    ['outcome', ['object', ' or ', 'object'], false, ''],
    ['outcome (good) kind', ['"good"'], true, ''],
    ['outcome (good) score', ['number'], false, ''],
    ['outcome (bad) kind', ['"bad"'], true, ''],
    ['limits', ['map of ', 'number'], false, ''],
    ['phase', ['"a" | "b"'], false, ''],
  ]);
});

test('a value without members is one row, and an unknown schema is any value', () => {
  expect(schemaRows({ type: 'integer', exclusiveMinimum: 0 })).toEqual([
    { path: '', type: ['integer'], isRequired: true, notes: '> 0' },
  ]);
  expect(typePieces({})).toEqual(['any value']);
});
