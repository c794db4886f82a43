// Badges, charts and cards: pictures of runs and devices to show elsewhere. Held runs are shown as held, as on their page.
import { Hono, type Context } from 'hono';
import { gpuSchema, runIdSchema, themeQuerySchema } from '../../contract/queries.ts';
import { refuse } from '../answer.ts';
import type { RunRow } from '../database/database.ts';
import { readQuery } from '../query.ts';
import { isShown, permalink, refuseGone, refuseMissing, type PublicUrl } from '../run-item.ts';
import type { RunSizes } from '../run-sizes.ts';
import type { ReadingStores } from '../stores.ts';
import { badgeSvg } from './badge.ts';
import { CardDesk } from './card-desk.ts';
import { cardSvg } from './card.ts';
import { chartSvg, PICTURE_POLICY } from './chart.ts';
import { PLAIN_CARD } from './plain-card.ts';
import { deviceFacts, runFacts } from './run-facts.ts';

export interface SharingApiParts {
  readonly stores: ReadingStores;
  readonly sizes: RunSizes;
  readonly publicUrl: PublicUrl;
  readonly log: (line: string) => void;
}

export function createSharingApi({ stores, sizes, publicUrl, log }: SharingApiParts): Hono {
  const api = new Hono();
  const desk = new CardDesk(log);
  const sizesOf = async (id: string) => (await sizes.of([id])).get(id) ?? [];

  api.get('/runs/:id/badge.svg', (context) => withRun(context, stores, (row) => svg(context, badgeSvg(runFacts(row)))));
  api.get('/runs/:id/chart.svg', (context) =>
    withRun(context, stores, async (row) => {
      const query = readQuery(context, themeQuerySchema);
      if (query.kind === 'refused') return query.answer;
      return svg(context, chartSvg(runFacts(row), await sizesOf(row.id), permalink(row.id, publicUrl), query.value.theme));
    }),
  );
  api.get('/runs/:id/card.png', (context) =>
    withRun(context, stores, async (row) => {
      const png = await desk.draw(cardSvg(runFacts(row), await sizesOf(row.id), permalink(row.id, publicUrl)));
      return context.body(png ?? PLAIN_CARD, 200, { 'Content-Type': 'image/png' });
    }),
  );
  api.get('/devices/:gpu/badge.svg', async (context) => {
    const gpu = gpuSchema.safeParse(context.req.param('gpu'));
    const [newest] = gpu.success ? await stores.devices.one(gpu.data) : [];
    if (newest === undefined) {
      return refuse(context, 404, { code: 'not-found', message: 'There is no device of this name with a listed run.' });
    }
    return svg(context, badgeSvg(deviceFacts(newest)));
  });
  return api;
}

async function withRun(
  context: Context,
  { runs }: ReadingStores,
  draw: (row: RunRow) => Response | Promise<Response>,
): Promise<Response> {
  const id = runIdSchema.safeParse(context.req.param('id'));
  const [row] = id.success ? await runs.rows([id.data]) : [];
  if (row === undefined) return refuseMissing(context);
  return isShown(row) ? draw(row) : refuseGone(context, row);
}

function svg(context: Context, text: string): Response {
  return context.body(text, 200, {
    'Content-Type': 'image/svg+xml; charset=utf-8',
    'Content-Security-Policy': PICTURE_POLICY,
  });
}
