// The service as one request handler: API under /api/v1, the page everywhere else. Everything it rests on is an argument.
import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';
import { z } from 'zod';
import { healthSchema, submissionSchema } from '../contract/api.ts';
import { runSchema } from '../contract/run.ts';
import { answer, refuse } from './answer.ts';
import { createDumpsApi } from './dumps-api.ts';
import type { DumpShelf } from './published-dump.ts';
import { createChallengesApi, type ChallengesApiParts } from './challenges-api.ts';
import type { Watch } from './operation.ts';
import { createRunsApi, type RunsApiParts } from './runs-api.ts';
import { securityHeaders } from './security-headers.ts';
import { createStaticApp } from './static.ts';
import { StorageUnavailable } from './storage-unavailable.ts';

export interface AppParts extends RunsApiParts, ChallengesApiParts {
  readonly suiteVersion: string;
  readonly dumps: DumpShelf;
  /** Folder of the built page. */
  readonly distFolder: string;
  /** Where the cause of a 5xx goes, with the id of its request where it has one. */
  readonly log: (line: string, request?: string) => void;
  /** What watches and bounds all requests; absent where nothing does. */
  readonly watch?: Watch;
}

/** Methods of each path, for the 405 of every other. */
const ALLOWED: Readonly<Record<string, string>> = {
  '/health': 'GET, HEAD',
  '/schemas/submission.json': 'GET, HEAD',
  '/schemas/run.json': 'GET, HEAD',
  '/runs': 'GET, HEAD, POST',
  '/runs/:id': 'GET, HEAD',
  '/gpus': 'GET, HEAD',
  '/dumps': 'GET, HEAD',
  '/dumps/:name': 'GET, HEAD',
  '/challenges': 'POST',
  '/challenges/:id/commitment': 'POST',
  '/challenges/:id/opening': 'POST',
};

/** Throws StartError where the page is not built. */
export function createApp(parts: AppParts): Hono {
  const app = new Hono();
  if (parts.watch !== undefined) app.use(parts.watch.observe);
  app.use(securityHeaders);
  if (parts.watch !== undefined) app.route('/', parts.watch.health).use(parts.watch.guard);
  app.use('/api/*', compress(), async (context, next) => {
    context.header('Cache-Control', 'no-store');
    await next();
  });
  app.route('/api/v1', createApi(parts));
  // Not /api itself, which is a page.
  app.all('/api/:rest{.+}', (context) =>
    refuse(context, 404, { code: 'not-found', message: 'There is no such endpoint; see docs/api.md.' }),
  );
  app.route('/', createStaticApp(parts.distFolder));
  app.onError((error, context) => failure(error, context, parts));
  return app;
}

function createApi(parts: AppParts): Hono {
  const api = new Hono();
  const schemas = { 'submission.json': z.toJSONSchema(submissionSchema), 'run.json': z.toJSONSchema(runSchema) };
  api.get('/health', async (context) =>
    answer(context, healthSchema, {
      status: 'ok',
      suite_version: parts.suiteVersion,
      database: parts.runs.kind,
      runs: await parts.runs.count(),
    }),
  );
  for (const [name, schema] of Object.entries(schemas)) api.get(`/schemas/${name}`, (context) => context.json(schema));
  api.route('/', createRunsApi(parts));
  api.route('/', createDumpsApi(parts.dumps, parts.publicUrl));
  api.route('/', createChallengesApi(parts));
  for (const [path, methods] of Object.entries(ALLOWED)) {
    api.all(path, (context) => {
      context.header('Allow', methods);
      return refuse(context, 405, {
        code: 'method-not-allowed',
        message: `${context.req.method} is not possible here; ${methods} are.`,
      });
    });
  }
  return api;
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
