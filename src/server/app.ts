// The service as one request handler: API under /api/v1, the page everywhere else. Everything it rests on is an argument.
import { Hono, type Context } from 'hono';
import { healthSchema } from '../contract/api.ts';
import { API_BASE } from '../contract/endpoint.ts';
import { ENDPOINTS } from '../contract/endpoints.ts';
import { answer, refuse } from './answer.ts';
import { createChallengesApi, type ChallengesApiParts } from './challenges-api.ts';
import { createCompareApi } from './compare-api.ts';
import { createDeletion } from './deletion.ts';
import { createDescriptionApi } from './description-api.ts';
import { createDevicesApi } from './devices-api.ts';
import { createDumpsApi } from './dumps-api.ts';
import { mountMethods } from './methods.ts';
import type { Watch } from './operation.ts';
import { publicReading } from './public-reading.ts';
import type { DumpShelf } from './published-dump.ts';
import { createRunsApi, type RunsApiParts } from './runs-api.ts';
import { RunSizes } from './run-sizes.ts';
import { securityHeaders } from './security-headers.ts';
import { createSharingApi } from './sharing/sharing-api.ts';
import { createPageHead } from './sharing/page-head.ts';
import { createStaticApp } from './static.ts';
import { StorageUnavailable } from './storage-unavailable.ts';
import type { ReadingStores } from './stores.ts';

export interface AppParts extends RunsApiParts, ChallengesApiParts {
  readonly devices: ReadingStores['devices'];
  readonly publicLog: ReadingStores['publicLog'];
  readonly suiteVersion: string;
  readonly dumps: DumpShelf;
  /** Folder of the built page. */
  readonly distFolder: string;
  /** Where the cause of a 5xx goes, with the id of its request where it has one. */
  readonly log: (line: string, request?: string) => void;
  /** What watches and bounds all requests; absent where nothing does. */
  readonly watch?: Watch;
}

/** Throws StartError where the page is not built. */
export function createApp(parts: AppParts): Hono {
  const app = new Hono();
  if (parts.watch !== undefined) app.use(parts.watch.observe);
  app.use(securityHeaders);
  if (parts.watch !== undefined) app.route('/', parts.watch.health).use(parts.watch.guard);
  app.use('/api/*', async (context, next) => {
    context.header('Cache-Control', 'no-store');
    await next();
  });
  app.route(API_BASE, createApi(parts));
  // Not /api itself, which is a page.
  app.all('/api/:rest{.+}', (context) =>
    refuse(context, 404, { code: 'not-found', message: 'There is no such endpoint; see docs/api.md.' }),
  );
  app.route('/', createStaticApp(parts.distFolder, createPageHead({ stores: storesOf(parts), publicUrl: parts.publicUrl })));
  app.onError((error, context) => failure(error, context, parts));
  return app;
}

function createApi(parts: AppParts): Hono {
  const api = new Hono();
  for (const { path, keeping } of ENDPOINTS) if (keeping !== undefined) api.use(path, publicReading(keeping));
  api.get('/health', async (context) =>
    answer(context, healthSchema, {
      status: 'ok',
      suite_version: parts.suiteVersion,
      database: parts.runs.kind,
      runs: await parts.runs.count(),
    }),
  );
  api.route('/', createDescriptionApi(parts.suiteVersion, parts.publicUrl));
  api.route('/', createRunsApi(parts));
  api.route('/', createChallengesApi(parts));
  api.route('/', createDumpsApi(parts.dumps, parts.publicUrl));
  api.route('/', createDeletion(parts));
  const stores = storesOf(parts);
  const reading = { stores, sizes: new RunSizes(stores.runs), publicUrl: parts.publicUrl };
  api.route('/', createDevicesApi({ ...reading, suiteMajor: Number(parts.suiteVersion.split('.')[0]) }));
  api.route('/', createCompareApi(reading));
  api.route('/', createSharingApi({ ...reading, log: parts.log }));
  mountMethods(api, ENDPOINTS);
  return api;
}

function storesOf({ runs, devices, publicLog }: AppParts): ReadingStores {
  return { runs, devices, publicLog };
}

function failure(error: Error, context: Context, { log }: AppParts): Response {
  const request = context.get('requestId') as string | undefined;
  if (error instanceof StorageUnavailable) {
    log(`the database failed: ${error.message}`, request);
    context.header('Retry-After', '60');
    return refuse(context, 503, {
      code: 'storage-unavailable',
      message: 'The database does not answer; nothing was stored. Try again later.',
    });
  }
  log(error.stack ?? String(error), request);
  return refuse(context, 500, { code: 'internal', message: 'The service failed; this is a bug.' });
}
