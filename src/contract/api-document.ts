// What the API's page reads of an OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.0): the parts that the service's own uses, with
// no references but those to named schemas. Whatever else a document holds is passed over. Rests on zod and nothing else.
import { z } from 'zod';

const text = z.string().optional();

/** A JSON Schema; its keywords are looked at one by one where it is shown. */
const jsonSchema = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof jsonSchema>;

const mediaSchema = z.object({ schema: jsonSchema.optional(), example: z.unknown().optional() });
const contentSchema = z.record(z.string(), mediaSchema);
export type ApiContent = z.infer<typeof contentSchema>;

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().optional(),
  description: text,
  schema: jsonSchema.optional(),
  example: z.unknown().optional(),
});
export type ApiParameter = z.infer<typeof parameterSchema>;

const responseSchema = z.object({
  description: z.string(),
  headers: z.record(z.string(), z.object({ description: text })).optional(),
  content: contentSchema.optional(),
});

const operationSchema = z.object({
  operationId: z.string(),
  tags: z.array(z.string()).optional(),
  summary: text,
  description: text,
  parameters: z.array(parameterSchema).optional(),
  requestBody: z.object({ description: text, content: contentSchema }).optional(),
  responses: z.record(z.string(), responseSchema),
  security: z.array(z.record(z.string(), z.unknown())).optional(),
});
export type ApiOperation = z.infer<typeof operationSchema>;

export const API_METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const pathSchema = z.object(
  Object.fromEntries(API_METHODS.map((method) => [method, operationSchema.optional()])) as Record<
    (typeof API_METHODS)[number],
    z.ZodOptional<typeof operationSchema>
  >,
);

export const apiDocumentSchema = z.object({
  openapi: z.string().regex(/^3\.1\./),
  info: z.object({ title: z.string(), version: z.string(), summary: text, description: text }),
  servers: z.array(z.object({ url: z.string() })).min(1),
  paths: z.record(z.string(), pathSchema),
  components: z.object({ schemas: z.record(z.string(), jsonSchema).default({}) }).default({ schemas: {} }),
});
export type ApiDocument = z.infer<typeof apiDocumentSchema>;
