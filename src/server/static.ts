// Serves the built page: its files, and index.html for the routes that the page itself draws. No database, no API;
// the command line starts it alone on a loopback port.
import { Hono, type Context } from 'hono';
import { pageFile, readPageFiles, type PageFile } from './page-file.ts';
import { acceptsGzip } from './representation.ts';
import { securityHeaders } from './security-headers.ts';
import { PLAIN_CARD, PLAIN_CARD_PATH } from './sharing/plain-card.ts';
import type { PageHead } from './sharing/page-head.ts';
import { StartError } from './start-error.ts';

/** Drawn in the browser for whoever opens them; `index.html` is the same, but for what previews of links are told. */
const PAGE_ROUTES = [
  '/',
  '/explore',
  '/results',
  '/results/*',
  '/train',
  '/validation',
  '/runs/:id',
  '/devices/:gpu',
  '/compare',
  '/log',
  '/privacy',
  '/api',
] as const;

/**
 * `head` puts into the page what previews of links are told; the command line serves it as it is.
 * Throws StartError where the folder holds no built page. The files are read once: build before, restart after.
 */
export function createStaticApp(distFolder: string, head?: PageHead): Hono {
  const files = filesOf(distFolder);
  const index = files.get('/index.html');
  if (index === undefined)
    throw new StartError(`The page is not built: ${distFolder} has no index.html. Run "npm run setup" first.`);

  const plainCard = pageFile(PLAIN_CARD_PATH, PLAIN_CARD);
  const app = new Hono();
  app.use(securityHeaders);
  for (const route of PAGE_ROUTES) {
    app.get(route, async (context) => {
      const html = new TextDecoder().decode(index.body);
      const told = (await head?.(new URL(context.req.url), html)) ?? html;
      return send(context, told === html ? index : pageFile('/index.html', new TextEncoder().encode(told)));
    });
  }
  app.get(PLAIN_CARD_PATH, (context) => send(context, plainCard));
  app.get('*', (context) => {
    const file = files.get(context.req.path);
    return file === undefined ? context.text(`Nothing at ${context.req.path}\n`, 404) : send(context, file);
  });
  app.all('*', (context) => context.text('Only GET and HEAD\n', 405, { Allow: 'GET, HEAD' }));
  return app;
}

function filesOf(folder: string): ReadonlyMap<string, PageFile> {
  try {
    return readPageFiles(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
}

function send(context: Context, file: PageFile): Response {
  context.header('ETag', file.etag);
  context.header('Cache-Control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  context.header('Vary', 'Accept-Encoding');
  if (context.req.header('if-none-match') === file.etag) return context.body(null, 304);
  context.header('Content-Type', file.type);
  const compressed = acceptsGzip(context.req.header('accept-encoding') ?? '') ? file.gzipped() : undefined;
  if (compressed !== undefined) context.header('Content-Encoding', 'gzip');
  const body = compressed ?? file.body;
  context.header('Content-Length', String(body.length));
  return context.body(body);
}
