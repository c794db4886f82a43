// What each error code of the API means: its status, and when it is given. Rests on api.ts. Docs and OpenAPI document come from it.
import type { ERROR_CODES } from './api.ts';

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorMeaning {
  readonly status: 400 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503;
  /** Completes "given when …". */
  readonly when: string;
}

export const ERRORS: Readonly<Record<ErrorCode, ErrorMeaning>> = {
  'malformed-json': { status: 400, when: 'the body is not JSON, or not UTF-8' },
  'bad-query': { status: 400, when: 'a query parameter is unknown, repeated or out of range' },
  'wrong-secret': { status: 403, when: 'the secret is missing or is not the one that the submitter was given' },
  'not-found': { status: 404, when: 'there is no such endpoint, run or device' },
  'challenge-unknown': { status: 404, when: 'there is no challenge with this id' },
  'method-not-allowed': { status: 405, when: 'the path has other methods; `Allow` names them' },
  'already-stored': { status: 409, when: 'this very run is stored; `url` is its permalink' },
  'challenge-order': { status: 409, when: 'the challenge waits for another step' },
  gone: { status: 410, when: 'the run was hidden or deleted; the message says why' },
  'challenge-over': { status: 410, when: 'the challenge ran out of time, was replaced, or is done with' },
  'too-large': { status: 413, when: 'the body is larger than the endpoint takes' },
  'wrong-media-type': { status: 415, when: 'the body has another media type than the endpoint takes, or is compressed' },
  'invalid-schema': { status: 422, when: 'the document does not fit the schema, or holds more than it' },
  'digest-mismatch': { status: 422, when: '`digest` is not that of `run`' },
  'summary-mismatch': { status: 422, when: '`summary` does not follow from `run`' },
  impossible: { status: 422, when: 'the run contradicts itself, the ladder or physics' },
  'proof-refused': {
    status: 422,
    when: 'the opening has another size than its rows, a row is not what the chain gives, or its path does not lead to the root',
  },
  'proof-mismatch': { status: 422, when: 'the proof is of another run, did not pass, or was used already' },
  'too-many-requests': { status: 429, when: 'this client asked too often; `Retry-After` says how long to wait' },
  'storage-unavailable': {
    status: 503,
    when: 'the database is full or gone; nothing was stored; `Retry-After` says when to try again',
  },
  busy: { status: 503, when: 'too much is under way; `Retry-After` says when to try again' },
  internal: { status: 500, when: 'the service has a bug' },
};
