// Endpoints whose answers are pictures to show elsewhere: rows of the table in endpoints.ts.
import type { Content, Endpoint } from './endpoint.ts';
import { GPU, RUN_ID } from './endpoints-runs.ts';
import { themeQuerySchema } from './queries.ts';

const svg = (purpose: string): Content => ({ kind: 'opaque', type: 'image/svg+xml', purpose });

export const SHARING_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/runs/:id/badge.svg',
    id: 'runBadge',
    group: 'Sharing',
    summary: 'A badge of a run',
    parameters: RUN_ID,
    answer: {
      status: 200,
      purpose: 'The badge.',
      content: svg('What the run’s proof shows at the least, or its measured peak as unverified.'),
    },
    errors: ['not-found', 'gone'],
    keeping: 'minutes',
  },
  {
    method: 'GET',
    path: '/runs/:id/chart.svg',
    id: 'runChart',
    group: 'Sharing',
    summary: 'A chart of a run for other pages',
    parameters: RUN_ID,
    query: themeQuerySchema,
    answer: {
      status: 200,
      purpose: 'The chart.',
      content: svg('Throughput against model size with intervals, 800 × 450. Without scripts and outside resources.'),
    },
    errors: ['bad-query', 'not-found', 'gone'],
    keeping: 'minutes',
  },
  {
    method: 'GET',
    path: '/runs/:id/card.png',
    id: 'runCard',
    group: 'Sharing',
    summary: 'The preview image of a run’s page',
    parameters: RUN_ID,
    answer: {
      status: 200,
      purpose: 'The card; Scalewall’s own where drawing fails or takes too long.',
      content: { kind: 'opaque', type: 'image/png', purpose: '1200 × 630.' },
    },
    errors: ['not-found', 'gone'],
    keeping: 'minutes',
  },
  {
    method: 'GET',
    path: '/devices/:gpu/badge.svg',
    id: 'deviceBadge',
    group: 'Sharing',
    summary: 'A badge of a GPU',
    parameters: GPU,
    answer: {
      status: 200,
      purpose: 'The badge.',
      content: svg('The median of the GPU’s verified runs in its newest suite major, or of its unverified ones as such.'),
    },
    errors: ['not-found'],
    keeping: 'minutes',
  },
];
