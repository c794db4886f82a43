// Every endpoint of the API. The only table of them: the methods of each path, the OpenAPI document and the documentation come
// from it, and a test holds the service's routes to it, both ways.
import type { Endpoint } from './endpoint.ts';
import { DUMP_ENDPOINTS } from './endpoints-dumps.ts';
import { PROOF_ENDPOINTS } from './endpoints-proof.ts';
import { RUN_ENDPOINTS } from './endpoints-runs.ts';
import { SERVICE_ENDPOINTS } from './endpoints-service.ts';
import { SHARING_ENDPOINTS } from './endpoints-sharing.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  ...RUN_ENDPOINTS,
  ...PROOF_ENDPOINTS,
  ...SHARING_ENDPOINTS,
  ...DUMP_ENDPOINTS,
  ...SERVICE_ENDPOINTS,
];
