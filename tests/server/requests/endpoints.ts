// The endpoints that bad requests are made for: those of the API's own table, so that a new one is covered from its first day.
import { API_BASE, type Endpoint } from '../../../src/contract/endpoint.ts';
import { ENDPOINTS } from '../../../src/contract/endpoints.ts';

export type Target = Pick<Endpoint, 'method' | 'path'>;

export const TARGETS: readonly Target[] = ENDPOINTS;
export const BASE = API_BASE;
