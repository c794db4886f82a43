// Endpoints about the service itself: rows of the table in endpoints.ts.
import { z } from 'zod';
import { healthSchema } from './api.ts';
import type { Content, Endpoint } from './endpoint.ts';

const document = (): Content => ({ kind: 'json', schema: z.record(z.string(), z.unknown()) });

export const SERVICE_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/health',
    id: 'health',
    group: 'Service',
    summary: 'Whether the service answers, and what it holds',
    answer: { status: 200, purpose: 'It does.', content: { kind: 'json', schema: healthSchema } },
    errors: [],
    keeping: 'never',
  },
  {
    method: 'GET',
    path: '/openapi.json',
    id: 'openapi',
    group: 'Service',
    summary: 'This description, as an OpenAPI 3.1 document',
    answer: { status: 200, purpose: 'The document.', content: document() },
    errors: [],
    keeping: 'check',
  },
  {
    method: 'GET',
    path: '/schemas/submission.json',
    id: 'submissionJsonSchema',
    group: 'Service',
    summary: 'JSON Schema of the result document',
    answer: { status: 200, purpose: 'The schema.', content: document() },
    errors: [],
    keeping: 'check',
  },
  {
    method: 'GET',
    path: '/schemas/run.json',
    id: 'runJsonSchema',
    group: 'Service',
    summary: 'JSON Schema of the run within it',
    answer: { status: 200, purpose: 'The schema.', content: document() },
    errors: [],
    keeping: 'check',
  },
];
