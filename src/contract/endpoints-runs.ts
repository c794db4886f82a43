// Endpoints about runs and devices: rows of the table in endpoints.ts.
import { z } from 'zod';
import { gpuListSchema, MAX_SUBMISSION_BYTES, runListSchema, storedRunSchema, submissionSchema, submittedSchema } from './api.ts';
import { comparisonSchema, deviceListSchema, deviceSchema, logSchema } from './devices.ts';
import type { Endpoint, Parameter } from './endpoint.ts';
import { compareQuerySchema, devicesQuerySchema, gpuSchema, logQuerySchema, runIdSchema, runsQuerySchema } from './queries.ts';

export const RUN_ID: Readonly<Record<string, Parameter>> = {
  id: { schema: runIdSchema, purpose: 'First 32 digits of the run’s digest.', example: '0123456789abcdef0123456789abcdef' },
};
export const GPU: Readonly<Record<string, Parameter>> = {
  gpu: { schema: gpuSchema, purpose: 'The name under which the GPU’s runs are grouped.', example: 'nvidia hopper' },
};
const NEXT_PAGE = { Link: 'The next page as `<…>; rel="next"`, where there is one.' };

export const RUN_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/runs',
    id: 'submitRun',
    group: 'Runs',
    summary: 'Store a result document',
    detail:
      'The server derives summary and digest again and refuses what contradicts itself. Without a proof the run is unverified. ' +
      'The answer holds a link that deletes the run; it is given once.',
    query: z.strictObject({
      proof: z
        .string()
        .regex(/^[0-9a-f]{32}$/)
        .optional()
        .meta({
          description: 'Id of a challenge that passed for this run’s digest; it is used up.',
          example: 'fedcba9876543210fedcba9876543210',
        }),
    }),
    body: { kind: 'json', schema: submissionSchema, mostBytes: MAX_SUBMISSION_BYTES },
    answer: {
      status: 201,
      purpose: 'The run is stored, durably.',
      content: { kind: 'json', schema: submittedSchema },
      headers: { Location: 'Path of the stored run in this API.' },
    },
    errors: [
      'malformed-json',
      'bad-query',
      'wrong-media-type',
      'too-large',
      'invalid-schema',
      'digest-mismatch',
      'summary-mismatch',
      'impossible',
      'already-stored',
      'challenge-unknown',
      'proof-mismatch',
      'too-many-requests',
    ],
  },
  {
    method: 'GET',
    path: '/runs',
    id: 'listRuns',
    group: 'Runs',
    summary: 'List runs, newest first',
    detail: 'Pages neither skip nor repeat a run while others arrive. Held, hidden and deleted runs are not listed.',
    query: runsQuerySchema,
    answer: { status: 200, purpose: 'One page.', content: { kind: 'json', schema: runListSchema }, headers: NEXT_PAGE },
    errors: ['bad-query'],
    keeping: 'check',
  },
  {
    method: 'GET',
    path: '/runs/:id',
    id: 'readRun',
    group: 'Runs',
    summary: 'Read a run with its document as it was submitted',
    parameters: RUN_ID,
    answer: { status: 200, purpose: 'The run.', content: { kind: 'json', schema: storedRunSchema } },
    errors: ['not-found', 'gone'],
    keeping: 'check',
  },
  {
    method: 'DELETE',
    path: '/runs/:id',
    id: 'deleteRun',
    group: 'Runs',
    summary: 'Delete a run for good',
    detail:
      'The document and all that came from the submitter go; the id remains, so that the permalink can say so. The public log tells.',
    parameters: RUN_ID,
    answer: { status: 204, purpose: 'The run is deleted.' },
    errors: ['wrong-secret', 'not-found', 'gone', 'too-many-requests'],
    needsSecret: true,
  },
  {
    method: 'GET',
    path: '/devices',
    id: 'listDevices',
    group: 'Devices',
    summary: 'Every GPU that was measured, ranked',
    detail:
      'Medians with p10 and p90, from counts in steps of 1 %. Verified and unverified runs are ranked apart, from five runs; ' +
      'programs that imitate a GPU are listed and never ranked.',
    query: devicesQuerySchema,
    answer: { status: 200, purpose: 'The devices of one suite major.', content: { kind: 'json', schema: deviceListSchema } },
    errors: ['bad-query'],
    keeping: 'check',
  },
  {
    method: 'GET',
    path: '/devices/:gpu',
    id: 'readDevice',
    group: 'Devices',
    summary: 'One GPU in every suite major, with its newest runs',
    parameters: GPU,
    answer: { status: 200, purpose: 'The device.', content: { kind: 'json', schema: deviceSchema } },
    errors: ['not-found'],
    keeping: 'check',
  },
  {
    method: 'GET',
    path: '/gpus',
    id: 'listGpus',
    group: 'Devices',
    summary: 'Names of the GPUs that have runs, the most submitted first',
    answer: { status: 200, purpose: 'At most 500 names.', content: { kind: 'json', schema: gpuListSchema } },
    errors: [],
    keeping: 'check',
  },
  {
    method: 'GET',
    path: '/compare',
    id: 'compare',
    group: 'Devices',
    summary: 'Up to five runs or GPUs side by side',
    detail: 'In the order of the address. What all charts are drawn from: each run’s list entry and its sizes.',
    query: compareQuerySchema,
    answer: { status: 200, purpose: 'The comparison.', content: { kind: 'json', schema: comparisonSchema } },
    errors: ['bad-query', 'not-found', 'gone'],
    keeping: 'check',
  },
  {
    method: 'GET',
    path: '/log',
    id: 'readLog',
    group: 'Runs',
    summary: 'What was held, hidden, restored and deleted, and why',
    query: logQuerySchema,
    answer: {
      status: 200,
      purpose: 'One page, newest first.',
      content: { kind: 'json', schema: logSchema },
      headers: NEXT_PAGE,
    },
    errors: ['bad-query'],
    keeping: 'check',
  },
];
