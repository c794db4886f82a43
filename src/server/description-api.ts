// The API's description of itself: OpenAPI document and JSON Schemas, each made once.
import { Hono } from 'hono';
import { z } from 'zod';
import { submissionSchema } from '../contract/api.ts';
import { ENDPOINTS } from '../contract/endpoints.ts';
import { runSchema } from '../contract/run.ts';
import { openapiDocument } from './openapi.ts';
import { represent, send, type Representation } from './representation.ts';
import type { PublicUrl } from './run-item.ts';

export function createDescriptionApi(suiteVersion: string, publicUrl: PublicUrl): Hono {
  const api = new Hono();
  const documents: Readonly<Record<string, () => object>> = {
    '/openapi.json': () => openapiDocument(ENDPOINTS, suiteVersion, publicUrl()),
    '/schemas/submission.json': () => z.toJSONSchema(submissionSchema),
    '/schemas/run.json': () => z.toJSONSchema(runSchema),
  };
  for (const [path, make] of Object.entries(documents)) {
    let made: Representation | undefined;
    api.get(path, (context) => {
      made ??= represent('application/json', new TextEncoder().encode(JSON.stringify(make())));
      return send(context, made);
    });
  }
  return api;
}
