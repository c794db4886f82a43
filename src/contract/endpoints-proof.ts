// Endpoints of the proof of work done: rows of the table in endpoints.ts. The protocol: docs/verified-runs.md.
import type { Endpoint, Parameter } from './endpoint.ts';
import {
  challengeRequestSchema,
  challengeSchema,
  commitmentSchema,
  MAX_OPENING_BYTES,
  questionSchema,
  verificationSchema,
} from './proof.ts';

const CHALLENGE: Readonly<Record<string, Parameter>> = {
  id: {
    schema: challengeSchema.shape.id,
    purpose: 'The challenge’s id.',
    example: 'fedcba9876543210fedcba9876543210',
  },
};
/** Bodies of requests and commitments are a few hundred bytes. */
const SMALL = 4096;

export const PROOF_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/challenges',
    id: 'askChallenge',
    group: 'Proofs',
    summary: 'Ask for a challenge for one run',
    detail: 'A new challenge for a digest replaces an open one.',
    body: {
      kind: 'json',
      schema: challengeRequestSchema,
      mostBytes: SMALL,
      example: { digest: `sha256:${'0123456789abcdef'.repeat(4)}`, rows: 1024, links: 1024 },
    },
    answer: { status: 201, purpose: 'The challenge; its time runs.', content: { kind: 'json', schema: challengeSchema } },
    errors: ['malformed-json', 'wrong-media-type', 'too-large', 'invalid-schema', 'too-many-requests'],
  },
  {
    method: 'POST',
    path: '/challenges/:id/commitment',
    id: 'commit',
    group: 'Proofs',
    summary: 'Commit to every row of every product',
    parameters: CHALLENGE,
    body: { kind: 'json', schema: commitmentSchema, mostBytes: SMALL, example: { root: '0123456789abcdef'.repeat(4) } },
    answer: { status: 200, purpose: 'The rows to open.', content: { kind: 'json', schema: questionSchema } },
    errors: [
      'malformed-json',
      'wrong-media-type',
      'too-large',
      'invalid-schema',
      'challenge-unknown',
      'challenge-order',
      'challenge-over',
      'too-many-requests',
    ],
  },
  {
    method: 'POST',
    path: '/challenges/:id/opening',
    id: 'openRows',
    group: 'Proofs',
    summary: 'Open the rows that were asked for',
    parameters: CHALLENGE,
    body: {
      kind: 'opaque',
      type: 'application/octet-stream',
      purpose: 'The rows, their sources and their paths to the root, as laid out in docs/verified-runs.md.',
      mostBytes: MAX_OPENING_BYTES,
    },
    answer: { status: 200, purpose: 'The proof holds.', content: { kind: 'json', schema: verificationSchema } },
    errors: [
      'wrong-media-type',
      'too-large',
      'challenge-unknown',
      'challenge-order',
      'challenge-over',
      'proof-refused',
      'too-many-requests',
    ],
  },
];
