// The endpoints that bad requests are made for. Those of the API's own table, and the page beside it.
export interface Target {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path with `:name` for parameters, below /api/v1. */
  readonly path: string;
  readonly body?: 'json' | 'bytes';
}

export const TARGETS: readonly Target[] = [
  { method: 'GET', path: '/health' },
  { method: 'GET', path: '/openapi.json' },
  { method: 'GET', path: '/schemas/submission.json' },
  { method: 'GET', path: '/schemas/run.json' },
  { method: 'POST', path: '/runs', body: 'json' },
  { method: 'GET', path: '/runs' },
  { method: 'GET', path: '/runs/:id' },
  { method: 'DELETE', path: '/runs/:id' },
  { method: 'GET', path: '/runs/:id/badge.svg' },
  { method: 'GET', path: '/runs/:id/chart.svg' },
  { method: 'GET', path: '/runs/:id/card.png' },
  { method: 'GET', path: '/devices' },
  { method: 'GET', path: '/devices/:gpu' },
  { method: 'GET', path: '/devices/:gpu/badge.svg' },
  { method: 'GET', path: '/gpus' },
  { method: 'GET', path: '/compare' },
  { method: 'GET', path: '/log' },
  { method: 'GET', path: '/dumps' },
  { method: 'POST', path: '/challenges', body: 'json' },
  { method: 'POST', path: '/challenges/:id/commitment', body: 'json' },
  { method: 'POST', path: '/challenges/:id/opening', body: 'bytes' },
];

export const BASE = '/api/v1';
