// What an endpoint of the API is: the shape of a row of the table in endpoints.ts. Rests on zod.
import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

export type Content =
  | { readonly kind: 'json'; readonly schema: z.ZodType; readonly example?: unknown }
  /** Bytes or text that no schema describes, such as a picture. */
  | { readonly kind: 'opaque'; readonly type: string; readonly purpose: string };

export interface Parameter {
  readonly schema: z.ZodType;
  readonly purpose: string;
  readonly example: string;
}

/**
 * How long an answer may be kept. `check`: kept, and asked for again each time with its ETag. `minutes`: five minutes unasked, which
 * is how long a picture in somebody's page may outlive its run. `never`: an answer of the moment.
 */
export type Keeping = 'check' | 'minutes' | 'never';

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below API_BASE; `:name` is a path parameter. */
  readonly path: `/${string}`;
  /** Unique; the OpenAPI document's operationId. */
  readonly id: string;
  readonly group: 'Runs' | 'Devices' | 'Proofs' | 'Sharing' | 'Open data' | 'Service';
  /** One line without a full stop. */
  readonly summary: string;
  readonly detail?: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  /** Each member's purpose and example are its `meta()`. */
  readonly query?: z.ZodObject;
  readonly body?: Content & { readonly mostBytes: number };
  readonly answer: {
    readonly status: 200 | 201 | 204;
    readonly purpose: string;
    readonly content?: Content;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Statuses with neither the answer nor an error's code, e.g. of a part of a file. */
  readonly besides?: Readonly<Record<number, string>>;
  /** Besides `internal`, `busy` and, where there is a database behind it, `storage-unavailable`. */
  readonly errors: readonly ErrorCode[];
  /** Whether `Authorization: Bearer` must hold the secret of a delete link. */
  readonly needsSecret?: boolean;
  /** Of GET only. */
  readonly keeping?: Keeping;
}

export const API_BASE = '/api/v1';
