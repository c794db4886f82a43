// What the API's page asks of the server: its description and its newest dump. Rests on client.ts.
import { apiDocumentSchema, type ApiDocument } from '../contract/api-document.ts';
import { dumpListSchema, type DumpList } from '../contract/dumps.ts';
import { ask, type Answer } from './client.ts';

export function fetchApiDocument(): Promise<Answer<ApiDocument>> {
  return ask(apiDocumentSchema, '/api/v1/openapi.json');
}

export function fetchDumps(): Promise<Answer<DumpList>> {
  return ask(dumpListSchema, '/api/v1/dumps');
}
